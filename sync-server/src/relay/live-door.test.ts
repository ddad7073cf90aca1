import * as encoding from 'lib0/encoding';
import { writeSyncStep1, writeUpdate } from 'y-protocols/sync';
import * as Y from 'yjs';
import { afterEach, describe, expect, it } from 'vitest';
import { limits } from '@qiao/sync/protocol';
import { liveGuest, sayWhere, type LiveGuest } from '../testing/live-guest.ts';
import { EVENT, newWorld, PLAN, PRIVATE, settle, type World } from '../testing/relay-world.ts';
import { BUILD_LATER_BYTES, BUILD_LATER_MS, MAX_AWARENESS_IDS } from './limits.ts';
import type { LiveDoor } from './live-door.ts';
import type { Peer } from './ports.ts';

const open: LiveGuest[] = [];
afterEach(() => {
  for (const guest of open.splice(0)) guest.awareness.destroy();
});

async function start() {
  const world = newWorld();
  const [ann, bob, eve] = [await world.addUser('ann'), await world.addUser('bob'), await world.addUser('eve')];
  await world.putFacts({ writers: ['ann', 'bob'], readers: ['eve'] });
  return { world, ann, bob, eve };
}

async function join(world: World, peer: Peer, doc = PLAN, ydoc?: Y.Doc): Promise<LiveGuest> {
  const guest = await liveGuest(world, peer, doc, ydoc);
  open.push(guest);
  return guest;
}

/** Lets commits happen and everybody read, until nothing is left to read. */
async function flow(world: World, ...guests: LiveGuest[]): Promise<void> {
  do {
    for (const guest of guests) guest.read();
    await world.clock.pass(limits.GROUP_COMMIT_MS);
  } while (guests.some((guest) => guest.socket.sent.length > 0));
}

const fields = (guest: LiveGuest) => guest.ydoc.getMap('fields').toJSON();

describe('the live door', () => {
  it('[LIV1] [LIV2] joins a plain y-websocket client, gives it the committed state and takes its edits', async () => {
    const { world, ann, bob } = await start();
    const first = await join(world, ann);
    first.ydoc.getMap('fields').set('place', '昆明');
    await flow(world, first);
    const second = await join(world, bob);
    expect(fields(second)).toEqual({ place: '昆明' });
    second.ydoc.getMap('fields').set('title', 'x');
    await flow(world, first, second);
    expect(fields(first)).toEqual({ place: '昆明', title: 'x' });
  });

  it('[LIV2] gives who has nothing a large part before its document is built, with what is committed meanwhile', async () => {
    const { world, ann, bob, eve } = await start();
    const first = await join(world, ann);
    first.ydoc.getMap('fields').set('long', 'x'.repeat(BUILD_LATER_BYTES));
    await flow(world, first);
    first.ydoc.getMap('fields').set('place', '昆明');
    await flow(world, first);
    // The room was closed with its last guest: whoever comes now opens it anew.
    first.leave();
    await settle();
    const reader = await join(world, eve);
    await settle();
    reader.read();
    expect(Object.keys(fields(reader))).toEqual(['long', 'place']);
    const away = await world.device(bob);
    const ydoc = new Y.Doc();
    ydoc.getMap('fields').set('title', 'pushed');
    away.say({ type: 'push', entries: [{ n: 1, doc: PLAN, generation: 0, update: Y.encodeStateAsUpdate(ydoc) }] });
    await world.clock.pass(limits.GROUP_COMMIT_MS);
    reader.read();
    expect(fields(reader)['title']).toBe('pushed');
    const writer = await join(world, ann);
    await world.clock.pass(BUILD_LATER_MS);
    await flow(world, reader, writer);
    writer.ydoc.getMap('fields').set('place', '大理');
    await flow(world, reader, writer);
    expect([fields(reader)['place'], fields(writer)['title']]).toEqual(['大理', 'pushed']);
  });

  it('[LIV2] takes what a client wrote before it joined, and stores nothing twice', async () => {
    const { world, ann } = await start();
    const ydoc = new Y.Doc();
    ydoc.getMap('fields').set('a', 1);
    const guest = await join(world, ann, PLAN, ydoc);
    await flow(world, guest);
    const again = await join(world, ann, PLAN, ydoc);
    await flow(world, again);
    expect([...world.durable.tables.log.values()].filter((row) => row.doc === PLAN)).toHaveLength(1);
  });

  it('[LIV3] tells others of an edit only after its commit', async () => {
    let letGo: () => void = () => undefined;
    let hold = false;
    const world = newWorld({
      fault: (point) => (hold && point === 'committed' ? new Promise<void>((resolve) => (letGo = resolve)) : undefined),
    });
    const [ann, bob] = [await world.addUser('ann'), await world.addUser('bob')];
    await world.putFacts({ writers: ['ann', 'bob'] });
    const first = await join(world, ann);
    const second = await join(world, bob);
    await flow(world, first, second);
    hold = true;
    first.ydoc.getMap('fields').set('a', 1);
    await world.clock.pass(100);
    expect(second.socket.sent).toEqual([]);
    hold = false;
    letGo();
    await flow(world, first, second);
    expect(fields(second)).toEqual({ a: 1 });
  });

  it('[LIV4] closes a guessed doc like an absent one, and a malformed name as such', async () => {
    const { world, eve } = await start();
    for (const doc of [PRIVATE, PLAN.replace('0001/', '0009/'), `${EVENT}/nonsense`]) {
      const guest = await join(world, eve, doc);
      expect(guest.socket.closedWith).toBe(4404);
      expect(guest.socket.sent).toEqual([]);
    }
    for (const doc of ['event/x/plan', `${EVENT}/$facts`]) expect((await join(world, eve, doc)).socket.closedWith).toBe(4400);
  });

  it('[LIV4] closes with a final code on damaged messages and updates', async () => {
    const { world, ann } = await start();
    const noise = await join(world, ann);
    noise.sendRaw(Uint8Array.of(9, 9, 9));
    expect(noise.socket.closedWith).toBe(4400);
    const damaged = await join(world, ann);
    damaged.send(0, (out) => writeUpdate(out, Uint8Array.of(1, 2, 3)));
    expect(damaged.socket.closedWith).toBe(4400);
    const large = await join(world, ann);
    large.sendRaw(new Uint8Array(limits.MAX_MESSAGE_BYTES + 1));
    expect(large.socket.closedWith).toBe(4413);
  });

  it('[LIV4] closes a room that cannot take what was committed, for now, and goes on for others', async () => {
    const { world, ann, bob } = await start();
    const first = await join(world, ann);
    const second = await join(world, bob, PRIVATE);
    await flow(world, first, second);
    const row = { seq: 9, doc: PLAN, actor: 'ann', device: 'ann-device', update: Uint8Array.of(1, 1, 9), at: 0, from: '' };
    (world.relay.live as LiveDoor).committed({ head: 9, rows: [row], access: [], cuts: [] });
    expect(first.socket.closedWith).toBe(4503);
    expect(second.socket.closedWith).toBe(null);
    first.ydoc.destroy();
    const again = await join(world, ann);
    again.ydoc.getMap('fields').set('a', 1);
    await flow(world, again);
    expect(again.socket.closedWith).toBe(null);
  });

  it('[LIV7] lets a reader follow and refuses what it writes', async () => {
    const { world, ann, eve } = await start();
    const writer = await join(world, ann);
    writer.ydoc.getMap('fields').set('a', 1);
    writer.ydoc.getMap('fields').delete('a');
    writer.ydoc.getMap('fields').set('b', 1);
    await flow(world, writer);
    const reader = await join(world, eve);
    await flow(world, writer, reader);
    expect(reader.socket.closedWith).toBe(null);
    writer.ydoc.getMap('fields').set('c', 1);
    await flow(world, writer, reader);
    expect(fields(reader)).toEqual({ b: 1, c: 1 });
    reader.ydoc.getMap('fields').set('d', 1);
    await flow(world, writer, reader);
    expect(reader.socket.closedWith).toBe(4403);
    expect(fields(writer)).toEqual({ b: 1, c: 1 });
  });

  it('[PSH5] asks a client for what its update stands on', async () => {
    const { world, ann } = await start();
    const guest = await join(world, ann);
    const lost: Uint8Array[] = [];
    const ydoc = guest.ydoc;
    const joined = guest.socket.joined;
    const receive = (bytes: Uint8Array) => joined.receive(bytes);
    guest.socket.joined = { ...joined, receive: (bytes) => void lost.push(bytes) };
    ydoc.getMap('fields').set('a', 1);
    guest.socket.joined = { ...joined, receive };
    ydoc.getMap('fields').set('b', 1);
    await flow(world, guest);
    expect(lost).toHaveLength(1);
    const other = await join(world, ann);
    expect(fields(other)).toEqual({ a: 1, b: 1 });
  });

  it('[PSH5] does not go on asking a client that has nothing more to give', async () => {
    const { world, ann } = await start();
    const guest = await join(world, ann);
    for (let time = 0; time < 20; time++) {
      // A deletion of what nobody wrote.
      guest.send(0, (out) => writeUpdate(out, Uint8Array.of(0, 1, 7, 1, 3, 2)));
      await world.clock.pass(10);
    }
    expect(guest.socket.closedWith).toBe(4400);
  });

  it('[LIV5] writes the real name into each state and keeps the rest of it', async () => {
    const { world, ann, bob } = await start();
    const [first, second] = [await join(world, ann), await join(world, bob)];
    sayWhere(first, { cell: 'a/b', user: { name: 'somebody else', id: 'x', color: '#123456' } });
    second.read();
    expect(second.awareness.getStates().get(first.ydoc.clientID)).toEqual({
      cell: 'a/b',
      user: { name: 'ANN', id: 'ann', color: '#123456' },
    });
  });

  it('[LIV5] ignores states under ids of another socket, and removes those of one that closed', async () => {
    const { world, ann, bob, eve } = await start();
    const [first, second, third] = [await join(world, ann), await join(world, bob), await join(world, eve)];
    sayWhere(first, { cell: 'here' });
    second.read();
    third.read();
    // Providers send back what they heard; somebody might also do so on purpose.
    const out = encoding.createEncoder();
    encoding.writeVarUint(out, 1);
    encoding.writeVarUint(out, first.ydoc.clientID);
    encoding.writeVarUint(out, 99);
    encoding.writeVarString(out, JSON.stringify({ cell: 'forged' }));
    second.send(1, (message) => encoding.writeVarUint8Array(message, encoding.toUint8Array(out)));
    third.read();
    expect(third.awareness.getStates().get(first.ydoc.clientID)).toMatchObject({ cell: 'here' });
    first.leave();
    third.read();
    expect(third.awareness.getStates().has(first.ydoc.clientID)).toBe(false);
    second.send(1, (message) => encoding.writeVarUint8Array(message, encoding.toUint8Array(out)));
    third.read();
    expect(third.awareness.getStates().has(first.ydoc.clientID)).toBe(false);
  });

  it('[LIV5] shows somebody who comes back with the same id at once', async () => {
    const { world, ann, bob } = await start();
    const ydoc = new Y.Doc();
    const first = await join(world, ann, PLAN, ydoc);
    const second = await join(world, bob);
    expect(second.awareness.getStates().has(ydoc.clientID)).toBe(true);
    first.socket.joined.closed();
    second.read();
    expect(second.awareness.getStates().has(ydoc.clientID)).toBe(false);
    await join(world, ann, PLAN, ydoc);
    second.read();
    expect(second.awareness.getStates().get(ydoc.clientID)).toMatchObject({ user: { name: 'ANN' } });
  });

  it('[NAM4] takes an awareness message of MAX_AWARENESS_BYTES and no larger one', async () => {
    const { world, ann } = await start();
    for (const [extra, code] of [
      [0, null],
      [1, 4413],
    ] as const) {
      const guest = await join(world, ann);
      const around = (text: string): Uint8Array => {
        const out = encoding.createEncoder();
        encoding.writeVarUint(out, 1);
        encoding.writeVarUint(out, guest.ydoc.clientID);
        encoding.writeVarUint(out, 50);
        encoding.writeVarString(out, JSON.stringify({ text }));
        return encoding.toUint8Array(out);
      };
      const overhead = around('x'.repeat(16_000)).length - 16_000;
      guest.send(1, (out) => encoding.writeVarUint8Array(out, around('x'.repeat(limits.MAX_AWARENESS_BYTES - overhead + extra))));
      expect(guest.socket.closedWith).toBe(code);
    }
  });

  it('[NAM4] takes MAX_AWARENESS_IDS ids of one socket and ignores more', async () => {
    const { world, ann, bob } = await start();
    const [first, second] = [await join(world, ann), await join(world, bob)];
    for (let id = 1; id <= MAX_AWARENESS_IDS; id++) {
      const out = encoding.createEncoder();
      for (const number of [1, id, 1]) encoding.writeVarUint(out, number);
      encoding.writeVarString(out, '{}');
      first.send(1, (message) => encoding.writeVarUint8Array(message, encoding.toUint8Array(out)));
    }
    second.read();
    // Its own from joining, and all but the last of these.
    const seen = [...second.awareness.getStates().keys()].filter((id) => id !== second.ydoc.clientID);
    expect(seen.sort((a, b) => a - b)).toEqual([1, 2, 3, first.ydoc.clientID]);
  });

  it('[LIV6] says something at least every 15 s', async () => {
    const { world, ann } = await start();
    const guest = await join(world, ann);
    await flow(world, guest);
    for (let time = 0; time < 4; time++) {
      await world.clock.pass(limits.LIVE_PULSE_MS);
      expect(guest.socket.sent.splice(0).length).toBeGreaterThan(0);
    }
  });

  it('[LIV8] closes one socket too many of a session with 4429, and lets another in when one has left', async () => {
    const { world, ann, bob } = await start();
    const all: LiveGuest[] = [];
    for (let count = 0; count < limits.MAX_LIVE_PER_SESSION; count++) all.push(await join(world, ann));
    expect(all.every((guest) => guest.socket.closedWith === null)).toBe(true);
    expect((await join(world, ann)).socket.closedWith).toBe(4429);
    expect((await join(world, bob)).socket.closedWith).toBe(null);
    all[0]!.leave();
    expect((await join(world, ann)).socket.closedWith).toBe(null);
  });

  it('[LIV8] closes more than MAX_LIVE_OPENS_PER_MINUTE openings with 4429 until the minute is over', async () => {
    const { world, ann } = await start();
    for (let count = 0; count < limits.MAX_LIVE_OPENS_PER_MINUTE; count++) {
      const guest = await join(world, ann);
      expect(guest.socket.closedWith).toBe(null);
      guest.leave();
    }
    expect((await join(world, ann)).socket.closedWith).toBe(4429);
    await world.clock.pass(60_000);
    expect((await join(world, ann)).socket.closedWith).toBe(null);
  });

  it('[LIV9] closes who asks for the state again and again with 4503 until the minute is over, and nobody else', async () => {
    const { world, ann, bob } = await start();
    const [greedy, other] = [await join(world, ann), await join(world, bob)];
    const askAgain = (guest: LiveGuest) => guest.send(0, (out) => writeSyncStep1(out, guest.ydoc));
    // Joining asked once.
    for (let count = 1; count < limits.MAX_LIVE_ASKS_PER_MINUTE; count++) askAgain(greedy);
    expect(greedy.socket.closedWith).toBe(null);
    askAgain(greedy);
    expect(greedy.socket.closedWith).toBe(4503);
    askAgain(other);
    expect(other.socket.closedWith).toBe(null);
    expect((await join(world, ann)).socket.closedWith).toBe(4503);
    await world.clock.pass(60_000);
    expect((await join(world, ann)).socket.closedWith).toBe(null);
  });

  it('[LIV9] counts the bytes of state that a session was given', async () => {
    const { world, ann } = await start();
    const guest = await join(world, ann);
    guest.ydoc.getMap('fields').set('text', 'x'.repeat(limits.MAX_UPDATE_BYTES - 100));
    await flow(world, guest);
    const askForAll = () => guest.send(0, (out) => writeSyncStep1(out, new Y.Doc()));
    for (let given = 0; given < limits.MAX_LIVE_STATE_BYTES_PER_MINUTE; given += limits.MAX_UPDATE_BYTES) {
      askForAll();
      guest.socket.sent.length = 0;
    }
    expect(guest.socket.closedWith).toBe(null);
    askForAll();
    askForAll();
    expect(guest.socket.closedWith).toBe(4503);
  });

  it('[SES5] cuts a socket whose right ended, and nothing of the part leaves for it in between', async () => {
    const { world, ann, eve } = await start();
    const writer = await join(world, ann);
    const reader = await join(world, eve);
    await flow(world, writer, reader);
    const revoke = world.revoke({ writers: ['ann'] });
    writer.ydoc.getMap('fields').set('secret', 1);
    await flow(world, writer);
    await revoke;
    await settle();
    reader.read();
    expect(fields(reader)).toEqual({});
    expect(reader.socket.closedWith).toBe(4430);
    expect(writer.socket.closedWith).toBe(null);
  });

  it('[SES5] cuts the live sockets of a session that was revoked', async () => {
    const { world, ann, bob } = await start();
    const [first, second] = [await join(world, ann), await join(world, bob)];
    world.relay.cut({ user: 'ann' });
    expect(first.socket.closedWith).toBe(4401);
    expect(second.socket.closedWith).toBe(null);
  });

  it('[SES8] cuts a slow reader and delays nobody', async () => {
    const { world, ann, bob, eve } = await start();
    const [writer, slow, quick] = [await join(world, ann), await join(world, bob), await join(world, eve)];
    slow.socket.buffered = limits.SLOW_READER_BYTES + 1_000_000;
    writer.ydoc.getMap('fields').set('a', 1);
    await flow(world, writer, quick);
    expect(slow.socket.closedWith).toBe(4508);
    expect(fields(quick)).toEqual({ a: 1 });
  });

  it('shows what another process wrote', async () => {
    const { world, ann } = await start();
    const guest = await join(world, ann);
    await flow(world, guest);
    const other = new Y.Doc();
    other.getMap('fields').set('imported', 1);
    await world.store.write(async (tx) => {
      const seq = await tx.nextSeq();
      const update = Y.encodeStateAsUpdate(other);
      await tx.putPart({
        doc: PLAN,
        generation: 0,
        head: seq,
        snap: 0,
        bytes: update.length,
        tailRows: 1,
        tailBytes: update.length,
        changedAt: 0,
      });
      await tx.addRow({ seq, doc: PLAN, actor: 'ann', device: 'cli', update, at: 0 });
    });
    await world.clock.pass(3000);
    guest.read();
    expect(fields(guest)).toEqual({ imported: 1 });
    guest.ydoc.getMap('fields').set('imported', 2);
    await flow(world, guest);
    expect(fields(await join(world, ann))).toEqual({ imported: 2 });
  });

  it('[SRV3] commits what was sent and says goodbye with a transient code', async () => {
    const { world, ann } = await start();
    const guest = await join(world, ann);
    guest.ydoc.getMap('fields').set('last', 1);
    const closed = world.relay.close();
    await world.clock.pass(50);
    await closed;
    expect(guest.socket.closedWith).toBe(4501);
    expect((await world.store.read.partState(PLAN))!.tail).toHaveLength(1);
    expect((await join(world, ann)).socket.closedWith).toBe(4501);
  });
});
