import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { MAX_CLIENTS_PER_UPDATE, MERGE_BYTES } from '../protocol/limits.ts';
import type { OutboxEdit } from '../store/contract.ts';
import { groupEdits } from './grouping.ts';

const DOC = 'event/0192f0c1-2345-7abc-8def-0123456789ab/plan';

/** An edit by a writer of its own, as after another opening of the part. */
function editBy(client: number, text: string, n: number, more: Partial<OutboxEdit> = {}): OutboxEdit {
  const ydoc = new Y.Doc();
  ydoc.clientID = client;
  ydoc.getMap('cells').set(`c${client}`, text);
  return { type: 'edit', n, doc: DOC, generation: 0, update: Y.encodeStateAsUpdate(ydoc), at: 0, ...more };
}

describe('edits on their way out', () => {
  it('neighbours of one part go as one update that holds them all', () => {
    const groups = groupEdits([editBy(1, 'a', 5), editBy(2, 'b', 6), editBy(3, 'c', 7, { doc: DOC.replace('plan', 'case') })]);
    expect(groups.map(({ n, all }) => [n, all])).toEqual([
      [6, [5, 6]],
      [7, [7]],
    ]);
    const ydoc = new Y.Doc();
    Y.applyUpdate(ydoc, groups[0]!.update);
    expect(ydoc.getMap('cells').toJSON()).toEqual({ c1: 'a', c2: 'b' });
  });

  it('[NAM4] as many writers as an update may have go together, one more goes by itself', () => {
    const edits = (count: number): OutboxEdit[] => Array.from({ length: count }, (_, index) => editBy(index + 1, 'x', index + 1));
    expect(groupEdits(edits(MAX_CLIENTS_PER_UPDATE))).toHaveLength(1);
    expect(groupEdits(edits(MAX_CLIENTS_PER_UPDATE + 1)).map(({ all }) => all.length)).toEqual([MAX_CLIENTS_PER_UPDATE, 1]);
  });

  it('[NAM4] what is small is merged up to MERGE_BYTES, what is large goes by itself', () => {
    const half = 'x'.repeat(MERGE_BYTES / 2);
    expect(groupEdits([editBy(1, half, 1), editBy(2, half, 2), editBy(3, 'small', 3)]).map(({ all }) => all)).toEqual([[1], [2, 3]]);
  });

  it('[EPO3] generations are not mixed', () => {
    expect(groupEdits([editBy(1, 'a', 1), editBy(2, 'b', 2, { generation: 1 })])).toHaveLength(2);
  });
});
