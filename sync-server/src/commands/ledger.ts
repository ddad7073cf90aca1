/** The chain of decisions (SPEC DEC4). The entry is for ever; the words beside it can be erased, for only their salted hash is in the chain. */
import { createHash } from 'node:crypto';
import { canonicalJson, contentHash, type CommandType, type LedgerText, type Role } from '@qiao/domain';
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
  /** Hash of the record's facts after the decision, so that facts held elsewhere can be believed (SPEC DEC7). Older entries have none. */
  facts?: string;
  /** Command of the record's decision before, null for its first: no decision can be left out between two. Older entries say nothing. */
  follows?: string | null;
  /** Public key that signed, base64. */
  key: string;
  /** The link as it was before a restore lost it (SPEC EPO5). */
  returned?: LostLink;
}

/** What of a lost link is other in the one that stands for it; with it the lost link can be made and checked again. Bytes as base64. */
export interface LostLink {
  n: number;
  at: number;
  previous: string;
  contentHash: string | null;
  key: string;
  hash: string;
  signature: string;
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

/** Hash of facts under their record's id, hex, as that of content is. */
export const factsHash = (facts: unknown, record: string): string => contentHash(canonicalJson(facts), record);

export interface NewLink {
  last: DecisionRow | null;
  text: LedgerText;
  kind: string;
  record: string;
  command: string;
  /** The record's facts after it. */
  facts: unknown;
  /** Command of the record's decision before; null for its first. */
  follows: string | null;
  seq: number;
  at: number;
  salt: string;
}

/** The next link of the chain. */
export function makeLink(key: LedgerKey, { last, text, kind, record, command, facts, follows, seq, at, salt }: NewLink): DecisionRow {
  const words: LedgerWords = { salt, person: text.person, opinion: text.opinion, reason: text.reason };
  const payload = canonicalJson(words);
  return signLink(key, {
    last,
    seq,
    at,
    payload,
    said: {
      kind,
      record,
      command,
      type: text.type,
      from: text.from,
      to: text.to,
      person: { id: text.person.id, role: text.person.role },
      contentHash: text.contentHash,
      words: wordsHash(payload),
      facts: factsHash(facts, record),
      follows,
    },
  });
}

export interface LinkToSign {
  last: DecisionRow | null;
  seq: number;
  at: number;
  /** The words beside the entry; null when they were erased. */
  payload: string | null;
  said: Omit<LedgerEntry, 'n' | 'at' | 'previous' | 'key'>;
}

/** Puts an entry at the end of the chain and signs it. */
export function signLink(key: LedgerKey, { last, seq, at, payload, said }: LinkToSign): DecisionRow {
  const n = (last?.n ?? 0) + 1;
  const previous = last?.hash ?? new Uint8Array();
  const entry: LedgerEntry = { ...said, n, at, previous: Buffer.from(previous).toString('base64'), key: key.id };
  const json = canonicalJson(entry);
  const hash = linkHash(previous, json);
  return { n, kind: said.kind, record: said.record, seq, at, entry: json, payload, hash, signature: key.sign(hash) };
}

export const entryOf = (row: Pick<DecisionRow, 'entry'>): LedgerEntry => JSON.parse(row.entry) as LedgerEntry;
