import { describe, expect, it } from 'vitest';
import { storeContract } from '../contract.suite.ts';
import { newDurable, openMemoryStore, restore, snapshot } from './index.ts';

const workspace = { id: 'w', head: 0, epoch: 'one' };

storeContract('memory', async () => {
  const durable = newDurable(workspace);
  return { store: openMemoryStore(durable), reopen: async () => openMemoryStore(durable), destroy: async () => undefined };
});

describe('the memory store under faults', () => {
  it('is durable from the point "committed" on, whatever its caller hears', async () => {
    for (const [point, head] of [
      ['commit', 0],
      ['committed', 1],
    ] as const) {
      const durable = newDurable(workspace);
      const store = openMemoryStore(durable, (at) => {
        if (at === point) throw new Error('crash');
      });
      await expect(store.write((tx) => tx.nextSeq())).rejects.toThrow('crash');
      expect((await openMemoryStore(durable).read.workspace()).head).toBe(head);
    }
  });

  it('a backup does not see later writes, and a restore brings it back', async () => {
    const durable = newDurable(workspace);
    const store = openMemoryStore(durable);
    await store.write((tx) => tx.nextSeq());
    const backup = snapshot(durable);
    await store.write((tx) => tx.nextSeq());
    restore(durable, backup);
    expect((await openMemoryStore(durable).read.workspace()).head).toBe(1);
  });
});
