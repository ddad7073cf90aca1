import * as Y from 'yjs';
import { expect, it } from 'vitest';
import { limits } from '@qiao/sync/protocol';
import type { PartRow } from '../store/rows.ts';
import { createPartSizes } from './part-size.ts';

const MOST = limits.MAX_PART_BYTES;
const row = (bytes: number, head: number, snap = 0): PartRow => ({
  doc: 'event/x/plan',
  generation: 0,
  head,
  snap,
  bytes,
  tailRows: 1,
  tailBytes: bytes,
  changedAt: 0,
});

function sizes(size: number) {
  const asked = { times: 0, size };
  const isFull = createPartSizes(() => {
    asked.times++;
    return asked.size;
  });
  return { asked, isFull, ydoc: new Y.Doc() };
}

it('[NAM4] a full part is measured once, however often more is sent', () => {
  const { asked, isFull, ydoc } = sizes(MOST);
  for (let time = 0; time < 1000; time++) expect(isFull(ydoc, row(MOST + 1, 9), 1)).toBe(true);
  expect(asked.times).toBe(1);
});

it('[NAM4] a part that holds much that was taken away is measured once, then counted on from there, exactly to MAX_PART_BYTES', () => {
  const { asked, isFull, ydoc } = sizes(MOST - 100);
  expect(isFull(ydoc, row(MOST, 9), 40)).toBe(false);
  expect(isFull(ydoc, row(MOST + 40, 10), 60)).toBe(false);
  expect(asked.times).toBe(1);
  asked.size = MOST - 1;
  expect(isFull(ydoc, row(MOST + 100, 11), 1)).toBe(false);
  expect(isFull(ydoc, row(MOST + 100, 11), 2)).toBe(true);
  expect(asked.times).toBe(2);
});

it('a part that was compacted or became another is measured anew', () => {
  const { asked, isFull, ydoc } = sizes(10);
  expect(isFull(ydoc, row(MOST, 9), 1)).toBe(false);
  asked.size = MOST;
  expect(isFull(ydoc, row(MOST, 9, 9), 1)).toBe(true);
  expect(isFull(new Y.Doc(), row(MOST, 9, 9), 1)).toBe(true);
  expect(asked.times).toBe(3);
});

it('below the bound nothing is measured', () => {
  const { asked, isFull, ydoc } = sizes(0);
  expect([isFull(ydoc, null, MOST), isFull(ydoc, row(MOST - 5, 1), 5)]).toEqual([false, false]);
  expect(asked.times).toBe(0);
});
