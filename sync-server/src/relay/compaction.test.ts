import * as Y from 'yjs';
import { beforeEach, describe, expect, it } from 'vitest';
import { limits, type AckResult } from '@qiao/sync/protocol';
import { newWorld, PLAN, type World } from '../testing/relay-world.ts';
import { append } from './append.ts';
import { compact } from './compaction.ts';
import { HOUSEKEEPING_MS } from './limits.ts';
import { buildDoc } from './part-docs.ts';

const DAY_MS = 24 * 3600 * 1000;

let world: World;
let doc: Y.Doc;
let updates: Uint8Array[];

beforeEach(async () => {
  world = newWorld();
  await world.addUser('ann');
  await world.putFacts({ writers: ['ann'] });
  doc = new Y.Doc();
  updates = [];
  doc.on('update', (update: Uint8Array) => updates.push(update));
});

async function put(update: Uint8Array): Promise<AckResult> {
  const answer = world.relay.writer.submit(append, {
    user: 'ann',
    device: 'd',
    doc: PLAN,
    generation: 0,
    update,
    from: '',
    returned: false,
  });
  await world.clock.pass(limits.GROUP_COMMIT_MS * 3);
  return answer;
}

const part = async () => (await world.store.read.part(PLAN))!;
const stored = async () =>
  buildDoc(await world.store.read.partState(PLAN))
    .getMap('fields')
    .toJSON();

describe('compaction', () => {
  it('[SRV2] merges a tail of COMPACT_UPDATES, and none that is shorter', async () => {
    for (let n = 0; n < limits.COMPACT_UPDATES; n++) {
      doc.getMap('fields').set('k', n);
      await put(updates.at(-1)!);
      expect((await part()).snap > 0).toBe(n === limits.COMPACT_UPDATES - 1);
    }
    expect(await part()).toMatchObject({ tailRows: 0, tailBytes: 0, snap: (await part()).head });
    expect(await stored()).toEqual({ k: limits.COMPACT_UPDATES - 1 });
  });

  it('[SRV2] merges a tail of COMPACT_BYTES, and none that is smaller', async () => {
    doc.getMap('fields').set('k', 'x'.repeat(limits.COMPACT_BYTES - 200));
    await put(updates.at(-1)!);
    expect((await part()).snap).toBe(0);
    doc.getMap('fields').set('l', 'x'.repeat(200));
    await put(updates.at(-1)!);
    expect((await part()).snap).toBe((await part()).head);
  });

  it('[SRV2] merges what nothing was added to for COMPACT_IDLE_MS', async () => {
    doc.getMap('fields').set('k', 1);
    await put(updates[0]!);
    await world.clock.leap(limits.COMPACT_IDLE_MS - 300_000);
    await world.clock.pass(HOUSEKEEPING_MS * 2);
    expect((await part()).snap).toBe(0);
    await world.clock.leap(300_000);
    await world.clock.pass(HOUSEKEEPING_MS * 2);
    expect((await part()).snap).toBe((await part()).head);
  });

  it('[SRV2] drops what was deleted from the snapshot, and goes on from there', async () => {
    doc.getMap('fields').set('k', 'a long secret '.repeat(100));
    doc.getMap('fields').delete('k');
    for (const update of updates.splice(0)) await put(update);
    const done = world.relay.writer.submit(compact, { doc: PLAN });
    await world.clock.pass(limits.GROUP_COMMIT_MS);
    expect(await done).toBe(true);
    expect((await part()).bytes).toBeLessThan(200);
    doc.getMap('fields').set('l', 1);
    expect((await put(updates[0]!)).kind).toBe('seq');
    expect(await stored()).toEqual({ l: 1 });
    const again = world.relay.writer.submit(compact, { doc: `${PLAN}x` });
    await world.clock.pass(limits.GROUP_COMMIT_MS);
    expect(await again).toBe(false);
  });

  it('[SRV2] keeps rows and the state they stand on for CHECKPOINT_DAYS, so that history can be rebuilt', async () => {
    for (const n of [1, 2]) {
      doc.getMap('fields').set('k', n);
      await put(updates.at(-1)!);
    }
    await world.clock.leap(limits.COMPACT_IDLE_MS + 120_000);
    await world.clock.pass(HOUSEKEEPING_MS * 2);
    await world.clock.leap((limits.CHECKPOINT_DAYS - 1) * DAY_MS);
    const { head } = await part();
    expect(await world.store.read.history(PLAN, head)).toHaveLength(2);
    doc.getMap('fields').set('k', 3);
    await put(updates.at(-1)!);
    await world.clock.leap(2 * DAY_MS);
    await world.clock.pass(HOUSEKEEPING_MS * 2);
    const rows = await world.store.read.history(PLAN, head + 1);
    expect(rows.map((row) => row.seq)).toEqual([head + 1]);
    const base = (await world.store.read.checkpoint(PLAN))!;
    expect(base.seq).toBe(head);
    const before = buildDoc({ snapshot: base.bytes, tail: [] });
    expect(before.getMap('fields').toJSON()).toEqual({ k: 2 });
    Y.applyUpdate(before, rows[0]!.update);
    expect(before.getMap('fields').toJSON()).toEqual({ k: 3 });
    expect(await stored()).toEqual({ k: 3 });
  });
});
