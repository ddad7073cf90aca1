import { addItem, removeItem, setCell } from '@qiao/domain/kind';
import type { OpenPart } from '@qiao/sync/client';
import type { Author } from '@qiao/sync/protocol';
import type { DeviceStore } from '@qiao/sync/store';
import { openMemoryStore } from '@qiao/sync/store/memory';
import * as fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import type { PersonChanges } from './changes.ts';
import { PartJournal, SETTLE_MS, type Look } from './journal.ts';
import { MAX_NOTED, mergeNoted, newNoted, noteCell } from './noted.ts';
import { newSeen, readSeen, writeSeen } from './seen.ts';

const DOC = 'event/0192f0c1-2345-7abc-8def-0123456789ab/plan';
const ME = { id: 'u-luo', name: '罗文静' };
const AUTHORS: Author[] = [
  { client: 2, user: 'u-sun', name: '孙佳' },
  { client: 3, user: 'u-zhao', name: '赵启明' },
  { client: 4, user: 'u-xu', name: '许若兰' },
];

/** One part of one device; each `open` is a tab of it. */
class Bench {
  readonly store: DeviceStore = openMemoryStore();
  readonly ydoc = new Y.Doc();
  now = 1000;

  constructor() {
    this.ydoc.clientID = 99;
    addItem(this.ydoc, 'sessions', { id: 's1', values: { 'title.zh': '开幕式', room: '云台厅' } });
    addItem(this.ydoc, 'sessions', { id: 's2', values: { 'title.zh': '校长圆桌' } });
  }
  async open(): Promise<PartJournal> {
    const part = { doc: DOC, ydoc: this.ydoc, authors: () => AUTHORS } as unknown as OpenPart;
    if ((await this.store.part(DOC)) === null) {
      const update = Y.encodeStateAsUpdate(this.ydoc);
      await this.store.saveEdit({ doc: DOC, generation: 0, incarnation: 0, update, at: this.now, proposalId: 'p' });
    }
    return PartJournal.open(part, { store: this.store, me: ME, now: () => this.now });
  }
  /** Somebody's edit arrives. */
  async hear(client: number, write: (ydoc: Y.Doc) => void): Promise<void> {
    const own = this.ydoc.clientID;
    const before = Y.encodeStateVector(this.ydoc);
    this.ydoc.clientID = client;
    write(this.ydoc);
    this.ydoc.clientID = own;
    await this.store.saveHeard(DOC, 0, Y.encodeStateAsUpdate(this.ydoc, before), this.now);
  }
}

const set = (key: string, value: unknown) => (ydoc: Y.Doc) => setCell(ydoc, 'sessions', key, value);
const write = (text: string) => (ydoc: Y.Doc) => ydoc.getXmlFragment('brief').insert(0, [new Y.XmlText(text)]);
const by = (look: Pick<Look, 'changes'>, user: string): PersonChanges[] => look.changes.filter((person) => person.user === user);
const said = (look: Pick<Look, 'changes'>): string[] =>
  look.changes.flatMap(({ name, changes }) =>
    changes.flatMap(({ what, item, cells }) =>
      cells.length === 0
        ? [`${name} ${what} ${item}`]
        : cells.map(({ field, before, after }) => `${name} ${item} ${field} ${String(before)}→${String(after)}`),
    ),
  );

let bench: Bench;
let journal: PartJournal;
const look = (): Promise<Look> => journal.look(false, true);

beforeEach(async () => {
  bench = new Bench();
  journal = await bench.open();
  await look();
});

describe('taking note of some changes', () => {
  it('of one person’s: the others’ stay, also over a reload', async () => {
    await bench.hear(2, set('s1/room', '报告厅'));
    await bench.hear(3, set('s2/expected', 40));
    await journal.acknowledge(by(await look(), 'u-sun'));
    expect(said(await look())).toEqual(['赵启明 s2 expected undefined→40']);
    expect(said(await (await bench.open()).look(false, true))).toEqual(['赵启明 s2 expected undefined→40']);
  });

  it('is seen by the other tabs of this device', async () => {
    const other = await bench.open();
    await other.look(false, true);
    await bench.hear(2, set('s1/room', '报告厅'));
    await bench.hear(3, set('s2/expected', 40));
    await journal.acknowledge(by(await look(), 'u-sun'));
    await other.refresh();
    expect(said(await other.look(false, true))).toEqual(['赵启明 s2 expected undefined→40']);
    await journal.acknowledge((await look()).changes);
    // It writes what it had seen itself, and unwrites nothing.
    await other.persist();
    expect((await other.look(false, true)).changes).toEqual([]);
    expect((await (await bench.open()).look(false, true)).changes).toEqual([]);
  });

  it('a cell that changes again is listed again, from the value that was noted', async () => {
    await bench.hear(2, set('s1/room', '报告厅'));
    await bench.hear(3, set('s2/expected', 40));
    await journal.acknowledge(by(await look(), 'u-sun'));
    await bench.hear(4, set('s1/room', '201'));
    expect(said(await look())).toContain('许若兰 s1 room 报告厅→201');
    await bench.hear(4, set('s1/room', '云台厅'));
    expect(said(await look())).toContain('许若兰 s1 room 报告厅→云台厅');
  });

  it('what came after the list was made is not noted with it', async () => {
    await bench.hear(2, set('s1/room', '报告厅'));
    const { changes } = await look();
    await bench.hear(2, set('s1/room', '201'));
    await bench.hear(2, set('s2/expected', 40));
    await journal.acknowledge(changes);
    expect(said(await look())).toEqual(['孙佳 s1 room 报告厅→201', '孙佳 s2 expected undefined→40']);
    // Also for whoever looks on: it was never said to be seen as it happened.
    bench.now += SETTLE_MS * 2;
    await journal.look(true, true);
    bench.now += SETTLE_MS * 2;
    expect(said(await journal.look(true, true))).toHaveLength(2);
  });

  it('of a text: one’s writing is noted, another’s stays, and what is written or taken away later is listed', async () => {
    await bench.hear(2, write('背景'));
    await bench.hear(3, write('议题'));
    await journal.acknowledge(by(await look(), 'u-sun'));
    expect(said(await look())).toEqual(['赵启明 text ']);
    await bench.hear(2, set('s1/room', '报告厅'));
    await journal.acknowledge(by(await look(), 'u-zhao'));
    expect(said(await look())).toEqual(['孙佳 s1 room 云台厅→报告厅']);
    await bench.hear(4, (ydoc) => ydoc.getXmlFragment('brief').delete(0, 1));
    expect(said(await look())).toEqual(['孙佳 s1 room 云台厅→报告厅', ' text ']);
    await bench.hear(2, write('分工'));
    expect(said(await look())).toEqual(['孙佳 s1 room 云台厅→报告厅', '孙佳 text ']);
  });

  it('of a removal, an addition and a new order too', async () => {
    await bench.hear(2, (ydoc) => removeItem(ydoc, 'sessions', 's1'));
    await bench.hear(2, (ydoc) => addItem(ydoc, 'sessions', { id: 's3', values: { 'title.zh': '午餐' } }));
    await bench.hear(3, set('s2/expected', 40));
    await journal.acknowledge(by(await look(), 'u-sun'));
    expect(said(await look())).toEqual(['赵启明 s2 expected undefined→40']);
  });
});

type Edit = { client: number; do: 'set' | 'add' | 'remove' | 'text'; item: number; value: number };
const edit = fc.record<Edit>({
  client: fc.constantFrom(2, 3, 4),
  do: fc.constantFrom('set', 'set', 'set', 'add', 'remove', 'text'),
  item: fc.integer({ min: 1, max: 4 }),
  value: fc.integer({ min: 0, max: 3 }),
});

const make = (one: Edit) => (ydoc: Y.Doc) => {
  const id = `s${one.item}`;
  if (one.do === 'set') setCell(ydoc, 'sessions', `${id}/expected`, one.value);
  else if (one.do === 'add') addItem(ydoc, 'sessions', { id: `n${one.item}`, values: { expected: one.value } });
  else if (one.do === 'remove') removeItem(ydoc, 'sessions', id);
  else write(String(one.value))(ydoc);
};

describe('in whatever pieces one takes note', () => {
  it('person by person and change by change ends in the same as all at once; what arrives meanwhile stays unseen', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(edit, { minLength: 1, maxLength: 12 }),
        fc.array(edit, { maxLength: 4 }),
        fc.array(fc.nat(), { minLength: 24, maxLength: 24 }),
        async (before, meanwhile, order) => {
          const [pieces, whole] = [new Bench(), new Bench()];
          const tabs = await Promise.all([pieces, whole].map((one) => one.open()));
          const [piecewise, atOnce] = tabs as [PartJournal, PartJournal];
          const both = async <T>(run: (journal: PartJournal, bench: Bench) => Promise<T>): Promise<[T, T]> => [
            await run(piecewise, pieces),
            await run(atOnce, whole),
          ];
          await both((tab) => tab.look(false, true));
          for (const one of before) await both((_tab, its) => its.hear(one.client, make(one)));
          const [{ changes }, { changes: all }] = await both((tab) => tab.look(false, true));
          for (const one of meanwhile) await both((_tab, its) => its.hear(one.client, make(one)));
          // Each change by itself, in any order.
          const single = changes.flatMap((person) => person.changes.map((change) => ({ ...person, changes: [change] })));
          const shuffled = single.map((one, n) => ({ one, by: order[n % order.length]! })).sort((a, b) => a.by - b.by);
          for (const { one } of shuffled) await piecewise.acknowledge([one]);
          await atOnce.acknowledge(all);
          const [left, leftAtOnce] = await both((tab) => tab.look(false, true));
          expect(said(left)).toEqual(said(leftAtOnce));
          const afterReload = await (await pieces.open()).look(false, true);
          expect(said(afterReload)).toEqual(said(left));
          if (meanwhile.length === 0) expect(left.changes).toEqual([]);
          // And what is left can be noted to the end.
          await piecewise.acknowledge(left.changes);
          expect((await piecewise.look(false, true)).changes).toEqual([]);
          expect((await readSeen(pieces.store, DOC))!.noted.cells.size).toBe(0);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('what is kept of it', () => {
  it('[NAM4] keeps MAX_NOTED cells, the oldest forgotten first', () => {
    const noted = newNoted();
    for (let n = 0; n <= MAX_NOTED; n++) noteCell(noted, { root: 'sessions', key: `s${n}/room`, value: n, at: n + 1 });
    expect([noted.cells.size, noted.cells.has('sessions\ns0/room'), noted.cells.has('sessions\ns1/room')]).toEqual([
      MAX_NOTED,
      false,
      true,
    ]);
  });

  it('the later of two tabs stands, and nothing from before all was seen', () => {
    const one = newNoted();
    const other = newNoted();
    noteCell(one, { root: 'r', key: 'a', value: 1, at: 10 });
    noteCell(one, { root: 'r', key: 'b', value: 1, at: 30 });
    noteCell(other, { root: 'r', key: 'b', value: 2, at: 20 });
    noteCell(other, { root: 'r', key: 'c', value: 3, at: 20 });
    const both = mergeNoted(one, other, 10);
    expect([...both.cells.values()].map(({ key, value }) => [key, value])).toEqual([
      ['c', 3],
      ['b', 1],
    ]);
  });

  it('is read as it was written, whatever a foreign client put into a cell, and from what an older app wrote', async () => {
    const store = openMemoryStore();
    const seen = newSeen(5, new Y.Doc(), new Set([7]));
    for (const [n, value] of [undefined, null, 2n ** 60n, { a: [1, '中'] }, Uint8Array.of(1, 2)].entries())
      noteCell(seen.noted, { root: 'r', key: `k${n}`, value, at: 9 });
    await writeSeen(store, DOC, seen);
    expect((await readSeen(store, DOC))!.noted).toEqual(seen.noted);
    const bytes = (await store.derived(`journal/seen-3/${DOC}`))!;
    await writeSeen(store, DOC, newSeen(5, new Y.Doc(), new Set([7])));
    const older = (await store.derived(`journal/seen-3/${DOC}`))!.slice(0, -2);
    expect(older.length).toBeLessThan(bytes.length);
    await store.putDerived(`journal/seen-3/${DOC}`, older);
    expect((await readSeen(store, DOC))!.noted).toEqual(newNoted());
  });
});
