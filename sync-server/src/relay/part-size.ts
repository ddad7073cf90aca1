/** Whether a part has room (SPEC NAM4). Its true size takes as long to learn as building it, so that is remembered. */
import * as Y from 'yjs';
import { limits } from '@qiao/sync/protocol';
import type { PartRow } from '../store/rows.ts';
import { collectedState } from './part-docs.ts';

interface Measured {
  /** Row of the part when it was measured. */
  part: PartRow;
  size: number;
}

/** Answers whether `more` bytes are too many for the part; `measure` gives a document's true size. */
export function createPartSizes(
  measure: (ydoc: Y.Doc) => number = (ydoc) => collectedState(ydoc).length,
): (ydoc: Y.Doc, part: PartRow | null, more: number) => boolean {
  const known = new WeakMap<Y.Doc, Measured>();
  return (ydoc, part, more) => {
    // The stored bytes are an upper bound; the true size is worked out only where the bound would refuse.
    if (!part || part.bytes + more <= limits.MAX_PART_BYTES) return more > limits.MAX_PART_BYTES;
    let last = known.get(ydoc);
    // What came since the measuring is an upper bound too, until the part is compacted.
    const since = last && last.part.snap === part.snap ? part.bytes - last.part.bytes : Infinity;
    if (last && last.size + since + more <= limits.MAX_PART_BYTES) return false;
    if (!last || last.part.head !== part.head || since !== 0) known.set(ydoc, (last = { part, size: measure(ydoc) }));
    return last.size + more > limits.MAX_PART_BYTES;
  };
}
