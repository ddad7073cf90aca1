import * as Y from 'yjs';
import { describe, expect, it } from 'vitest';
import { CELL_WRITES_LOOKED_AT } from './limits.ts';
import { buildDoc, collectedState } from './part-docs.ts';

/** A document whose cell `k` holds 'first', and a copy of it for each writer. */
function apart(...clients: number[]): [Y.Doc, ...Y.Doc[]] {
  const base = new Y.Doc({ gc: false });
  base.clientID = 1;
  base.getMap('fields').set('k', 'first');
  return [base, ...clients.map((client) => copy(base, client))];
}
function copy(of: Y.Doc, client: number): Y.Doc {
  const ydoc = new Y.Doc();
  ydoc.clientID = client;
  Y.applyUpdate(ydoc, Y.encodeStateAsUpdate(of));
  return ydoc;
}
const write = (ydoc: Y.Doc, value: unknown): void => void ydoc.getMap('fields').set('k', value);
const merge = (into: Y.Doc, from: Y.Doc): void => Y.applyUpdate(into, Y.encodeStateAsUpdate(from));
const snapshot = (ydoc: Y.Doc): Uint8Array => collectedState(ydoc);
/** Values of cells that the bytes still hold. */
const valuesIn = (bytes: Uint8Array): unknown[] =>
  Y.decodeUpdate(bytes)
    .structs.flatMap((struct) =>
      struct instanceof Y.Item && struct.content instanceof Y.ContentAny ? (struct.content.arr as unknown[]) : [],
    )
    .sort();

describe('values in a snapshot', () => {
  it('[SRV2] hold what lost against a value written apart, whichever came first, and not what was written over knowingly', () => {
    for (const order of [0, 1]) {
      const [base, ann, bob] = apart(2, 3) as [Y.Doc, Y.Doc, Y.Doc];
      write(ann, 'ann 1');
      write(ann, 'ann 2');
      write(bob, 'bob');
      for (const from of order === 0 ? [ann, bob] : [bob, ann]) merge(base, from);
      expect(valuesIn(snapshot(base))).toEqual(['ann 2', 'bob']);
    }
  });

  it('[SRV2] keep them through the next compaction, and after the winner was written again', () => {
    const [base, ann, bob] = apart(2, 3) as [Y.Doc, Y.Doc, Y.Doc];
    write(ann, 'ann');
    write(bob, 'bob');
    merge(base, ann);
    merge(base, bob);
    const after = buildDoc({ snapshot: snapshot(base), tail: [] });
    after.clientID = 4;
    write(after, 'later');
    // The later write stands upon bob's; nobody has said yet that they saw ann's.
    expect(valuesIn(snapshot(after))).toEqual(['ann', 'later']);
  });

  it('[SRV2] let go of what was written over after both were known to its writer', () => {
    const [base, ann] = apart(2) as [Y.Doc, Y.Doc];
    write(ann, 'ann');
    write(ann, 'ann again');
    merge(base, ann);
    expect(valuesIn(snapshot(base))).toEqual(['ann again']);
  });

  it('[SRV2] let go of all when the cell was cleared', () => {
    const [base, ann, bob] = apart(2, 3) as [Y.Doc, Y.Doc, Y.Doc];
    write(ann, 'ann');
    write(bob, 'bob');
    merge(base, ann);
    merge(base, bob);
    base.getMap('fields').delete('k');
    expect(valuesIn(snapshot(base))).toEqual([]);
  });

  it('[NAM4] hold a lost value before CELL_WRITES_LOOKED_AT later writes, and not before one more', () => {
    const lostBefore = (writes: number): unknown[] => {
      const [base, ann, bob] = apart(2, 3) as [Y.Doc, Y.Doc, Y.Doc];
      write(ann, 'ann');
      write(bob, 'bob');
      merge(base, ann);
      merge(base, bob);
      // Each by another client: neighbours of one client lie merged in one item.
      for (let n = 1; n < writes; n++) {
        base.clientID = 10 + n;
        write(base, n);
      }
      return valuesIn(snapshot(base));
    };
    expect(lostBefore(CELL_WRITES_LOOKED_AT)).toContain('ann');
    expect(lostBefore(CELL_WRITES_LOOKED_AT + 1)).not.toContain('ann');
  });
});
