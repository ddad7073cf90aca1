/** One ledger entry as a device returns it, believed only by its hash and signature (SPEC EPO5). */
import { canonicalJson } from '@qiao/domain';
import * as v from 'valibot';
import type { DecisionRow } from '../store/rows.ts';
import { isSignedBy } from './ledger-key.ts';
import { linkHash, wordsHash, type LedgerEntry, type LostLink } from './ledger.ts';

export interface ReturnedEntry {
  entry: LedgerEntry;
  /** Canonical JSON of the entry: what was signed. */
  json: string;
  /** Canonical JSON of the words beside it; null when they were erased. */
  payload: string | null;
  hash: string;
  signature: string;
}

export const lostLink = v.object({
  n: v.number(),
  at: v.number(),
  previous: v.string(),
  contentHash: v.nullable(v.string()),
  key: v.string(),
  hash: v.string(),
  signature: v.string(),
});
/** Fields that are not named here stay: the entry's hash is over all of it. */
const entrySchema = v.looseObject({
  n: v.number(),
  at: v.number(),
  previous: v.string(),
  kind: v.string(),
  record: v.string(),
  command: v.string(),
  type: v.string(),
  from: v.nullable(v.string()),
  to: v.string(),
  person: v.object({ id: v.string(), role: v.nullable(v.string()) }),
  contentHash: v.nullable(v.string()),
  words: v.string(),
  facts: v.optional(v.string()),
  follows: v.optional(v.nullable(v.string())),
  key: v.string(),
  returned: v.optional(lostLink),
});
const itemSchema = v.object({ entry: entrySchema, words: v.unknown(), hash: v.string(), signature: v.string() });

/** Null when it is no list of entries, or what is no JSON that could have been signed. */
export function readReturned(json: string): ReturnedEntry[] | null {
  try {
    const read = v.safeParse(v.array(itemSchema), JSON.parse(json));
    if (!read.success) return null;
    return read.output.map(({ entry, words, hash, signature }) => ({
      entry: entry as unknown as LedgerEntry,
      json: canonicalJson(entry),
      payload: words === null ? null : canonicalJson(words),
      hash,
      signature,
    }));
  } catch {
    return null;
  }
}

const bytesOf = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, 'base64'));

/** Whether hash, signature and words bear each other out. Whose key it is, is another question. */
export function isWhole({ entry, json, payload, hash, signature }: ReturnedEntry): boolean {
  const made = linkHash(bytesOf(entry.previous), json);
  if (!Buffer.from(made).equals(bytesOf(hash)) || !isSignedBy(entry.key, made, bytesOf(signature))) return false;
  return payload === null || wordsHash(payload) === entry.words;
}

/** What the entry says in any chain, and the lost link that it stands for: the first one, however often it was lost. */
export function saidAgain({ entry, hash, signature }: ReturnedEntry): Omit<LedgerEntry, 'n' | 'at' | 'previous' | 'key'> {
  const { n, at, previous, key, contentHash, returned, ...same } = entry;
  // The approved JSON is gone with the lost database, so that the new link must not promise it.
  return { ...same, contentHash: null, returned: returned ?? { n, at, previous, contentHash, key, hash, signature } };
}

/** The lost link that an adopted one stands for is still whole. */
export function isLostLinkWhole(row: Pick<DecisionRow, 'entry'>, { hash, signature, ...lost }: LostLink): boolean {
  const { returned: _returned, ...same } = JSON.parse(row.entry) as LedgerEntry;
  const entry = { ...same, ...lost };
  return isWhole({ entry, json: canonicalJson(entry), payload: null, hash, signature });
}
