import { settle, setCell } from '@qiao/domain/kind';
import type { OpenPart } from '@qiao/sync/client';
import type { Author } from '@qiao/sync/protocol';
import { NotSaved, type DeviceStore } from '@qiao/sync/store';
import { openMemoryStore } from '@qiao/sync/store/memory';
import { beforeEach, describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { countChanges } from './changes.ts';
import { forgetGone } from './forget.ts';
import { PartJournal, SETTLE_MS } from './journal.ts';
import { hasSeen } from './seen.ts';

const DOC = 'event/0192f0c1-2345-7abc-8def-0123456789ab/plan';
const ME = { id: 'u-luo', name: '罗文静' };
const SUN: Author = { client: 2, user: 'u-sun', name: '孙佳' };

/** A part as the client opens it, over a Y.Doc of the test. */
class Bench {
  readonly store: DeviceStore = openMemoryStore();
  readonly ydoc = new Y.Doc();
  readonly authors: Author[] = [];
  now = 1000;

  constructor() {
    this.ydoc.clientID = 1;
  }

  part(): OpenPart {
    return { doc: DOC, ydoc: this.ydoc, authors: () => this.authors } as unknown as OpenPart;
  }
  open(): Promise<PartJournal> {
    return PartJournal.open(this.part(), { store: this.store, me: ME, now: () => this.now });
  }
  /** Somebody else's edit arrives; it was made on what stands here, or on `base`. */
  async hear(author: Author, write: (ydoc: Y.Doc) => void, base: Uint8Array = Y.encodeStateAsUpdate(this.ydoc)): Promise<Uint8Array> {
    if (!this.authors.includes(author)) this.authors.push(author);
    const other = new Y.Doc();
    Y.applyUpdate(other, base);
    other.clientID = author.client;
    const before = Y.encodeStateVector(other);
    write(other);
    const update = Y.encodeStateAsUpdate(other, before);
    Y.applyUpdate(this.ydoc, update);
    await this.store.saveHeard(DOC, 0, update, this.now);
    return update;
  }
  async write(key: string, value: unknown): Promise<void> {
    const updates: Uint8Array[] = [];
    const listen = (update: Uint8Array): void => void updates.push(update);
    this.ydoc.on('update', listen);
    setCell(this.ydoc, 'sessions', key, value);
    this.ydoc.off('update', listen);
    for (const update of updates)
      await this.store.saveEdit({ doc: DOC, generation: 0, incarnation: 0, update, at: this.now, proposalId: 'p' });
  }
}

let bench: Bench;
const cell = (key: string, value: unknown) => (ydoc: Y.Doc) => setCell(ydoc, 'sessions', key, value);

beforeEach(() => {
  bench = new Bench();
});

describe('while you were away', () => {
  it('lists what another changed since this person last had the part open here, cell by cell', async () => {
    await bench.write('s1/room', '云台厅');
    await (await bench.open()).look(false, true);
    await bench.hear(SUN, cell('s1/room', '报告厅 B'));
    const { changes, since } = await (await bench.open()).look(false, true);
    expect(since).toBe(1000);
    expect(changes).toMatchObject([
      {
        user: 'u-sun',
        name: '孙佳',
        changes: [{ what: 'changed', root: 'sessions', item: 's1', cells: [{ field: 'room', before: '云台厅', after: '报告厅 B' }] }],
      },
    ]);
  });

  it('[REF5] writes nothing of a part that was taken away while it was open', async () => {
    await bench.write('s1/room', '云台厅');
    const journal = await bench.open();
    await journal.look(false, true);
    const docs = [{ kind: 'revoked' as const, doc: DOC, head: 2 }];
    const page = { type: 'page' as const, id: 'p', next: 2, more: false, accessVersion: 2, docs };
    await bench.store.storePage(await bench.store.lead(), page, 2, () => 'p');
    await forgetGone(bench.store, DOC);
    await journal.persist();
    expect(await hasSeen(bench.store, DOC)).toBe(false);
  });

  it('keeps the list over openings until it is acknowledged, and not longer', async () => {
    await bench.write('s1/room', '云台厅');
    await (await bench.open()).look(false, true);
    await bench.hear(SUN, cell('s1/room', '报告厅 B'));
    const journal = await bench.open();
    expect(countChanges((await journal.look(true, true)).changes)).toBe(1);
    bench.now += SETTLE_MS * 10;
    expect(countChanges((await journal.look(true, true)).changes)).toBe(1);
    expect(countChanges((await (await bench.open()).look(true, true)).changes)).toBe(1);
    await journal.acknowledge((await journal.look(false, true)).changes);
    expect((await journal.look(true, true)).changes).toEqual([]);
    expect((await (await bench.open()).look(false, true)).changes).toEqual([]);
  });

  it('does not list one’s own edits, unsent or known from another device', async () => {
    await bench.write('s1/room', '云台厅');
    await (await bench.open()).look(false, true);
    await bench.write('s1/title.zh', '开幕式');
    await bench.hear({ client: 7, user: ME.id, name: ME.name }, cell('s1/expected', 40));
    expect((await (await bench.open()).look(false, true)).changes).toEqual([]);
  });

  it('does not list what was seen as it happened, but what comes within SETTLE_MS of being back', async () => {
    await bench.write('s1/room', '云台厅');
    const journal = await bench.open();
    await journal.look(true, true);
    bench.now += SETTLE_MS;
    await bench.hear(SUN, cell('s1/room', '报告厅 B'));
    expect((await journal.look(true, true)).changes).toEqual([]);
    await journal.look(false, true);
    bench.now += 60_000;
    await journal.look(true, true);
    bench.now += SETTLE_MS - 1;
    await bench.hear(SUN, cell('s1/room', '201'));
    expect(countChanges((await journal.look(true, true)).changes)).toBe(1);
  });

  it('lists what came while the page was hidden or offline', async () => {
    await bench.write('s1/room', '云台厅');
    const journal = await bench.open();
    await journal.look(true, true);
    bench.now += SETTLE_MS;
    await journal.look(true, true);
    await journal.look(false, true);
    await bench.hear(SUN, cell('s1/room', '报告厅 B'));
    expect(countChanges((await journal.look(false, true)).changes)).toBe(1);
  });

  it('is told on a full device too', async () => {
    await bench.write('s1/room', '云台厅');
    const journal = await bench.open();
    await journal.look(false, true);
    bench.store.putDerived = () => Promise.reject(new NotSaved('full'));
    await bench.hear(SUN, cell('s1/room', '报告厅 B'));
    expect(countChanges((await journal.look(false, true)).changes)).toBe(1);
    await journal.acknowledge((await journal.look(false, true)).changes);
    expect((await journal.look(false, true)).changes).toEqual([]);
  });

  it('takes nothing for a first sight before the part is complete here', async () => {
    const journal = await bench.open();
    await journal.look(true, false);
    await bench.hear(SUN, cell('s1/room', '云台厅'));
    expect(await journal.look(true, false)).toMatchObject({ changes: [], since: null });
    await journal.look(true, true);
    await bench.hear(SUN, cell('s1/room', '201'));
    expect(countChanges((await journal.look(true, true)).changes)).toBe(1);
  });
});

describe('two values in one cell', () => {
  async function fork(): Promise<Uint8Array> {
    const base = Y.encodeStateAsUpdate(bench.ydoc);
    await bench.write('s1/room', 'mine');
    bench.now = 2000;
    // The higher client id stands: here the other's.
    return bench.hear(SUN, cell('s1/room', 'theirs'), base);
  }

  it('finds both with who wrote them, and when', async () => {
    const journal = await bench.open();
    await fork();
    const { contested, writer, timeOf } = await journal.look(true, true);
    expect(contested).toMatchObject([{ root: 'sessions', key: 's1/room', winner: { value: 'theirs' }, others: [{ value: 'mine' }] }]);
    const [{ winner, others }] = contested as [(typeof contested)[0]];
    expect(writer(winner.client)).toEqual({ user: 'u-sun', name: '孙佳', mine: false });
    expect(writer(others[0]!.client)).toEqual({ user: ME.id, name: ME.name, mine: true });
    expect(timeOf(others[0]!.client, others[0]!.clock)).toBe(1000);
    expect(timeOf(winner.client, winner.clock)).toBe(2000);
  });

  it('keeps the value that lost when the bytes that held it are gone', async () => {
    await fork();
    await (await bench.open()).look(true, true);
    const term = await bench.store.lead();
    await bench.store.accept(
      term,
      (await bench.store.outbox()).map((entry) => entry.n),
    );
    await bench.store.compact(DOC, () => Y.encodeStateAsUpdate(bench.ydoc));
    const { contested, timeOf } = await (await bench.open()).look(true, true);
    expect(contested).toMatchObject([{ winner: { value: 'theirs' }, others: [{ value: 'mine' }] }]);
    expect(timeOf(contested[0]!.others[0]!.client, contested[0]!.others[0]!.clock)).toBe(1000);
  });

  it('remembers when one’s own edit was made though it was acked before the other value came', async () => {
    const base = Y.encodeStateAsUpdate(bench.ydoc);
    await bench.write('s1/title.zh', '开幕式');
    const journal = await bench.open();
    bench.now = 5000;
    await bench.write('s1/room', 'mine');
    bench.now = 9000;
    const term = await bench.store.lead();
    await bench.store.accept(
      term,
      (await bench.store.outbox()).map((entry) => entry.n),
    );
    await bench.hear(SUN, cell('s1/room', 'theirs'), base);
    const { contested, timeOf } = await journal.look(true, true);
    expect(contested[0]!.others.map(({ client, clock }) => timeOf(client, clock))).toEqual([5000]);
  });

  it('lists it no longer once it is settled, here or by another', async () => {
    const journal = await bench.open();
    await fork();
    const [found] = (await journal.look(true, true)).contested;
    await bench.hear(SUN, (ydoc) => settle(ydoc, found!.id, { by: SUN.user, at: 5, choice: 'winner' }));
    expect((await journal.look(true, true)).contested).toEqual([]);
  });
});
