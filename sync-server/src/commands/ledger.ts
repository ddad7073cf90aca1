/** The chain of decisions (SPEC DEC4). The entry is for ever; the words beside it can be erased, for only their salted hash is in the chain. */
import { createHash } from 'node:crypto';
import { canonicalJson, type CommandType, type LedgerText, type Role } from '@qiao/domain';
import type { DecisionRow } from '../store/rows.ts';
import type { LedgerKey } from './ledger-key.ts';

export interface LedgerEntry {
  n: number;
  at: number;
  /** Hash of the link before, base64; empty for the first. */
  previous: string;
  kind: string;
  record: string;
  command: string;
  type: CommandType;
  from: string | null;
  to: string;
  person: { id: string; role: Role | null };
  contentHash: string | null;
  /** sha256 of the words beside the entry, hex. */
  words: string;
  /** Public key that signed, base64. */
  key: string;
}

/** What a person wrote, and their name: erasable. */
export interface LedgerWords {
  salt: string;
  person: { id: string; name: string; role: Role | null };
  opinion: string;
  reason: string;
}

export const sha256 = (...pieces: (Uint8Array | string)[]): Uint8Array => {
  const hash = createHash('sha256');
  for (const piece of pieces) hash.update(piece);
  return new Uint8Array(hash.digest());
};

export const wordsHash = (payload: string): string => Buffer.from(sha256(payload)).toString('hex');

/** `hash = sha256(previous hash ‖ canonical entry)`. */
export const linkHash = (previous: Uint8Array, entry: string): Uint8Array => sha256(previous, entry);

export interface NewLink {
  last: DecisionRow | null;
  text: LedgerText;
  kind: string;
  record: string;
  command: string;
  seq: number;
  at: number;
  salt: string;
}

/** The next link of the chain. */
export function makeLink(key: LedgerKey, { last, text, kind, record, command, seq, at, salt }: NewLink): DecisionRow {
  const n = (last?.n ?? 0) + 1;
  const previous = last?.hash ?? new Uint8Array();
  const words: LedgerWords = { salt, person: text.person, opinion: text.opinion, reason: text.reason };
  const payload = canonicalJson(words);
  const entry: LedgerEntry = {
    n,
    at,
    previous: Buffer.from(previous).toString('base64'),
    kind,
    record,
    command,
    type: text.type,
    from: text.from,
    to: text.to,
    person: { id: text.person.id, role: text.person.role },
    contentHash: text.contentHash,
    words: wordsHash(payload),
    key: key.id,
  };
  const json = canonicalJson(entry);
  const hash = linkHash(previous, json);
  return { n, kind, record, seq, at, entry: json, payload, hash, signature: key.sign(hash) };
}
