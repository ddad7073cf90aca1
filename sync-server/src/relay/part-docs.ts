/** The parts that are being written to, as Y.Docs. A copy that may differ from what is stored must be dropped. */
import * as Y from 'yjs';
import type { Reader } from '../store/contract.ts';
import type { PartRow, PartState } from '../store/rows.ts';
import { CACHED_BYTES, CACHED_PARTS } from './limits.ts';
import { lostApart } from './lost-writes.ts';

/** The part's document in its present state; null row for a part nobody wrote to. `row` is given by who has just read it. */
export type OpenDoc = (reader: Reader, doc: string, row?: PartRow | null) => Promise<{ ydoc: Y.Doc; part: PartRow | null }>;

export interface PartDocs {
  open: OpenDoc;
  /** The document now holds what this row says. */
  moved(part: PartRow): void;
  drop(doc: string): void;
}

interface Entry {
  ydoc: Y.Doc;
  epoch: string;
  generation: number;
  head: number;
  bytes: number;
}

/**
 * A document with a part's content. Updates are applied one by one: merging long tails first is far slower. Nothing is
 * collected: a value that loses against one written apart must still be in the row that is stored, for it is offered to
 * people. Compaction collects the rest.
 */
export function buildDoc(state: Pick<PartState, 'snapshot' | 'tail'> | null): Y.Doc {
  const ydoc = new Y.Doc({ gc: false });
  if (state && state.snapshot.length > 0) Y.applyUpdate(ydoc, state.snapshot);
  for (const row of state?.tail ?? []) Y.applyUpdate(ydoc, row.update);
  return ydoc;
}

/** The state without what was overwritten or taken away, but with values that lost unseen: what a snapshot holds (SPEC SRV2). */
export function collectedState(ydoc: Y.Doc): Uint8Array {
  const collecting = new Y.Doc({ gc: true, gcFilter: (item) => !lostApart(item) });
  Y.applyUpdate(collecting, Y.encodeStateAsUpdate(ydoc));
  const state = Y.encodeStateAsUpdate(collecting);
  collecting.destroy();
  return state;
}

/** Applies an update and gives what was new; null for nothing. Yjs may tidy formatting in a second step, which is part of it (SPEC PSH3, PSH4). */
export function applyAndTell(ydoc: Y.Doc, update: Uint8Array): Uint8Array | null {
  const fresh: Uint8Array[] = [];
  const listen = (bytes: Uint8Array): void => void fresh.push(bytes);
  ydoc.on('update', listen);
  try {
    Y.applyUpdate(ydoc, update);
  } finally {
    ydoc.off('update', listen);
  }
  if (fresh.length === 0) return null;
  return fresh.length === 1 ? fresh[0]! : Y.mergeUpdates(fresh);
}

export function createPartDocs(): PartDocs {
  /** In order of use, least recent first. */
  const entries = new Map<string, Entry>();
  let bytes = 0;

  function drop(doc: string): void {
    const entry = entries.get(doc);
    if (!entry) return;
    entries.delete(doc);
    bytes -= entry.bytes;
    entry.ydoc.destroy();
  }

  function keep(doc: string, entry: Entry): void {
    entries.set(doc, entry);
    bytes += entry.bytes;
    for (const oldest of entries.keys()) {
      if ((entries.size <= CACHED_PARTS && bytes <= CACHED_BYTES) || oldest === doc) break;
      drop(oldest);
    }
  }

  return {
    async open(reader, doc, row) {
      const part = row === undefined ? await reader.part(doc) : row;
      const { epoch } = await reader.workspace();
      const { head, generation } = part ?? { head: 0, generation: 0 };
      const entry = entries.get(doc);
      // Another process may have written, or a restore gave the same numbers to other content.
      if (entry && entry.epoch === epoch && entry.head === head && entry.generation === generation) {
        entries.delete(doc);
        entries.set(doc, entry);
        return { ydoc: entry.ydoc, part };
      }
      drop(doc);
      const ydoc = buildDoc(part ? await reader.partState(doc) : null);
      keep(doc, { ydoc, epoch, head, generation, bytes: part?.bytes ?? 0 });
      return { ydoc, part };
    },
    moved(part) {
      const entry = entries.get(part.doc);
      if (!entry) return;
      bytes += part.bytes - entry.bytes;
      entries.set(part.doc, { ...entry, generation: part.generation, head: part.head, bytes: part.bytes });
    },
    drop,
  };
}
