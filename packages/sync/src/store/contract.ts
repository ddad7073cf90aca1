/**
 * The store of one device: one database per user and workspace. Every method is one transaction: it happens whole or
 * not at all. Run against each implementation by `contract.suite.ts`.
 *
 * Bytes pass through a `Seal` before they are written and after they are read, and keys are opaque (SPEC DEV8), so no
 * method may look into a value inside its transaction.
 */
import type { RelayCode } from '../protocol/codes.ts';
import type { Author, Page } from '../protocol/messages.ts';
import type { BlobStore } from './blobs.ts';

export type { BlobPlace, BlobRef, BlobRefState, BlobStore, StoredBlob } from './blobs.ts';

/** What the leader knows of the server. `term` fences stale leaders (SPEC DEV6). */
export interface CursorRow {
  term: number;
  epoch: string;
  cursor: number;
  accessVersion: number;
  /** Id of the last stored page (SPEC PUL4). */
  have: string;
  /** Time of the last WELCOME: the offline lease runs from here (SPEC DEV10). 0 before the first. */
  welcomedAt: number;
  /** Ledger head last seen, hex; the device is a witness after a restore. */
  ledgerHash: string;
}

/** An edit that the server has not confirmed. `n` rises over the whole database. */
export interface OutboxEdit {
  type: 'edit';
  n: number;
  doc: string;
  generation: number;
  update: Uint8Array;
  at: number;
}

/** A decision made here, waiting for the server. `body` is the JSON of the command, whose id is `id`. */
export interface OutboxIntent {
  type: 'intent';
  n: number;
  id: string;
  record: string;
  body: string;
  at: number;
  /** On its way to the server, or there: nobody can take it back (SPEC DEV12). */
  sent: boolean;
}

export type OutboxEntry = OutboxEdit | OutboxIntent;

/** What the server said to an intent; kept until the person has seen a refusal (SPEC REF6). */
export interface RefusedIntent {
  id: string;
  record: string;
  body: string;
  at: number;
  code: string;
  /** JSON of the details: who, when. */
  details: string;
}

/** How far a reader of a part has read: rows of confirmed bytes and outbox numbers. */
export interface Mark {
  row: number;
  n: number;
}

export interface StoredPart {
  doc: string;
  generation: number;
  /** Rises with each refusal, revocation or new generation: edits made on an earlier one may depend on bytes that are gone. */
  incarnation: number;
  mark: Mark;
  /** Server head that the confirmed bytes reach; 0 for a part that exists here only. */
  head: number;
  /** Confirmed updates in order of arrival; the first may be a merged base. */
  confirmed: Uint8Array[];
  /** When each of `confirmed` was made, milliseconds since 1970: by the server's clock, or this device's for its own; 0 where nobody said. */
  times: number[];
  /** Unconfirmed edits in order of n. */
  unsent: OutboxEdit[];
  authors: Author[];
}

/** What a refusal took out of the outbox (SPEC REF1, REF2). */
export interface Proposal {
  id: string;
  doc: string;
  generation: number;
  code: RelayCode;
  at: number;
  /** The refused updates in order. */
  updates: Uint8Array[];
  /** The server has a copy (KEPT). */
  kept: boolean;
}

/** An edit as a tab hands it over. `proposalId` names the proposal it becomes when the part was rebuilt meanwhile. */
export interface NewEdit {
  doc: string;
  generation: number;
  incarnation: number;
  update: Uint8Array;
  at: number;
  proposalId: string;
}

/** What a tab has not read yet of a part. */
export interface Newer {
  generation: number;
  incarnation: number;
  updates: Uint8Array[];
  mark: Mark;
}

/** Docs (`kind/id/part`, `$facts` and `$ledger` included) whose stored state changed; tabs and projections read them again. */
export type Changed = readonly string[];

export class Fenced extends Error {
  constructor() {
    super('another tab leads');
  }
}

/** The write did not happen: no space, or the database is gone. `cause` holds the platform's error. */
export class NotSaved extends Error {}

export interface DeviceStore extends BlobStore {
  // Every tab.

  cursor(): Promise<CursorRow>;
  part(doc: string): Promise<StoredPart | null>;
  /** Who wrote a part with which client id, as far as pages told. Far less than the part itself. */
  authors(doc: string): Promise<Author[]>;
  /** JSON of a record's facts, or null. */
  facts(record: string): Promise<string | null>;
  /** JSON array of a record's ledger entries, oldest first. */
  ledger(record: string): Promise<string>;
  /** Names of all docs that are stored here, or of one record's. */
  docs(record?: string): Promise<string[]>;
  /**
   * Confirmed rows and unsent edits after the mark, for a tab that has the part open; null for a part never stored here. One that was wiped
   * has nothing new, under a new incarnation.
   */
  newer(doc: string, mark: Mark): Promise<Newer | null>;
  /**
   * Durable when it resolves (SPEC DEV1). `n` is the outbox entry's number; null says that the part was rebuilt since
   * `incarnation`: the edit was kept as a proposal, and the tab must build its Y.Doc anew (SPEC REF1).
   */
  saveEdit(edit: NewEdit): Promise<{ n: number | null }>;
  /** An update the server has already committed, heard on a live socket: kept so that later local edits do not depend on bytes that are only in memory. `at`: when it was heard. */
  saveHeard(doc: string, generation: number, update: Uint8Array, at: number): Promise<void>;
  saveIntent(intent: Omit<OutboxIntent, 'n' | 'type' | 'sent'>): Promise<number>;
  /** Takes back an intent that was not sent; false when it was, or is no longer there (SPEC DEV12). */
  withdrawIntent(id: string): Promise<boolean>;
  /** Unsent entries after number `after`, in order of n. */
  outbox(after?: number): Promise<OutboxEntry[]>;
  /** How much waits, and since when (0 when nothing). */
  waiting(): Promise<{ edits: number; intents: number; oldest: number }>;
  refusedIntents(): Promise<RefusedIntent[]>;
  dismissIntent(id: string): Promise<void>;
  proposals(): Promise<Proposal[]>;
  /** Puts a proposal's bytes back into the outbox (SPEC REF4). */
  retryProposal(id: string, at: number): Promise<Changed>;
  /** On the person's word only (SPEC DEV3). */
  discardProposal(id: string): Promise<void>;
  /** Merges a part's confirmed rows into one, as `merge` does, new to every mark; unsent edits stay apart (SPEC DEV5). */
  compact(doc: string, merge: (updates: Uint8Array[]) => Uint8Array): Promise<void>;

  // List rows and other derived values, in pages; the caller chooses the page's key.

  derived(key: string): Promise<Uint8Array | null>;
  putDerived(key: string, value: Uint8Array | null): Promise<void>;
  /** Docs changed since they were last cleared: marks set by every write above and below. */
  dirty(): Promise<string[]>;
  clearDirty(docs: readonly string[]): Promise<void>;

  // The leader. Each of these throws `Fenced` when `term` is not the stored one.

  /** Raises the term and makes the caller the leader. */
  lead(): Promise<number>;
  welcome(term: number, welcome: { epoch: string; at: number; ledgerHash: string }): Promise<void>;
  /** All docs of the page, the cursor, `have`, and the access version, together (SPEC PUL9). A `revoked` doc is wiped; its unsent edits become a proposal with `proposalId()`. */
  storePage(term: number, page: Page, now: number, proposalId: () => string): Promise<Changed>;
  /** Moves acked edits from the outbox to the confirmed rows. */
  accept(term: number, ns: readonly number[]): Promise<void>;
  /** Takes all unsent edits of a doc out of the outbox into one proposal; null when there are none (SPEC REF1). */
  refuse(term: number, doc: string, code: RelayCode, now: number, proposalId: string): Promise<Proposal | null>;
  /** Marks an intent as sent, or as not decided by the server; false when it is no longer there (SPEC DEV12). */
  markSent(term: number, id: string, sent: boolean): Promise<boolean>;
  /** An intent's answer: an accepted one leaves, a refused one is kept with the reason. */
  settleIntent(term: number, id: string, answer: { ok: true } | { ok: false; code: string; details: string }): Promise<void>;
  /** The server has a copy of this proposal. */
  markKept(term: number, id: string): Promise<void>;
  /**
   * A restore happened (SPEC EPO1): confirmed rows of the docs move back into the outbox, each as edits of its own, in
   * the pieces that `split` cuts it into, the cursor to 0. The answer counts the rows. What the pages have not brought
   * again when they reach the head is no longer due and is wiped as if revoked.
   */
  reopenAll(
    term: number,
    epoch: string,
    docs: readonly string[],
    now: number,
    split: (update: Uint8Array) => Uint8Array[],
  ): Promise<number>;

  close(): Promise<void>;
}
