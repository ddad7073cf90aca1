/** Reads the whole chain and names the first link that is broken or missing (SPEC DEC4). */
import { contentHash } from '@qiao/domain';
import { LEDGER } from '@qiao/sync/protocol';
import * as v from 'valibot';
import type { Reader } from '../store/contract.ts';
import type { DecisionRow } from '../store/rows.ts';
import { isSignedBy } from './ledger-key.ts';
import { entryOf, factsHash, linkHash, wordsHash } from './ledger.ts';
import { isLostLinkWhole, lostLink } from './returned-entry.ts';

export type LedgerCheck =
  | { ok: true; entries: number }
  /** `entry` is the number of the link, `why` a sentence. */
  | { ok: false; entry: number; why: string };

const entrySchema = v.object({
  n: v.number(),
  at: v.number(),
  previous: v.string(),
  kind: v.string(),
  record: v.string(),
  contentHash: v.nullable(v.string()),
  words: v.string(),
  key: v.string(),
  facts: v.optional(v.string()),
  returned: v.optional(lostLink),
});

/** Links read at once. */
const BATCH = 500;

export async function verifyLedger(read: Reader): Promise<LedgerCheck> {
  let last: DecisionRow | null = null;
  const newest = new Map<string, Pick<DecisionRow, 'n' | 'kind' | 'record' | 'entry'>>();
  for (;;) {
    const rows = await read.decisions(last?.n ?? 0, BATCH);
    for (const row of rows) {
      const why = await whyBroken(read, row, last);
      if (why) return { ok: false, ...why };
      last = row;
      newest.set(`${row.kind}/${row.record}`, row);
    }
    if (rows.length === 0) break;
  }
  // A chain that lost its end is whole in itself; the log still knows how far it went.
  const end = await lastLedgerRow(read);
  if (end > (last?.seq ?? 0)) return { ok: false, entry: (last?.n ?? 0) + 1, why: 'the entry is missing at the end' };
  for (const row of newest.values())
    if (!(await areFactsAsDecided(read, row))) return { ok: false, entry: row.n, why: 'its facts were changed' };
  return { ok: true, entries: last?.n ?? 0 };
}

/** Facts are what the record's last decision made of them. Older entries do not say. */
async function areFactsAsDecided(read: Reader, row: Pick<DecisionRow, 'kind' | 'record' | 'entry'>): Promise<boolean> {
  const { facts } = entryOf(row);
  if (facts === undefined) return true;
  const record = await read.record(row.kind, row.record);
  return record !== null && factsHash(parse(record.facts), row.record) === facts;
}

async function whyBroken(read: Reader, row: DecisionRow, last: DecisionRow | null): Promise<{ entry: number; why: string } | null> {
  const expected = (last?.n ?? 0) + 1;
  const broken = (why: string) => ({ entry: row.n, why });
  if (row.n !== expected) return { entry: expected, why: 'the entry is missing' };
  const entry = v.safeParse(entrySchema, parse(row.entry));
  if (!entry.success) return broken('the entry cannot be read');
  const { n, at, previous, kind, record, words, key, contentHash: covered, returned } = entry.output;
  const before = last?.hash ?? new Uint8Array();
  if (previous !== Buffer.from(before).toString('base64')) return broken('it does not follow the entry before it');
  if (!Buffer.from(linkHash(before, row.entry)).equals(Buffer.from(row.hash))) return broken('its text was changed');
  if (!isSignedBy(key, row.hash, row.signature)) return broken('its signature is wrong');
  if (n !== row.n || at !== row.at || kind !== row.kind || record !== row.record) return broken('it was moved to another record or time');
  if (row.payload !== null && wordsHash(row.payload) !== words) return broken('its words were changed');
  if (returned && !isLostLinkWhole(row, returned)) return broken('the entry that a restore lost and it stands for was changed');
  const approved = await read.approved(row.n);
  if (covered !== null && (!approved || contentHash(approved.json, record) !== covered))
    return broken('the content it approved was changed');
  return null;
}

const parse = (json: string): unknown => {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
};

/** Number of the newest ledger row in the log. */
async function lastLedgerRow(read: Reader): Promise<number> {
  let newest = 0;
  for (let after = 0; ;) {
    const parts = await read.partsAfter(after, BATCH);
    for (const part of parts) if (part.doc.endsWith(`/${LEDGER}`)) newest = part.head;
    const last = parts.at(-1);
    if (!last) return newest;
    after = last.head;
  }
}
