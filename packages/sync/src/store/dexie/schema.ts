import type { BlobRefState } from '../blobs.ts';
import { Dexie, type EntityTable, type Table } from 'dexie';

/** Every `key`, `record` and `name` is opaque or sealed; numbers in clear are order and fencing, never content (SPEC DEV8). */
export interface PartRow {
  key: string;
  record: string;
  name: Uint8Array;
  generation: number;
  incarnation: number;
  head: number;
  /** Wiped by a revocation: the row stays so that late edits are noticed. */
  gone: boolean;
}
export interface UpdateRow {
  row: number;
  key: string;
  bytes: Uint8Array;
  /** Absent where nobody said. */
  at?: number;
}
export interface AuthorRow {
  key: string;
  client: number;
  value: Uint8Array;
}
export interface OutboxRow {
  n: number;
  type: 'edit' | 'intent';
  /** Part for an edit, intent id for an intent. */
  key: string;
  record: string;
  name: Uint8Array;
  generation: number;
  at: number;
  bytes: Uint8Array;
  /** Only for intents; absent is not sent. */
  sent?: boolean;
}
export interface ProposalRow {
  id: string;
  key: string;
  name: Uint8Array;
  generation: number;
  code: string;
  at: number;
  kept: number;
  updates: Uint8Array[];
}
export interface SealedRow {
  key: string;
  record: string;
  name: Uint8Array;
  bytes: Uint8Array;
}
export interface LedgerRow {
  record: string;
  seq: number;
  bytes: Uint8Array;
}
export interface BlobRow {
  key: string;
  /** Sealed JSON of hash and size. */
  name: Uint8Array;
  pieces: number;
  whole: boolean;
  /** Pieces of the whole. */
  need: number;
  sent: number;
}
export interface PieceRow {
  key: string;
  n: number;
  bytes: Uint8Array;
}
export interface BlobRefRow {
  ref: string;
  /** The blob's. */
  key: string;
  /** The part's. */
  doc: string;
  /** The record's; absent where an older version noted it. */
  record?: string;
  /** Sealed JSON of hash, doc and item. */
  name: Uint8Array;
  at: number;
  state: BlobRefState;
  code: string;
}
export interface LeadRow {
  id: 'lead';
  term: number;
  /** Sealed JSON of the rest of the cursor. */
  rest: Uint8Array;
}

export class DeviceDb extends Dexie {
  declare parts: EntityTable<PartRow, 'key'>;
  declare rows: EntityTable<UpdateRow, 'row'>;
  declare authors: Table<AuthorRow, [string, number]>;
  declare outbox: EntityTable<OutboxRow, 'n'>;
  declare proposals: EntityTable<ProposalRow, 'id'>;
  declare refused: EntityTable<SealedRow, 'key'>;
  declare facts: EntityTable<SealedRow, 'key'>;
  declare ledger: Table<LedgerRow, [string, number]>;
  declare derived: EntityTable<{ key: string; bytes: Uint8Array }, 'key'>;
  declare dirty: EntityTable<{ key: string; name: Uint8Array }, 'key'>;
  /** Docs that a restore has made uncertain, until a page brings them again. */
  declare stale: EntityTable<{ key: string; name: Uint8Array }, 'key'>;
  declare blobs: EntityTable<BlobRow, 'key'>;
  declare pieces: Table<PieceRow, [string, number]>;
  declare blobRefs: EntityTable<BlobRefRow, 'ref'>;
  declare lead: EntityTable<LeadRow, 'id'>;

  /** What holds the bytes of attachments and what refers to them. */
  get blobTables(): Table[] {
    return [this.blobs, this.pieces, this.blobRefs];
  }

  constructor(name: string) {
    // Strict: a completed transaction is on the disk, so that *saved* is true (SPEC DEV1).
    super(name, { chromeTransactionDurability: 'strict' });
    this.version(1).stores({
      parts: '&key, record',
      rows: '++row, key',
      authors: '&[key+client], key',
      outbox: '++n, key, record, type',
      proposals: '&id, key',
      refused: '&key',
      facts: '&key, record',
      ledger: '&[record+seq], record',
      derived: '&key',
      dirty: '&key',
      stale: '&key',
      lead: '&id',
    });
    this.version(2).stores({ blobs: '&key', pieces: '&[key+n]', blobRefs: '&ref, key, doc, state' });
  }
}
