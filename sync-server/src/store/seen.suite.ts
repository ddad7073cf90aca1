/** What every implementation of the store must do for who has seen what. */
import { expect, it } from 'vitest';
import type { Store } from './contract.ts';
import type { SeenRow } from './rows.ts';

const PLAN = 'event/00000000-0000-4000-8000-000000000001/plan';
const CASE = 'event/00000000-0000-4000-8000-000000000001/case';

const seen = (device: string, seq: number, more: Partial<SeenRow> = {}): SeenRow => ({
  device,
  doc: PLAN,
  generation: 0,
  seq,
  madeAt: 5,
  at: 10,
  ...more,
});

/** To be called within the suite; `open` gives the store of the running test, with `ann` and her devices `d1` to `d4`. */
export function seenContract(open: () => Store, addDevices: () => Promise<void>): void {
  it('[SEEN4] keeps the last version a device told of a part, the newest version first and within it the first to see it', async () => {
    await addDevices();
    await open().write(async (tx) => {
      await tx.putSeen(seen('d1', 3));
      await tx.putSeen(seen('d1', 7, { at: 40 }));
      await tx.putSeen(seen('d1', 9, { doc: CASE }));
      await tx.putSeen(seen('d2', 7, { at: 30 }));
      await tx.putSeen(seen('d3', 2, { generation: 1 }));
      await tx.putSeen(seen('d4', 5));
    });
    const { read } = open();
    expect(await read.seen('d1', PLAN)).toEqual(seen('d1', 7, { at: 40 }));
    expect(await read.seen('d2', CASE)).toBeNull();
    expect((await read.seenOf(PLAN, 9)).map((row) => row.device)).toEqual(['d3', 'd2', 'd1', 'd4']);
    expect(await read.seenOf(PLAN, 1)).toEqual([
      { ...seen('d3', 2, { generation: 1 }), label: 'label of d3', user: 'ann', name: 'name of ann', roles: '{}', disabled: false },
    ]);
  });

  it('[SEEN6] tells when a row of a part was made, as long as it is kept', async () => {
    const seq = await open().write(async (tx) => {
      const made = await tx.nextSeq();
      await tx.putPart({ doc: PLAN, generation: 0, head: made, snap: 0, bytes: 1, tailRows: 1, tailBytes: 1, changedAt: 77 });
      await tx.addRow({ seq: made, doc: PLAN, actor: 'ann', device: 'd1', update: Uint8Array.of(1), at: 77 });
      return made;
    });
    const { read } = open();
    expect([await read.rowTime(PLAN, seq), await read.rowTime(PLAN, seq + 1), await read.rowTime(CASE, seq)]).toEqual([77, null, null]);
    await open().write((tx) => tx.putSnapshot(PLAN, Uint8Array.of(1), seq));
    expect(await read.rowTime(PLAN, seq)).toBe(77);
    await open().write((tx) => tx.dropRows(PLAN, seq));
    expect(await read.rowTime(PLAN, seq)).toBeNull();
  });

  it('[SEEN4] forgets what a removed device has seen, and what is old', async () => {
    await addDevices();
    await open().write(async (tx) => {
      await tx.putSeen(seen('d1', 1, { at: 99 }));
      await tx.putSeen(seen('d2', 1, { at: 100 }));
      await tx.putSeen(seen('d3', 1, { at: 100 }));
      await tx.dropSeenBefore(100);
      await tx.dropDevice('d3');
    });
    expect((await open().read.seenOf(PLAN, 9)).map((row) => row.device)).toEqual(['d2']);
    await expect(open().write((tx) => tx.putSeen(seen('d3', 1)))).rejects.toThrow();
  });
}
