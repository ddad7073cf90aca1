import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { MAX_UPDATE_BYTES } from '../protocol/limits.ts';
import { splitUpdate, type PieceLimits } from './split-update.ts';

/** One step of somebody who writes: into a text, a map, nested types or an array; or taking something away. */
type Step = { who: number; what: number; at: number; size: number };

const step: fc.Arbitrary<Step> = fc.record({ who: fc.nat(3), what: fc.nat(9), at: fc.nat(1000), size: fc.integer({ min: 1, max: 300 }) });
const someLimits: fc.Arbitrary<PieceLimits> = fc.record({
  bytes: fc.integer({ min: 160, max: 600 }),
  structs: fc.integer({ min: 1, max: 12 }),
  clients: fc.integer({ min: 1, max: 3 }),
});

const WORDS = [...'高原湿地abc é'];

function write(ydoc: Y.Doc, { what, at, size }: Step): void {
  const text = ydoc.getText('text');
  const list = ydoc.getArray<unknown>('list');
  const map = ydoc.getMap<unknown>('map');
  const key = `key ${at % 4}`;
  const words = Array.from({ length: size }, (_, index) => WORDS[(at + index) % WORDS.length]).join('');
  const place = (length: number): number => at % (length + 1);
  switch (what) {
    case 0:
    case 1:
      return text.insert(place(text.length), words);
    case 2:
      return text.delete(
        Math.min(place(text.length), text.length),
        Math.min(size, text.length - Math.min(place(text.length), text.length)),
      );
    case 3:
      return list.insert(
        place(list.length),
        Array.from({ length: size % 20 }, (_, index) => ({ n: index, word: `${words.slice(0, 8)}😀` })),
      );
    case 4:
      return void map.set(key, at % 3 === 0 ? Uint8Array.from([at % 256, 1]) : [size, { words }]);
    case 5:
      return map.delete(key);
    case 9:
      return void (
        text.length > 0 && text.format(at % text.length, Math.min(size, text.length - (at % text.length)), { bold: at % 2 === 0 || null })
      );
    case 6: {
      const inner = new Y.Map<unknown>();
      inner.set('deep', new Y.Text(words));
      return void map.set(key, inner);
    }
    case 7: {
      const inner = map.get(key);
      if (inner instanceof Y.Map) inner.set(`in ${size % 3}`, words);
      return;
    }
    default:
      if (list.length > 0) list.delete(at % list.length, 1);
  }
}

/** What several people wrote, now and then telling each other. */
function written(steps: readonly Step[], gc: boolean): Y.Doc {
  const docs = [11, 7, 4_000_000_000, 23].map((client) => {
    const ydoc = new Y.Doc({ gc });
    ydoc.clientID = client;
    return ydoc;
  });
  steps.forEach((one, index) => {
    const ydoc = docs[one.who]!;
    ydoc.transact(() => write(ydoc, one));
    const other = docs[(one.who + one.at) % docs.length]!;
    if (index % 3 === 0) Y.applyUpdate(other, Y.encodeStateAsUpdate(ydoc));
  });
  for (const from of docs) Y.applyUpdate(docs[0]!, Y.encodeStateAsUpdate(from));
  return docs[0]!;
}

const contentOf = (ydoc: Y.Doc): unknown => [
  ydoc.getText('text').toDelta(),
  ydoc.getArray('list').toJSON(),
  Object.entries(ydoc.getMap('map').toJSON()).sort(([a], [b]) => (a < b ? -1 : 1)),
];

function sizeOf(piece: Uint8Array) {
  const { structs, ds } = Y.decodeUpdate(piece);
  return {
    structs: structs.length + [...ds.clients.values()].reduce((sum, ranges) => sum + ranges.length, 0),
    clients: new Set(structs.map((struct) => struct.id.client)).size,
  };
}

/** Applies the pieces one after another; none may wait for what comes later. */
function applied(pieces: readonly Uint8Array[], ydoc = new Y.Doc()): Y.Doc {
  for (const piece of pieces) {
    Y.applyUpdate(ydoc, piece);
    expect([ydoc.store.pendingStructs, ydoc.store.pendingDs]).toEqual([null, null]);
  }
  return ydoc;
}

describe('an update in pieces', () => {
  it.each([true, false])(
    '[EPO4] [PSH5] each piece is complete and within the limits, all together are the same document; collected: %s',
    (gc) => {
      fc.assert(
        fc.property(fc.array(step, { minLength: 1, maxLength: 40 }), someLimits, (steps, limits) => {
          const whole = written(steps, gc);
          const update = Y.encodeStateAsUpdate(whole);
          const pieces = splitUpdate(update, limits);
          const same = applied(pieces);
          expect(contentOf(same)).toEqual(contentOf(whole));
          expect(Y.encodeStateVector(same)).toEqual(Y.encodeStateVector(whole));
          // Nothing that was taken away stays, and nothing else goes.
          const once = new Y.Doc();
          Y.applyUpdate(once, update);
          expect(Y.equalSnapshots(Y.snapshot(same), Y.snapshot(once))).toBe(true);
          for (const piece of pieces) {
            const size = sizeOf(piece);
            expect(size.structs).toBeLessThanOrEqual(limits.structs);
            expect(size.clients).toBeLessThanOrEqual(limits.clients);
            // One value is never cut, whatever its size.
            if (size.structs > 1) expect(piece.length).toBeLessThanOrEqual(limits.bytes);
          }
        }),
        { numRuns: 300 },
      );
    },
  );

  it('[EPO4] [PSH5] pieces of what came later stand on what was there before, and are known when they come again', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 2, maxLength: 30 }), someLimits, (steps, limits) => {
        const whole = written(steps, true);
        const before = written(steps.slice(0, steps.length / 2), false);
        const later = Y.encodeStateAsUpdate(whole, Y.encodeStateVector(before));
        const ydoc = new Y.Doc();
        Y.applyUpdate(ydoc, Y.encodeStateAsUpdate(before));
        const pieces = splitUpdate(later, limits);
        for (const piece of pieces) Y.applyUpdate(ydoc, piece);
        const once = new Y.Doc();
        Y.applyUpdate(once, Y.encodeStateAsUpdate(before));
        Y.applyUpdate(once, later);
        expect(contentOf(ydoc)).toEqual(contentOf(once));
        let told = 0;
        ydoc.on('update', () => told++);
        for (const piece of pieces) Y.applyUpdate(ydoc, piece);
        expect(told).toBe(0);
      }),
    );
  });

  it('[NAM4] what is within the limits stays as it is', () => {
    const ydoc = written([{ who: 0, what: 0, at: 3, size: 200 }], true);
    const update = Y.encodeStateAsUpdate(ydoc);
    const { structs, clients } = sizeOf(update);
    const exact = { bytes: update.length, structs, clients };
    expect(splitUpdate(update, exact)).toEqual([update]);
    expect(splitUpdate(update, { ...exact, bytes: update.length - 1 }).length).toBeGreaterThan(1);
  });

  it('one text of several MiB, written at once, goes in pieces of at most MAX_UPDATE_BYTES without half characters', () => {
    const ydoc = new Y.Doc();
    ydoc.getText('text').insert(0, '𠮷湿😀'.repeat(400_000));
    const update = Y.encodeStateAsUpdate(ydoc);
    expect(update.length).toBeGreaterThan(4 * MAX_UPDATE_BYTES);
    const pieces = splitUpdate(update);
    expect(Math.max(...pieces.map((piece) => piece.length))).toBeLessThanOrEqual(MAX_UPDATE_BYTES);
    expect(applied(pieces).getText('text').toJSON()).toBe(ydoc.getText('text').toJSON());
  });

  it('[NAM5] a gap inside an update becomes one between two, which no server takes for damage', () => {
    const ydoc = new Y.Doc();
    const updates: Uint8Array[] = [];
    ydoc.on('update', (update: Uint8Array) => updates.push(update));
    for (const word of ['one', 'two', 'three']) ydoc.getArray('list').push([word]);
    const gapped = Y.mergeUpdates([updates[0]!, updates[2]!]);
    const pieces = splitUpdate(gapped);
    expect(pieces.flatMap((piece) => Y.decodeUpdate(piece).structs).some((struct) => struct instanceof Y.Skip)).toBe(false);
    const other = new Y.Doc();
    for (const update of [pieces[0]!, updates[1]!, pieces[1]!]) Y.applyUpdate(other, update);
    expect(other.getArray('list').toJSON()).toEqual(['one', 'two', 'three']);
  });

  it('a value that is larger than a piece goes alone, and bytes that are no update stay as they are', () => {
    const ydoc = new Y.Doc();
    ydoc.getMap('map').set('small', 1);
    ydoc.getMap('map').set('large', 'x'.repeat(1000));
    ydoc.getMap('map').set('other', 1);
    const pieces = splitUpdate(Y.encodeStateAsUpdate(ydoc), { bytes: 200, structs: 10, clients: 2 });
    expect(pieces.map((piece) => piece.length > 200)).toEqual([false, true, false]);
    expect(applied(pieces).getMap('map').toJSON()).toEqual(ydoc.getMap('map').toJSON());
    expect(splitUpdate(Uint8Array.of(1, 2, 3))).toEqual([Uint8Array.of(1, 2, 3)]);
  });
});
