/** Limits of the relay that no other test holds on both sides (SPEC NAM4). */
import { writeUpdate } from 'y-protocols/sync';
import * as Y from 'yjs';
import { describe, expect, it } from 'vitest';
import { limits, type ServerMessage } from '@qiao/sync/protocol';
import { liveGuest } from '../testing/live-guest.ts';
import { EVENT, newWorld, PLAN, type World } from '../testing/relay-world.ts';
import {
  ASK_AFTER_MS,
  EXPIRE_ROWS,
  GIVE_UP_AFTER_MS,
  HEAD_POLL_MS,
  HOUSEKEEPING_MS,
  HOUSEKEEPING_PARTS,
  MAX_LIVE_HOLDS,
  MAX_VALUE_DEPTH,
  PAGE_SCAN,
} from './limits.ts';
import { readUpdate } from './update.ts';

const recordNamed = (n: number): string => `event/00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const types = (messages: ServerMessage[]): string[] => messages.map((message) => message.type);

function written(key: string, value: unknown): Uint8Array {
  const ydoc = new Y.Doc();
  ydoc.getMap('fields').set(key, value);
  return Y.encodeStateAsUpdate(ydoc);
}

/** A part with one row, as another process wrote it at this time. */
async function putPart(world: World, doc: string): Promise<void> {
  const update = written('k', 1);
  await world.store.write(async (tx) => {
    const seq = await tx.nextSeq();
    const at = world.clock.now();
    await tx.putPart({
      doc,
      generation: 0,
      head: seq,
      snap: 0,
      bytes: update.length,
      tailRows: 1,
      tailBytes: update.length,
      changedAt: at,
    });
    await tx.addRow({ seq, doc, actor: '', device: '', update, at });
  });
}

describe('[NAM4] limits of the relay', () => {
  it('MAX_VALUE_DEPTH levels of a value are taken, one more is not', () => {
    const nested = (levels: number): unknown => (levels === 0 ? 1 : [nested(levels - 1)]);
    expect(readUpdate(written('k', nested(MAX_VALUE_DEPTH))).ok).toBe(true);
    expect(readUpdate(written('k', nested(MAX_VALUE_DEPTH + 1)))).toEqual({ ok: false, code: 'bad-update' });
  });

  it('MAX_LIVE_HOLDS updates in a row that stand on nothing are asked about, one more closes the socket', async () => {
    const world = newWorld();
    const ann = await world.addUser('ann');
    await world.putFacts({ writers: ['ann'] });
    const guest = await liveGuest(world, ann, PLAN);
    const ydoc = new Y.Doc();
    const updates: Uint8Array[] = [];
    ydoc.on('update', (update: Uint8Array) => updates.push(update));
    for (let n = 0; n <= MAX_LIVE_HOLDS + 1; n++) ydoc.getMap('fields').set('k', n);
    // The first never comes, so that all others wait for it.
    for (const [n, update] of updates.slice(1).entries()) {
      guest.send(0, (out) => writeUpdate(out, update));
      await world.clock.pass(limits.GROUP_COMMIT_MS * 2);
      expect(guest.socket.closedWith).toBe(n < MAX_LIVE_HOLDS ? null : 4400);
    }
    guest.awareness.destroy();
  });

  it('HEAD_POLL_MS after HEAD_POLL_MS, what another process wrote is told, and not sooner', async () => {
    const world = newWorld();
    await world.clock.pass(0);
    const device = await world.device(await world.addUser('ann'));
    await putPart(world, PLAN);
    device.heard();
    // Seen at the first look, told at the second: what is still ahead then is not our own.
    await world.clock.pass(2 * HEAD_POLL_MS - 1);
    expect(types(device.heard())).toEqual([]);
    await world.clock.pass(1);
    expect(types(device.heard())).toEqual(['poke']);
  });

  it('a replica socket is asked after ASK_AFTER_MS of silence, and given up after GIVE_UP_AFTER_MS', async () => {
    const world = newWorld();
    const [silent, polite] = [await world.device(await world.addUser('ann')), await world.device(await world.addUser('bob'))];
    silent.heard();
    await world.clock.pass(ASK_AFTER_MS - 1);
    expect(types(silent.heard())).toEqual([]);
    await world.clock.pass(1);
    expect(types(silent.heard())).toEqual(['ping']);
    polite.say({ type: 'pong' });
    await world.clock.pass(GIVE_UP_AFTER_MS - ASK_AFTER_MS - 1);
    expect(silent.socket.closedWith).toBe(null);
    await world.clock.pass(1);
    expect([silent.socket.closedWith, polite.socket.closedWith]).toEqual([4508, null]);
  });

  it('HOUSEKEEPING_PARTS idle parts are merged at one look, the others at the next', async () => {
    const world = newWorld();
    for (let n = 0; n <= HOUSEKEEPING_PARTS; n++) await putPart(world, `${recordNamed(n)}/plan`);
    const unmerged = (): number => [...world.durable.tables.part.values()].filter((part) => part.tailRows > 0).length;
    await world.clock.leap(limits.COMPACT_IDLE_MS + 1);
    await world.clock.pass(HOUSEKEEPING_MS - 1);
    expect(unmerged()).toBe(1);
    await world.clock.pass(HOUSEKEEPING_MS);
    expect(unmerged()).toBe(0);
  });

  it('EXPIRE_ROWS rows of a part are forgotten at one look, the others at the next, and nothing of the state', async () => {
    const world = newWorld();
    const ydoc = new Y.Doc();
    const updates: Uint8Array[] = [];
    ydoc.on('update', (update: Uint8Array) => updates.push(update));
    for (let n = 0; n <= EXPIRE_ROWS; n++) ydoc.getMap('fields').set('k', n);
    await world.store.write(async (tx) => {
      const [at, snap] = [world.clock.now(), updates.length];
      await tx.putPart({ doc: PLAN, generation: 0, head: snap, snap: 0, bytes: 1, tailRows: snap, tailBytes: 1, changedAt: at });
      for (const update of updates) await tx.addRow({ seq: await tx.nextSeq(), doc: PLAN, actor: '', device: '', update, at });
      await tx.putSnapshot(PLAN, Y.encodeStateAsUpdate(ydoc), snap);
    });
    await world.clock.leap((limits.CHECKPOINT_DAYS + 1) * 24 * 3600 * 1000);
    const kept = async (): Promise<number> => (await world.store.read.history(PLAN, EXPIRE_ROWS + 1)).length;
    await world.clock.pass(HOUSEKEEPING_MS - 1);
    expect(await kept()).toBe(1);
    const base = new Y.Doc();
    Y.applyUpdate(base, (await world.store.read.checkpoint(PLAN))!.bytes);
    expect(base.getMap('fields').toJSON()).toEqual({ k: EXPIRE_ROWS - 1 });
    await world.clock.pass(HOUSEKEEPING_MS);
    expect(await kept()).toBe(0);
  });

  it('PAGE_SCAN docs are read at once, and those behind them come in the same page', async () => {
    const world = newWorld();
    const ann = await world.addUser('ann');
    for (let n = 0; n <= PAGE_SCAN; n++) await world.putFacts({ readers: ['ann'] }, recordNamed(n));
    const device = await world.device(ann);
    device.say({ type: 'pull', cursor: 0, maxBytes: limits.PAGE_BYTES, have: '' });
    await world.clock.pass(limits.GROUP_COMMIT_MS * 4);
    const page = device.heard().find((message) => message.type === 'page');
    expect(page).toMatchObject({ more: false });
    expect(page?.docs).toHaveLength(PAGE_SCAN + 1);
    expect(EVENT).toBe(recordNamed(1));
  });
});
