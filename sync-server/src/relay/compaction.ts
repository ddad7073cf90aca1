/**
 * Merging a part's tail into its snapshot (SPEC SRV2). The rows stay for CHECKPOINT_DAYS with the state they stand on,
 * so that history can be rebuilt; a cursor below the snapshot is answered with the snapshot (SPEC PUL2).
 */
import * as Y from 'yjs';
import { limits } from '@qiao/sync/protocol';
import type { Reader } from '../store/contract.ts';
import { handle, jobKind, type Commit, type Handlers, type Scope, type Tail, type Writer } from './job.ts';
import { EXPIRE_BYTES, EXPIRE_ROWS, HOUSEKEEPING_MS, HOUSEKEEPING_PARTS } from './limits.ts';
import { applyAndTell, buildDoc, collectedState, type PartDocs } from './part-docs.ts';
import type { Clock } from './ports.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** True when there was something to merge. */
export const compact = jobKind<{ doc: string }, boolean>('compact');
/** Forgets rows older than `before`; true when there were any. */
export const expire = jobKind<{ doc: string; before: number }, boolean>('expire');

export const compactionHandlers = (parts: PartDocs): Handlers => ({
  ...handle(compact, (scope, { doc }) => compactPart(parts, scope, doc)),
  ...handle(expire, expireRows),
});

async function compactPart(parts: PartDocs, { tx }: Scope, doc: string): Promise<boolean> {
  const { ydoc, part } = await parts.open(tx, doc);
  if (!part || part.tailRows === 0) return false;
  const snapshot = collectedState(ydoc);
  await tx.putSnapshot(doc, snapshot, part.head);
  parts.moved({ ...part, bytes: snapshot.length });
  return true;
}

async function expireRows({ tx }: Scope, { doc, before }: { doc: string; before: number }): Promise<boolean> {
  const part = await tx.part(doc);
  // The next look takes the next ones: a busy part has far more than may lie in memory, and most of them are kept.
  const oldest = part ? await tx.history(doc, part.snap, { after: 0, limit: EXPIRE_ROWS, bytes: EXPIRE_BYTES }) : [];
  const rows = oldest.filter((row) => row.at < before);
  const last = rows.at(-1);
  if (!last) return false;
  const base = await tx.checkpoint(doc);
  const state = buildDoc(null);
  if (base) Y.applyUpdate(state, base.bytes);
  for (const row of rows) applyAndTell(state, row.update);
  await tx.putCheckpoint({ doc, seq: last.seq, bytes: collectedState(state) });
  await tx.dropRows(doc, last.seq);
  state.destroy();
  return true;
}

const isLong = ({ rows, bytes }: Tail): boolean => rows >= limits.COMPACT_UPDATES || bytes >= limits.COMPACT_BYTES;

export interface Compaction {
  committed(commit: Commit): void;
  /** One look for idle and expired parts; resolves when what it found is done. */
  look(): Promise<void>;
  close(): void;
}

export function createCompaction({ read, writer, clock }: { read: Reader; writer: Writer; clock: Clock }): Compaction {
  const waiting = new Set<string>();
  let stop = clock.after(HOUSEKEEPING_MS, tick);
  let closed = false;

  function tick(): void {
    void look().finally(() => {
      if (!closed) stop = clock.after(HOUSEKEEPING_MS, tick);
    });
  }

  async function look(): Promise<void> {
    const now = clock.now();
    try {
      for (const doc of await read.idleParts(now - limits.COMPACT_IDLE_MS, HOUSEKEEPING_PARTS)) await writer.submit(compact, { doc });
      const before = now - limits.CHECKPOINT_DAYS * DAY_MS;
      for (const doc of await read.expiredParts(before, HOUSEKEEPING_PARTS)) await writer.submit(expire, { doc, before });
    } catch {
      // Not stored, or closing: the next look finds the same parts.
    }
  }

  /** Looked at once per commit group and doc, so that a busy part is merged once. */
  async function consider(doc: string): Promise<void> {
    try {
      const part = await read.part(doc);
      if (part && isLong({ rows: part.tailRows, bytes: part.tailBytes })) await writer.submit(compact, { doc });
    } catch {
      // As above.
    } finally {
      waiting.delete(doc);
    }
  }

  return {
    committed(commit) {
      for (const { doc, update, tail } of commit.rows) {
        if (doc === null || update.length === 0 || waiting.has(doc) || closed || (tail && !isLong(tail))) continue;
        waiting.add(doc);
        void consider(doc);
      }
    },
    look,
    close() {
      closed = true;
      stop();
    },
  };
}
