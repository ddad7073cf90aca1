import type { RelayCode } from './codes.ts';

/** Version of the wire. Raised when an older peer could misread a message. */
export const PROTOCOL = 1;

export interface Hello {
  type: 'hello';
  protocol: number;
  /** Versions of the kinds that the device knows, as canonical JSON; opaque here. */
  schemas: string;
  device: string;
  workspace: string;
  epoch: string;
  cursor: number;
  accessVersion: number;
}

/** `drain`: only the outbox is served (SES4). `restored`: push all again, then pull from 0 (EPO1). */
export type WelcomeMode = 'full' | 'drain' | 'restored';

export interface LedgerHead {
  seq: number;
  hash: Uint8Array;
  signature: Uint8Array;
}

export interface Welcome {
  type: 'welcome';
  mode: WelcomeMode;
  workspace: string;
  epoch: string;
  head: number;
  accessVersion: number;
  ledger: LedgerHead;
}

export interface Refuse {
  type: 'refuse';
  code: RelayCode;
}

export interface PushEntry {
  n: number;
  doc: string;
  generation: number;
  update: Uint8Array;
}

export interface Push {
  type: 'push';
  entries: PushEntry[];
}

export type AckResult = { kind: 'seq'; seq: number } | { kind: 'known' } | { kind: 'hold' } | { kind: 'code'; code: RelayCode };

export interface Ack {
  type: 'ack';
  answers: { n: number; result: AckResult }[];
}

export interface Pull {
  type: 'pull';
  cursor: number;
  maxBytes: number;
  /** Id of the last page this device has stored; empty for none (PUL4). */
  have: string;
}

/** Who wrote with a Yjs client id: user id and the name to show (PUL8). */
export interface Author {
  client: number;
  user: string;
  name: string;
}

export interface TailRow {
  seq: number;
  /** User id of who delivered it; authorship is in `authors`. */
  actor: string;
  /** Server time, milliseconds since 1970. */
  at: number;
  update: Uint8Array;
}

export type PageDoc =
  | { kind: 'tail'; doc: string; head: number; generation: number; rows: TailRow[]; authors: Author[] }
  | { kind: 'snapshot'; doc: string; head: number; generation: number; update: Uint8Array; authors: Author[] }
  /** JSON of the record's facts, UTF-8. */
  | { kind: 'facts'; doc: string; head: number; json: string }
  /** JSON array of the record's ledger entries above the cursor. */
  | { kind: 'ledger'; doc: string; head: number; json: string }
  | { kind: 'revoked'; doc: string; head: number };

export interface Page {
  type: 'page';
  id: string;
  next: number;
  more: boolean;
  accessVersion: number;
  docs: PageDoc[];
}

export interface Poke {
  type: 'poke';
  head: number;
}

export interface Ping {
  type: 'ping';
}

export interface Pong {
  type: 'pong';
}

export interface Quarantine {
  type: 'quarantine';
  /** UUID given by the device; the same id twice is one proposal. */
  id: string;
  doc: string;
  generation: number;
  code: RelayCode;
  bytes: Uint8Array;
}

export interface Kept {
  type: 'kept';
  id: string;
}

/** A record's signed ledger and facts as the device holds them, before anything of it is pushed again after a restore (SPEC EPO5). */
export interface Return {
  type: 'return';
  n: number;
  /** `kind/id`. */
  record: string;
  /** JSON array of the record's ledger entries, oldest first, as pages brought them. */
  ledger: string;
  /** JSON of the record's facts. */
  facts: string;
}

/**
 * `adopted`: the server had lost decisions and has them again. `known`: it had lost none of these. `kept`: decisions were made
 * since that these do not know of; nothing is changed, and what was signed lies in the quarantine.
 */
export type ReturnResult = { kind: 'adopted' } | { kind: 'known' } | { kind: 'kept' } | { kind: 'code'; code: RelayCode };

export interface Returned {
  type: 'returned';
  n: number;
  result: ReturnResult;
}

export type ClientMessage = Hello | Push | Pull | Quarantine | Return | Ping | Pong;
export type ServerMessage = Welcome | Refuse | Ack | Page | Poke | Kept | Returned | Ping | Pong;
export type Message = ClientMessage | ServerMessage;
