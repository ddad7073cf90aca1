import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import { describe, expect, it } from 'vitest';
import { limits } from '@qiao/sync/protocol';
import type { AckResult } from '@qiao/sync/protocol';
import { append } from './append.ts';
import { MAX_STRUCTS_RETURNED, MAX_TYPE_DEPTH } from './limits.ts';
import { EVENT, newWorld, PLAN, PRIVATE, type World } from '../testing/relay-world.ts';

async function start(): Promise<World> {
  const world = newWorld();
  await world.addUser('ann');
  await world.addUser('bob');
  await world.addUser('eve');
  await world.putFacts({ writers: ['ann', 'bob'], readers: ['eve'] });
  return world;
}

async function put(world: World, update: Uint8Array, over: Partial<Parameters<typeof send>[1]> = {}): Promise<AckResult> {
  return send(world, {
    user: 'ann',
    device: 'ann-device',
    doc: PLAN,
    generation: 0,
    update,
    from: '',
    returned: false,
    forgotten: false,
    ...over,
  });
}

async function send(
  world: World,
  payload: {
    user: string;
    device: string;
    doc: string;
    generation: number;
    update: Uint8Array;
    from: string;
    returned: boolean;
    forgotten: boolean;
  },
) {
  return (await Promise.all([world.relay.writer.submit(append, payload), world.clock.pass(limits.GROUP_COMMIT_MS)]))[0];
}

/** A document whose updates are kept one by one. */
function author(client: number): { doc: Y.Doc; updates: Uint8Array[] } {
  const doc = new Y.Doc();
  doc.clientID = client;
  const updates: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => updates.push(update));
  return { doc, updates };
}

const code = (name: string) => ({ kind: 'code', code: name });
const stored = (world: World) => [...world.durable.tables.log.values()].filter((row) => row.doc === PLAN);

describe('append', () => {
  it('[PSH4] stores a new edit byte for byte and of a bundle only what is new', async () => {
    const world = await start();
    const { doc, updates } = author(1);
    doc.getMap('fields').set('place', '昆明');
    expect(await put(world, updates[0]!)).toEqual({ kind: 'seq', seq: 2 });
    doc.getMap('fields').set('title.en', 'Opening');
    expect(await put(world, Y.encodeStateAsUpdate(doc))).toEqual({ kind: 'seq', seq: 3 });
    expect(stored(world).map((row) => row.update)).toEqual(updates);
  });

  it('[PSH4] keeps the value that loses against one written apart, whichever arrives second', async () => {
    for (const [first, second] of [
      [1, 2],
      [2, 1],
    ] as const) {
      const world = await start();
      const writers = [first, second].map(author);
      for (const { doc } of writers) doc.getMap('fields').set('place', `by ${doc.clientID}`);
      for (const { updates } of writers) await put(world, updates[0]!);
      const text = stored(world)
        .map((row) => new TextDecoder().decode(row.update))
        .join();
      expect(text).toContain('by 1');
      expect(text).toContain('by 2');
    }
  });

  it('[PSH3] answers what the part already has with known and leaves no row', async () => {
    const world = await start();
    const { doc, updates } = author(1);
    doc.getMap('fields').set('place', 'a');
    await put(world, updates[0]!);
    expect(await put(world, updates[0]!)).toEqual({ kind: 'known' });
    expect(await put(world, updates[0]!, { user: 'bob', device: 'bob-device' })).toEqual({ kind: 'known' });
    expect(stored(world)).toHaveLength(1);
  });

  it('[PSH5] holds an update whose clock, origin, parent or delete range is missing, and takes it when they came', async () => {
    const world = await start();
    const { doc, updates } = author(1);
    const list = doc.getArray('list');
    list.insert(0, ['first']);
    list.insert(1, ['second']);
    list.delete(0, 1);
    expect(await put(world, updates[1]!)).toEqual({ kind: 'hold' });
    expect(await put(world, updates[2]!)).toEqual({ kind: 'hold' });
    const other = author(2);
    Y.applyUpdate(other.doc, updates[0]!);
    other.updates.length = 0;
    other.doc.getArray('list').insert(1, ['after first']);
    expect(await put(world, other.updates[0]!, { user: 'bob', device: 'bob-device' })).toEqual({ kind: 'hold' });
    expect(stored(world)).toHaveLength(0);
    for (const update of updates) expect((await put(world, update)).kind).toBe('seq');
    expect((await put(world, other.updates[0]!, { user: 'bob', device: 'bob-device' })).kind).toBe('seq');
  });

  it('[PSH5] holds a bundle whose own structs do not reach what it deletes', async () => {
    const world = await start();
    // No structs, one delete range of client 7, clock 3, length 2.
    expect(await put(world, Uint8Array.of(0, 1, 7, 1, 3, 2))).toEqual({ kind: 'hold' });
  });

  it('[NAM5] refuses Skip structs, overflow, empty structs, two sections of a client, bytes after the end, and noise', async () => {
    const world = await start();
    const { doc, updates } = author(1);
    doc.getMap('fields').set('a', 1);
    doc.getMap('fields').set('b', 2);
    doc.getMap('fields').set('c', 3);
    const gap = Y.mergeUpdates([updates[0]!, updates[2]!]);
    const overflow = Uint8Array.of(1, 1, 7, 0, 0, 255, 255, 255, 255, 255, 255, 255, 31, 0);
    const empty = Uint8Array.of(1, 1, 7, 0, 0, 0, 0);
    const sections = Uint8Array.of(2, 1, 7, 0, 0, 1, 1, 7, 5, 0, 1, 0);
    const trailing = Uint8Array.from([...updates[0]!, 0]);
    const noise = Uint8Array.from({ length: 99 }, (_, index) => (index * 71) % 256);
    for (const bytes of [gap, overflow, empty, sections, trailing, noise, updates[0]!.slice(0, -1), new Uint8Array()]) {
      expect(await put(world, bytes)).toEqual(code('bad-update'));
    }
    expect(stored(world)).toHaveLength(0);
  });

  it('[NAM5] refuses a second section of a client, behind which Yjs would lose the first', async () => {
    const world = await start();
    // Client 7: two deleted items of length 1 under the root `m`, by key.
    const item = (clock: number): number[] => [1, 7, clock, 0x21, 1, 1, 0x6d, 1, 0x61 + clock, 1];
    expect((await put(world, Uint8Array.of(1, ...item(0), 0))).kind).toBe('seq');
    expect(await put(world, Uint8Array.of(2, ...item(1), ...item(0), 0))).toEqual(code('bad-update'));
    expect((await put(world, Uint8Array.of(1, ...item(1), 0))).kind).toBe('seq');
  });

  it('[PSH2] takes an update again whose writing failed half-way, and does not think it known', async () => {
    let broken = false;
    const world = newWorld({
      fault: (point) => {
        if (broken && point === 'nextSeq') throw new Error('disk full');
      },
    });
    await world.addUser('ann');
    await world.putFacts({ writers: ['ann'] });
    const { doc, updates } = author(1);
    doc.getMap('fields').set('a', 1);
    broken = true;
    await expect(put(world, updates[0]!)).rejects.toThrow('disk full');
    broken = false;
    expect((await put(world, updates[0]!)).kind).toBe('seq');
  });

  it('[NAM5] refuses structs that point at each other in a circle or at their own future', async () => {
    const world = await start();
    // Client 9, clock 0: a deleted item of length 1 whose origin is itself.
    expect(await put(world, Uint8Array.of(1, 1, 9, 0, 0x81, 9, 0, 1, 0))).toEqual(code('bad-update'));
    // Client 9 stands on client 8 and client 8 on client 9.
    expect(await put(world, Uint8Array.of(2, 1, 9, 0, 0x81, 8, 0, 1, 1, 8, 0, 0x81, 9, 0, 1, 0))).toEqual(code('bad-update'));
    const { doc, updates } = author(1);
    doc.getMap('fields').set('a', 1);
    expect((await put(world, updates[0]!)).kind).toBe('seq');
  });

  it('[NAM5] refuses delete ranges that lie over each other, and takes those that touch, in any order', async () => {
    const world = await start();
    const { doc, updates } = author(7);
    doc.getText('text').insert(0, 'abcdef');
    await put(world, updates[0]!);
    expect(await put(world, Uint8Array.of(0, 1, 7, 2, 0, 2, 1, 2))).toEqual(code('bad-update'));
    expect(await put(world, Uint8Array.of(0, 1, 7, 2, 3, 1, 2, 2))).toEqual(code('bad-update'));
    expect((await put(world, Uint8Array.of(0, 1, 7, 2, 2, 2, 0, 2))).kind).toBe('seq');
    expect(await put(world, Uint8Array.of(0, 1, 7, 2, 2, 2, 0, 2))).toEqual({ kind: 'known' });
  });

  it('[NAM5] refuses values nested deeper than can be written again, and subdocuments', async () => {
    const world = await start();
    const deep = author(1);
    let value: unknown = 1;
    for (let level = 0; level < 65; level++) value = [value];
    deep.doc.getMap('fields').set('deep', value);
    expect(await put(world, deep.updates[0]!)).toEqual(code('bad-update'));
    const allowed = author(2);
    allowed.doc.getMap('fields').set('deep', (value as unknown[])[0]);
    expect((await put(world, allowed.updates[0]!)).kind).toBe('seq');
    const nested = author(3);
    nested.doc.getMap('fields').set('doc', new Y.Doc());
    expect(await put(world, nested.updates[0]!)).toEqual(code('bad-update'));
  });

  it('[NAM5] takes MAX_TYPE_DEPTH shared types inside each other and refuses one more, in one update or by steps', async () => {
    const tower = (client: number, levels: number): ReturnType<typeof author> => {
      const made = author(client);
      let map = made.doc.getMap<unknown>('fields');
      for (let level = 0; level < levels; level++) {
        const next = new Y.Map<unknown>();
        map.set('in', next);
        map = next;
      }
      return made;
    };
    const world = await start();
    const whole = tower(1, MAX_TYPE_DEPTH + 1);
    expect(await put(world, Y.encodeStateAsUpdate(whole.doc))).toEqual(code('bad-update'));
    expect((await put(world, Y.encodeStateAsUpdate(tower(2, MAX_TYPE_DEPTH).doc))).kind).toBe('seq');
    const steps = tower(3, MAX_TYPE_DEPTH + 1).updates;
    for (const update of steps.slice(0, -1)) expect((await put(world, update)).kind).toBe('seq');
    expect(await put(world, steps.at(-1)!)).toEqual(code('bad-update'));
  });

  it('[NAM5] follows neighbours to the type they lie in, so that a tower cannot hide behind them', async () => {
    const world = await start();
    const { doc } = author(1);
    let list = doc.getArray<unknown>('list');
    for (let level = 0; level <= MAX_TYPE_DEPTH; level++) {
      list.insert(0, ['first']);
      const next = new Y.Array<unknown>();
      list.insert(1, [next]);
      list = next;
    }
    expect(await put(world, Y.encodeStateAsUpdate(doc))).toEqual(code('bad-update'));
  });

  it('[PSH6] answers with the first check that fails, in order', async () => {
    const world = await start();
    const bad = Uint8Array.of(9, 9, 9);
    const { doc, updates } = author(1);
    doc.getMap('fields').set('a', 1);
    await put(world, updates[0]!);
    await world.putFacts({ writers: ['ann', 'bob'], readers: ['eve'], frozen: ['plan'] });
    doc.getMap('fields').set('b', 1);
    const eve = { user: 'eve', device: 'eve-device' };
    expect(await put(world, bad, { doc: 'nothing', ...eve })).toEqual(code('bad-name'));
    expect(await put(world, bad, { doc: `${EVENT}/$facts` })).toEqual(code('bad-name'));
    expect(await put(world, bad, { doc: PRIVATE, generation: 4, ...eve })).toEqual(code('not-found'));
    expect(await put(world, bad, { generation: 4, ...eve })).toEqual(code('stale-generation'));
    expect(await put(world, bad, eve)).toEqual(code('bad-update'));
    expect(await put(world, updates[1]!, eve)).toEqual(code('forbidden'));
    expect(await put(world, updates[1]!, { user: 'bob', device: 'bob-device' })).toEqual(code('frozen'));
  });

  it('[PSH6] answers known to readers, and in a frozen part, when nothing is missing', async () => {
    const world = await start();
    const { doc, updates } = author(1);
    doc.getMap('fields').set('a', 1);
    doc.getMap('fields').set('b', 1);
    doc.getMap('fields').delete('a');
    for (const update of updates) await put(world, update);
    await world.putFacts({ writers: ['ann', 'bob'], readers: ['eve'], frozen: ['plan'] });
    const whole = Y.encodeStateAsUpdate(doc);
    for (const user of ['ann', 'bob', 'eve'])
      expect(await put(world, whole, { user, device: `${user}-device` })).toEqual({ kind: 'known' });
    doc.getMap('fields').delete('b');
    expect(await put(world, updates.at(-1)!, { user: 'eve', device: 'eve-device' })).toEqual(code('forbidden'));
  });

  it('[PSH6] gives one answer for an absent record, an absent part and one that may not be read', async () => {
    const world = await start();
    const eve = { user: 'eve', device: 'eve-device' };
    const answers = [PRIVATE, `${EVENT}/nonsense`, PLAN.replace('0001/', '0002/')].map((doc) =>
      put(world, Uint8Array.of(0, 0), { doc, ...eve }),
    );
    for (const answer of await Promise.all(answers)) expect(answer).toEqual(code('not-found'));
  });

  it('[PSH7] gives a client id to the first user and device that wrote with it', async () => {
    const world = await start();
    const { doc, updates } = author(1);
    doc.getMap('fields').set('a', 1);
    await put(world, updates[0]!);
    doc.getMap('fields').set('b', 1);
    expect(await put(world, updates[1]!, { user: 'bob', device: 'bob-device' })).toEqual(code('foreign-client'));
    expect(await put(world, updates[1]!, { device: 'ann-tablet' })).toEqual(code('foreign-client'));
    expect((await put(world, updates[1]!)).kind).toBe('seq');
    expect(await world.store.read.authors(PLAN, 0, 0)).toEqual([{ client: 1, user: 'ann', name: 'ANN' }]);
  });

  it('[PSH10] refuses an update of another generation', async () => {
    const world = await start();
    expect(await put(world, Uint8Array.of(0, 0), { generation: 1 })).toEqual(code('stale-generation'));
  });

  it('[NAM4] takes an update of MAX_UPDATE_BYTES and refuses one byte more', async () => {
    const world = await start();
    const bytesFor = (length: number): number => {
      const { doc, updates } = author(1);
      doc.getMap('m').set('k', 'x'.repeat(length));
      return updates[0]!.length;
    };
    const around = bytesFor(limits.MAX_UPDATE_BYTES - 100) - (limits.MAX_UPDATE_BYTES - 100);
    const make = (bytes: number, client: number): Uint8Array => {
      const { doc, updates } = author(client);
      doc.getMap('m').set('k', 'x'.repeat(bytes - around));
      expect(updates[0]!.length).toBe(bytes);
      return updates[0]!;
    };
    expect(await put(world, make(limits.MAX_UPDATE_BYTES + 1, 2))).toEqual(code('too-large'));
    expect((await put(world, make(limits.MAX_UPDATE_BYTES, 3))).kind).toBe('seq');
  });

  it('[NAM4] counts clients and structs of one update', async () => {
    const world = await start();
    const merged = (count: number, first: number): Uint8Array =>
      Y.mergeUpdates(
        Array.from({ length: count }, (_, index) => {
          const { doc, updates } = author(first + index);
          doc.getMap('m').set(`k${first + index}`, 1);
          return updates[0]!;
        }),
      );
    expect((await put(world, merged(limits.MAX_CLIENTS_PER_UPDATE, 100))).kind).toBe('seq');
    expect(await put(world, merged(limits.MAX_CLIENTS_PER_UPDATE + 1, 1000))).toEqual(code('too-large'));
    const keys = (count: number, client: number): Uint8Array => {
      const { doc, updates } = author(client);
      doc.transact(() => {
        for (let index = 0; index < count; index++) doc.getMap('m').set(index.toString(36), 1);
      });
      return updates[0]!;
    };
    expect((await put(world, keys(limits.MAX_STRUCTS_PER_UPDATE, 5))).kind).toBe('seq');
    expect(await put(world, keys(limits.MAX_STRUCTS_PER_UPDATE + 1, 6))).toEqual(code('too-large'));
  });

  it('[EPO1] [NAM4] takes back a part of 200 writers in one update, and MAX_STRUCTS_RETURNED structs', async () => {
    const world = await start();
    const many = Y.mergeUpdates(
      Array.from({ length: 200 }, (_, index) => {
        const { doc, updates } = author(1000 + index);
        doc.getMap('m').set(`k${index}`, 1);
        return updates[0]!;
      }),
    );
    expect(await put(world, many)).toEqual(code('too-large'));
    expect((await put(world, many, { returned: true })).kind).toBe('seq');
    // Empty delete ranges of one client that is there, 2 bytes each.
    const ranges = (count: number): Uint8Array => {
      const out = encoding.createEncoder();
      for (const number of [0, 1, 1000, count]) encoding.writeVarUint(out, number);
      return Uint8Array.from([...encoding.toUint8Array(out), ...new Uint8Array(count * 2)]);
    };
    expect(await put(world, ranges(MAX_STRUCTS_RETURNED), { returned: true })).toEqual({ kind: 'known' });
    expect(await put(world, ranges(MAX_STRUCTS_RETURNED + 1), { returned: true })).toEqual(code('too-large'));
  });

  it('[NAM4] fills a part up to MAX_PART_BYTES, then takes only what makes it smaller', async () => {
    const world = await start();
    const { doc, updates } = author(1);
    const text = doc.getText('text');
    const chunk = 'x'.repeat(limits.MAX_UPDATE_BYTES - 100);
    const count = Math.floor(limits.MAX_PART_BYTES / (limits.MAX_UPDATE_BYTES - 60));
    for (let index = 0; index < count; index++) {
      text.insert(text.length, chunk);
      expect((await put(world, updates.at(-1)!)).kind).toBe('seq');
    }
    text.insert(text.length, chunk);
    expect(await put(world, updates.at(-1)!)).toEqual(code('part-full'));
    const cleaner = author(2);
    for (const update of updates.slice(0, -1)) Y.applyUpdate(cleaner.doc, update);
    cleaner.updates.length = 0;
    cleaner.doc.getText('text').delete(0, 2_000_000);
    expect((await put(world, cleaner.updates[0]!, { user: 'bob', device: 'bob-device' })).kind).toBe('seq');
    expect((await put(world, updates.at(-1)!)).kind).toBe('seq');
  });

  it('[EPO1] lets a device that brings back what it held carry what others wrote, without becoming their author', async () => {
    const world = await start();
    const { doc, updates } = author(1);
    doc.getMap('fields').set('a', 1);
    const bob = { user: 'bob', device: 'bob-device' };
    expect((await put(world, updates[0]!, { ...bob, returned: true })).kind).toBe('seq');
    expect(await world.store.read.authors(PLAN, 0, 0)).toEqual([{ client: 1, user: '', name: '' }]);
    doc.getMap('fields').set('b', 1);
    expect((await put(world, updates[1]!)).kind).toBe('seq');
    expect(await world.store.read.authors(PLAN, 0, 0)).toEqual([{ client: 1, user: 'ann', name: 'ANN' }]);
    doc.getMap('fields').set('c', 1);
    expect(await put(world, updates[2]!, bob)).toEqual(code('foreign-client'));
  });

  it('[EPO1] [PSH7] lets a device that the server did not know at the restore bring back what nobody claims, and never under a known name', async () => {
    const world = await start();
    const ann = author(1);
    ann.doc.getMap('fields').set('a', 1);
    await put(world, ann.updates[0]!);
    ann.doc.getMap('fields').set('a', 'forged');
    const made = { user: 'bob', device: 'made-up', returned: true, forgotten: true };
    expect(await put(world, ann.updates[1]!, made)).toEqual(code('foreign-client'));
    const lost = author(2);
    lost.doc.getMap('fields').set('b', 1);
    expect((await put(world, lost.updates[0]!, made)).kind).toBe('seq');
    expect(await world.store.read.authors(PLAN, 0, 0)).toEqual([
      { client: 1, user: 'ann', name: 'ANN' },
      { client: 2, user: '', name: '' },
    ]);
    // Somebody's own, of a device that is known or not.
    expect((await put(world, ann.updates[1]!, { ...made, user: 'ann' })).kind).toBe('seq');
  });
});
