import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { contested, type Contested } from './contested.ts';
import { setCell } from './edit.ts';
import { settle } from './settle.ts';

/** Devices that write one another's cells and meet now and then; `raw` is every update as its writer made it. */
class Office {
  readonly docs: Y.Doc[];
  readonly raw: Uint8Array[] = [];
  /** What an observer without any knowledge of Yjs' lists saw: each write, upon which present value it was made. */
  readonly writes = new Map<string, { key: string; value: unknown; client: number; upon: string | null }>();
  readonly #present: Map<string, string>[];
  #count = 0;

  constructor(clients: readonly number[]) {
    this.docs = clients.map((client) => device(client));
    this.#present = clients.map(() => new Map<string, string>());
    for (const doc of this.docs) doc.on('update', (update: Uint8Array, origin: unknown) => origin === 'local' && this.raw.push(update));
  }

  write(who: number, key: string, value: unknown): void {
    const doc = this.docs[who]!;
    const name = `w${this.#count++}`;
    const upon = this.#seen(who, key);
    doc.transact(() => {
      doc.getMap('fields').set(key, value);
      // A sibling map tells the observer which write stands, without a look into the list of the key itself.
      doc.getMap('$names').set(name, clockOf(doc, key));
    }, 'local');
    this.writes.set(name, { key, value, client: doc.clientID, upon });
    this.#present[who]!.set(clockOf(doc, key), name);
  }

  #seen(who: number, key: string): string | null {
    const id = clockOf(this.docs[who]!, key);
    return id === '' ? null : this.nameOf(id);
  }

  nameOf(id: string): string {
    for (const known of this.#present) if (known.has(id)) return known.get(id)!;
    throw new Error(`nobody wrote ${id}`);
  }

  meet(a: number, b: number): void {
    exchange(this.docs[a]!, this.docs[b]!);
    exchange(this.docs[b]!, this.docs[a]!);
  }

  meetAll(order: readonly number[]): void {
    for (let round = 0; round < 2; round++)
      for (const a of order) for (const b of order) if (a !== b) exchange(this.docs[a]!, this.docs[b]!);
  }
}

const device = (client: number): Y.Doc => {
  const doc = new Y.Doc();
  doc.clientID = client;
  return doc;
};

const exchange = (from: Y.Doc, to: Y.Doc): void => Y.applyUpdate(to, Y.encodeStateAsUpdate(from, Y.encodeStateVector(to)), 'remote');

/** Which write stands, as `client.clock`; empty when there is none. */
const clockOf = (doc: Y.Doc, key: string): string => {
  const item = doc.getMap('fields')._map.get(key);
  return item && !item.deleted ? `${item.id.client}.${item.id.clock + item.length - 1}` : '';
};

const reopened = (doc: Y.Doc, gc = true): Y.Doc => {
  const copy = new Y.Doc({ gc });
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
  return copy;
};

const values = (found: readonly Contested[]) =>
  found.map((each) => [each.key, each.winner.value, ...each.others.map((other) => other.value)]);

describe('two people who wrote one cell apart', () => {
  test('both replicas list the cell with both values and their writers, whichever met the other first', () => {
    for (const [first, second] of [
      [0, 1],
      [1, 0],
    ] as const) {
      const office = new Office([11, 22]);
      office.write(0, 'place', '报告厅 A');
      office.meet(0, 1);
      office.write(0, 'place', '报告厅 B');
      office.write(1, 'place', '201 会议室');
      exchange(office.docs[first]!, office.docs[second]!);
      exchange(office.docs[second]!, office.docs[first]!);
      const [here, there] = office.docs.map((doc) => contested(doc, office.raw));
      expect(here).toEqual(there);
      expect(here).toHaveLength(1);
      const { winner, others } = here![0]!;
      expect(office.docs[0]!.getMap('fields').get('place')).toBe(winner.value);
      expect(new Set([winner.value, others[0]!.value])).toEqual(new Set(['报告厅 B', '201 会议室']));
      expect(new Set([winner.client, others[0]!.client])).toEqual(new Set([11, 22]));
    }
  });

  test('writing one after the other is never contested', () => {
    const office = new Office([1, 2, 3]);
    for (let n = 0; n < 30; n++) {
      office.write(n % 3, 'place', n);
      if (n % 4 === 0) office.write(n % 3, 'place', -n);
      office.meetAll([0, 1, 2]);
    }
    expect(contested(office.docs[0]!, office.raw)).toEqual([]);
  });

  test('the id stays when a branch is written again, and a settlement takes the cell off every list', () => {
    const office = new Office([1, 2]);
    office.write(0, 'place', 'A');
    office.write(1, 'place', 'B');
    office.meet(0, 1);
    const [before] = contested(office.docs[0]!, office.raw);
    office.write(before!.winner.client - 1, 'place', 'again');
    office.meet(0, 1);
    const [after] = contested(office.docs[1]!, office.raw);
    expect(after?.winner.value).toBe('again');
    expect(after?.id).toBe(before!.id);
    settle(office.docs[1]!, after!.id, { by: 'u1', at: 1, choice: 'winner' });
    office.meet(0, 1);
    expect(office.docs.map((doc) => contested(doc, office.raw))).toEqual([[], []]);
  });

  test('a second contest of a settled cell is listed again', () => {
    const office = new Office([1, 2]);
    office.write(0, 'place', 'A');
    office.write(1, 'place', 'B');
    office.meet(0, 1);
    settle(office.docs[0]!, contested(office.docs[0]!, office.raw)[0]!.id, { by: 'u1', at: 1, choice: 'winner' });
    office.meet(0, 1);
    office.write(0, 'place', 'C');
    office.write(1, 'place', 'D');
    office.meet(0, 1);
    expect(values(contested(office.docs[0]!, office.raw))).toHaveLength(1);
    expect(new Set(values(contested(office.docs[0]!, office.raw))[0]!.slice(1))).toEqual(new Set(['C', 'D']));
  });

  test('equal values, one writer, a value that no update holds, machinery and order keys are not contested', () => {
    const office = new Office([1, 2]);
    office.write(0, 'same', { id: 'r1', label: 'A' });
    office.write(1, 'same', { label: 'A', id: 'r1' });
    office.write(0, 'i1/order', 'a0');
    office.write(1, 'i1/order', 'a1');
    office.write(0, 'lost', 'A');
    office.write(1, 'lost', 'B');
    for (const [n, doc] of office.docs.entries()) doc.getMap('$settled').set('x', n);
    office.meet(0, 1);
    expect(contested(office.docs[0]!, office.raw).map((each) => each.key)).toEqual(['lost']);
    expect(contested(office.docs[0]!, [])).toEqual([]);
    // Whoever wrote before the meeting and again after it knows both values.
    const loser = contested(office.docs[0]!, office.raw)[0]!.others[0]!.client;
    office.write(loser - 1, 'lost', 'C');
    office.meet(0, 1);
    expect(contested(office.docs[0]!, office.raw)).toEqual([]);
  });

  test('a cell that somebody cleared apart from a writer is contested between nothing and the value', () => {
    const office = new Office([1, 2]);
    office.write(0, 'place', 'A');
    office.meet(0, 1);
    setCell(office.docs[0]!, 'fields', 'place', null, 'local');
    office.write(1, 'place', 'B');
    office.meet(0, 1);
    expect(new Set(values(contested(office.docs[0]!, office.raw))[0]!.slice(1))).toEqual(new Set([null, 'B']));
  });

  test('damaged updates are passed over', () => {
    const office = new Office([1, 2]);
    office.write(0, 'place', 'A');
    office.write(1, 'place', 'B');
    office.meet(0, 1);
    const damaged = [Uint8Array.of(255, 255, 255), new Uint8Array(), office.raw[0]!.slice(0, 5)];
    expect(contested(office.docs[0]!, [...damaged, ...office.raw])).toHaveLength(1);
  });

  test('[PSH4] a relay that diffs with a collecting doc forgets the losing value; one that keeps deleted content does not', () => {
    for (const [gc, kept] of [
      [true, 0],
      [false, 1],
    ] as const) {
      const office = new Office([1, 2]);
      office.write(0, 'place', 'A');
      office.write(1, 'place', 'B');
      const relay = new Y.Doc({ gc });
      const log: Uint8Array[] = [];
      relay.on('update', (update: Uint8Array) => log.push(update));
      // The update that loses comes last, so that it is deleted in the very transaction that brings it.
      office.meet(0, 1);
      const winner = office.docs[0]!.getMap('fields').get('place') === 'A' ? 0 : 1;
      for (const n of [winner, 1 - winner]) Y.applyUpdate(relay, office.raw[n]!);
      expect(contested(relay, log)).toHaveLength(kept);
    }
  });
});

describe('many devices', () => {
  const step = fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({ type: fc.constant('write' as const), who: fc.nat(2), key: fc.constantFrom('p', 'q'), value: fc.nat(3) }),
    },
    { weight: 1, arbitrary: fc.record({ type: fc.constant('meet' as const), who: fc.nat(2), key: fc.constant('p'), value: fc.nat(2) }) },
  );
  const clients = fc.uniqueArray(fc.integer({ min: 1, max: 2 ** 31 }), { minLength: 3, maxLength: 3 });

  test('every replica derives the same list, and it is what an observer of the writes derives', () => {
    fc.assert(
      fc.property(
        clients,
        fc.array(step, { maxLength: 25 }),
        fc.shuffledSubarray([0, 1, 2], { minLength: 3 }),
        fc.boolean(),
        (ids, steps, order, uniqueValues) => {
          const office = new Office(ids);
          steps.forEach(({ type, who, key, value }, n) => {
            if (type === 'write') office.write(who, key, uniqueValues ? `v${n}` : value);
            else if (who !== value) office.meet(who, value);
          });
          office.meetAll(order);
          const expected = observed(office);
          const merged = office.raw.length > 0 ? [Y.mergeUpdates(office.raw)] : [];
          for (const doc of office.docs) {
            expect(values(contested(doc, office.raw))).toEqual(expected);
            for (const gc of [true, false]) {
              const copy = reopened(doc, gc);
              expect(contested(copy, office.raw)).toEqual(contested(office.docs[0]!, office.raw));
              expect(contested(copy, merged)).toEqual(contested(office.docs[0]!, office.raw));
            }
            const shuffled = new Y.Doc();
            for (const n of [...office.raw.keys()].sort((a, b) => ((a * 7 + ids[0]!) % 5) - ((b * 7 + ids[0]!) % 5)))
              Y.applyUpdate(shuffled, office.raw[n]!);
            expect(contested(shuffled, [...office.raw].reverse())).toEqual(contested(office.docs[0]!, office.raw));
          }
        },
      ),
      { numRuns: 400 },
    );
  });
});

/** The same by the words of the rule alone: a tree of which write was made upon which, and the forks on the way to the one that stands. */
function observed(office: Office): unknown[][] {
  const found: { key: string; row: unknown[]; depth: number }[] = [];
  for (const key of ['p', 'q']) {
    const id = clockOf(office.docs[0]!, key);
    if (id === '') continue;
    const tip = office.nameOf(id);
    const stands = office.writes.get(tip)!;
    const children = (of: string | null) =>
      [...office.writes].filter(([, write]) => write.key === key && write.upon === of).map(([name]) => name);
    const ends = (name: string): string[] => (children(name).length === 0 ? [name] : children(name).flatMap(ends));
    for (let name: string | null = tip, depth = 0; name !== null; name = office.writes.get(name)!.upon, depth++) {
      const rivals = children(office.writes.get(name)!.upon).filter((child) => child !== name);
      const others = rivals
        .flatMap(ends)
        .map((end) => ({ end, ...office.writes.get(end)! }))
        .filter((write) => write.client !== stands.client && write.value !== stands.value)
        .sort((a, b) => a.client - b.client || Number(a.end.slice(1)) - Number(b.end.slice(1)));
      if (others.length > 0) found.push({ key, depth, row: [key, stands.value, ...others.map((write) => write.value)] });
    }
  }
  // Forks of one key are ordered by id, which an observer does not know: take the order from the replica, the content from here.
  const order = contested(office.docs[0]!, office.raw).map((each) =>
    JSON.stringify([each.key, each.winner.value, ...each.others.map((other) => other.value)]),
  );
  return found.map((each) => each.row).sort((a, b) => order.indexOf(JSON.stringify(a)) - order.indexOf(JSON.stringify(b)));
}
