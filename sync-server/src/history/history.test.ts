import * as Y from 'yjs';
import { beforeEach, describe, expect, it } from 'vitest';
import { decodeHistory, encodeHistory, limits, type HistoryPage } from '@qiao/sync/protocol';
import { append } from '../relay/append.ts';
import { compact, expire } from '../relay/compaction.ts';
import type { Reader } from '../store/contract.ts';
import { EVENT, newWorld, PLAN, PRIVATE, rights, type World } from '../testing/relay-world.ts';
import { HISTORY_SCAN_ROWS, readHistory } from './read-history.ts';

let world: World;
let doc: Y.Doc;
let fresh: Uint8Array[];

beforeEach(async () => {
  world = newWorld();
  await world.addUser('ann');
  await world.addUser('rea');
  await world.addUser('eve');
  await world.putFacts({ writers: ['ann'], readers: ['rea'] });
  begin();
});

/** Another device's copy, from nothing. */
function begin(): void {
  doc = new Y.Doc();
  fresh = [];
  doc.on('update', (update: Uint8Array) => fresh.push(update));
}

async function submitted<T>(answer: Promise<T>): Promise<T> {
  await world.clock.pass(limits.GROUP_COMMIT_MS * 3);
  return answer;
}

async function put(value: unknown, { part = PLAN, generation = 0, key = 'k' } = {}): Promise<void> {
  doc.getMap('fields').set(key, value);
  const payload = { user: 'ann', device: 'd', doc: part, generation, update: fresh.at(-1)!, from: '', returned: false };
  expect((await submitted(world.relay.writer.submit(append, payload))).kind).toBe('seq');
}

const ask = (user: string, after = 0, part = PLAN, read: Reader = world.store.read): Promise<HistoryPage | null> =>
  readHistory(read, rights, { user, doc: part, after });
const page = async (after = 0): Promise<HistoryPage> => decodeHistory(encodeHistory((await ask('ann', after))!));
const seqs = ({ rows }: HistoryPage): number[] => rows.map(({ seq }) => seq);

/** What stood after so many rows. */
function standing({ base, rows }: HistoryPage, count = rows.length): unknown {
  const then = new Y.Doc();
  if (base?.length) Y.applyUpdate(then, base);
  for (const row of rows.slice(0, count)) Y.applyUpdate(then, row.update);
  return then.getMap('fields').toJSON();
}

const DAY_MS = 24 * 3600 * 1000;

/** Compacts, lets `days` go by and forgets what is older than the oldest kept day. */
async function expireAfter(days: number): Promise<void> {
  await submitted(world.relay.writer.submit(compact, { doc: PLAN }));
  await world.clock.leap(days * DAY_MS);
  const before = world.clock.now() - limits.CHECKPOINT_DAYS * DAY_MS;
  await submitted(world.relay.writer.submit(expire, { doc: PLAN, before }));
}

describe('the history of a part', () => {
  it('[HIS1] is every row in order, with who wrote it by client id and when', async () => {
    await put(1);
    await world.clock.leap(60_000);
    await put(2);
    const told = await page();
    expect(told).toMatchObject({ epoch: 'one', generation: 0, floor: 0, more: false, base: new Uint8Array() });
    expect(told.rows.map(({ actor }) => actor)).toEqual(['ann', 'ann']);
    expect(told.rows[1]!.at - told.rows[0]!.at).toBeGreaterThanOrEqual(60_000);
    expect(told.authors).toEqual([{ client: doc.clientID, user: 'ann', name: 'ANN' }]);
    expect([standing(told, 1), standing(told, 2)]).toEqual([{ k: 1 }, { k: 2 }]);
    expect(told.head).toBe(told.rows[1]!.seq);
  });

  it('[HIS1] [HIS3] goes on after the number it is asked from, and says nothing of what is known', async () => {
    await put(1);
    await put(2);
    const all = await page();
    const rest = await page(all.rows[0]!.seq);
    expect(seqs(rest)).toEqual([all.rows[1]!.seq]);
    expect(rest.base).toBeNull();
    expect((await page(all.head)).rows).toEqual([]);
  });

  it('[HIS2] is for exactly those who may read the part; to others it is as absent', async () => {
    await put(1);
    begin();
    await put(1, { part: PRIVATE });
    expect(await ask('rea')).not.toBeNull();
    expect(await ask('rea', 0, PRIVATE)).toBeNull();
    expect(await ask('ann', 0, PRIVATE)).not.toBeNull();
    expect(await ask('eve')).toBeNull();
    expect(await ask('nobody')).toBeNull();
    expect(await ask('ann', 0, `${EVENT}/case`)).toBeNull();
    expect(await ask('ann', 0, `${EVENT}/$facts`)).toBeNull();
    expect(await ask('ann', 0, `${EVENT}/$ledger`)).toBeNull();
    expect(await ask('ann', 0, 'event/nonsense/plan')).toBeNull();
  });

  it('[HIS2] is not answered when the right went while it was read', async () => {
    await put(1);
    const { read } = world.store;
    let done = false;
    const revoking: Reader = {
      ...read,
      async history(...asked) {
        const rows = await read.history(...asked);
        if (!done) await world.putFacts({ writers: ['ann'] });
        done = true;
        return rows;
      },
    };
    expect(await ask('rea', 0, PLAN, revoking)).toBeNull();
    expect(done).toBe(true);
  });

  it('[HIS3] [NAM4] ends a page at HISTORY_PAGE_BYTES and not before, and goes on with the next', async () => {
    const half = 'x'.repeat(limits.HISTORY_PAGE_BYTES / 2 - 300);
    await put(half);
    await put(`${half}y`);
    expect((await page()).rows).toHaveLength(2);
    await put('z'.repeat(1000));
    const first = await page();
    expect([first.rows.length, first.more]).toEqual([2, true]);
    const rest = await page(first.rows[1]!.seq);
    expect([rest.rows.length, rest.more]).toEqual([1, false]);
    expect(standing({ ...first, rows: [...first.rows, ...rest.rows] })).toEqual({ k: 'z'.repeat(1000) });
  });

  it('[HIS3] a row larger than what is left goes alone on a page of its own', async () => {
    await put('x'.repeat(200));
    await put('x'.repeat(limits.MAX_UPDATE_BYTES - 100));
    const first = await page();
    expect([first.rows.length, first.more]).toEqual([1, true]);
    expect((await page(first.rows[0]!.seq)).rows[0]!.update.length).toBeGreaterThan(limits.MAX_UPDATE_BYTES - 100);
  });

  it('[HIS3] [NAM4] holds no more of large rows at once than a page may have, however many there are', async () => {
    for (let n = 0; n < 4; n++) await put('x'.repeat(limits.HISTORY_PAGE_BYTES / 2 - 300 + n));
    const { read } = world.store;
    const sizes: number[] = [];
    const measuring: Reader = {
      ...read,
      async history(...asked) {
        const rows = await read.history(...asked);
        sizes.push(rows.reduce((sum, { update }) => sum + update.length, 0));
        return rows;
      },
    };
    expect((await ask('ann', 0, PLAN, measuring))!.more).toBe(true);
    expect(Math.max(...sizes)).toBeGreaterThan(limits.HISTORY_PAGE_BYTES / 2);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(limits.HISTORY_PAGE_BYTES);
  });

  it('[HIS3] [NAM4] reads HISTORY_SCAN_ROWS at once and no row twice or never', async () => {
    for (let n = 0; n <= HISTORY_SCAN_ROWS; n++) await put(n);
    const told = await page();
    expect(told.rows).toHaveLength(HISTORY_SCAN_ROWS + 1);
    expect(new Set(seqs(told)).size).toBe(HISTORY_SCAN_ROWS + 1);
    expect(standing(told)).toEqual({ k: HISTORY_SCAN_ROWS });
  });

  it('[HIS4] outlives compaction', async () => {
    await put(1);
    await put(2);
    const before = await page();
    await submitted(world.relay.writer.submit(compact, { doc: PLAN }));
    expect((await world.store.read.part(PLAN))!.tailRows).toBe(0);
    expect(await page()).toEqual(before);
  });

  it('[HIS4] gives the state below, once rows are older than CHECKPOINT_DAYS', async () => {
    await put(1);
    await put(2);
    const old = await page();
    await expireAfter(limits.CHECKPOINT_DAYS - 1);
    expect(await page()).toEqual(old);
    await put(3);
    await expireAfter(2);
    const told = await page();
    expect(told.floor).toBe(old.head);
    expect(told.rows).toHaveLength(1);
    expect([standing(told, 0), standing(told, 1)]).toEqual([{ k: 2 }, { k: 3 }]);
    expect(told.authors).toHaveLength(1);
    // Who has only a part of what went is given the state too; who has all of it is not.
    expect((await page(old.rows[0]!.seq)).base).toEqual(told.base);
    expect(await page(old.head)).toMatchObject({ base: null, floor: old.head });
  });

  it('[HIS6] of a part that began anew nothing older is given, neither rows nor the state below', async () => {
    await put('a secret');
    await submitted(world.relay.writer.submit(compact, { doc: PLAN }));
    const clean = new Y.Doc();
    clean.getMap('fields').set('k', 'clean');
    await world.store.write(async (tx) => {
      const part = (await tx.part(PLAN))!;
      const seq = await tx.nextSeq();
      await tx.putPart({ ...part, generation: 1, head: seq });
      await tx.putSnapshot(PLAN, Y.encodeStateAsUpdate(clean), seq);
      // What a careless erasure would leave.
      await tx.putCheckpoint({ doc: PLAN, seq: 1, bytes: Y.encodeStateAsUpdate(doc) });
    });
    const said = (told: HistoryPage): string => Buffer.from(encodeHistory(told)).toString('latin1');
    expect(said(await page())).not.toContain('a secret');
    expect(standing(await page())).toEqual({ k: 'clean' });
    begin();
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(clean));
    await put('later', { generation: 1 });
    const told = await page();
    expect(said(told)).not.toContain('a secret');
    expect([standing(told, 0), standing(told, 1)]).toEqual([{ k: 'clean' }, { k: 'later' }]);
  });
});
