import type { Contested } from '@qiao/domain/kind';
import { openMemoryStore } from '@qiao/sync/store/memory';
import * as Y from 'yjs';
import { expect, it } from 'vitest';
import { keeping, MAX_KEPT } from './lost-values.ts';
import { MAX_MINE, newSeen, readSeen, writeSeen } from './seen.ts';

const DOC = 'event/0192f0c1-2345-7abc-8def-0123456789ab/plan';

it('[NAM4] keeps MAX_KEPT writes of a part, the oldest forgotten first', () => {
  const writes = (count: number) => Array.from({ length: count }, (_, n) => ({ client: 1, clock: n, value: n }));
  const found = (count: number): Contested[] => {
    const [winner, ...others] = writes(count);
    return [{ id: 'x', root: 'sessions', key: 's/room', winner: winner!, others }];
  };
  expect(keeping([], found(MAX_KEPT), () => null)).toHaveLength(MAX_KEPT);
  const kept = keeping([], found(MAX_KEPT + 1), () => null)!;
  expect([kept.length, kept[0]!.clock]).toEqual([MAX_KEPT, 1]);
});

it('[NAM4] remembers MAX_MINE client ids of one’s own, the oldest forgotten first', async () => {
  const store = openMemoryStore();
  const mine = new Set(Array.from({ length: MAX_MINE + 1 }, (_, n) => n));
  await writeSeen(store, DOC, newSeen(1, new Y.Doc(), mine));
  const read = await readSeen(store, DOC);
  expect([read!.mine.size, read!.mine.has(0), read!.mine.has(1)]).toEqual([MAX_MINE, false, true]);
});
