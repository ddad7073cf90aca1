import type { Author } from '../../protocol/messages.ts';
import type { BlobRef } from '../blobs.ts';
import type { CursorRow, OutboxEntry, Proposal, RefusedIntent } from '../contract.ts';

export interface DiskPart {
  generation: number;
  incarnation: number;
  head: number;
  gone: boolean;
  rows: { row: number; bytes: Uint8Array; at: number }[];
  authors: Map<number, Author>;
}

export interface DiskBlob {
  bytes: number;
  pieces: Uint8Array[];
  whole: boolean;
  sent: number;
}

/** What survives a crash of the tabs that use it. Several stores (tabs) may share one disk. */
export interface Disk {
  lead: CursorRow;
  parts: Map<string, DiskPart>;
  facts: Map<string, string>;
  ledger: Map<string, Map<number, string>>;
  outbox: OutboxEntry[];
  proposals: Map<string, Proposal>;
  refused: Map<string, RefusedIntent>;
  derived: Map<string, Uint8Array>;
  dirty: Set<string>;
  /** Docs that a restore has made uncertain, until a page brings them again. */
  stale: Set<string>;
  blobs: Map<string, DiskBlob>;
  blobRefs: Map<string, BlobRef>;
  nextN: number;
  nextRow: number;
}

export const newDisk = (): Disk => ({
  lead: { term: 0, epoch: '', cursor: 0, accessVersion: 0, have: '', welcomedAt: 0, ledgerHash: '' },
  parts: new Map(),
  facts: new Map(),
  ledger: new Map(),
  outbox: [],
  proposals: new Map(),
  refused: new Map(),
  derived: new Map(),
  dirty: new Set(),
  stale: new Set(),
  blobs: new Map(),
  blobRefs: new Map(),
  nextN: 1,
  nextRow: 1,
});
