import fc from 'fast-check';
import * as Y from 'yjs';
import { describe, expect, it } from 'vitest';
import { differences } from '../differences.ts';
import { addItem, moveItem, removeItem, restoreItem, setCell } from '../edit.ts';
import { plainText } from '../rich-text.ts';
import { deltaBack, itemBack, cellBack, writeBack } from './bring-back.ts';
import { compare, sameCell, stands, type Comparison } from './compare.ts';
import { MOMENT_GAP_MS, momentsOf } from './moments.ts';
import { MOST_PAIRS, paragraphDifference } from './paragraphs.ts';
import { summaries } from './summaries.ts';
import { cellsOf, PartHistory, type HistoryRow } from './walk.ts';

/** A part, and each of its edits as a row. */
function newPart() {
  const ydoc = new Y.Doc();
  const rows: HistoryRow[] = [];
  ydoc.on('update', (update: Uint8Array) => rows.push({ seq: rows.length * 3 + 5, actor: 'ann', at: rows.length * 1000, update }));
  return { ydoc, rows };
}

type Act =
  | { kind: 'set'; item: number; field: number; value: number | null }
  | { kind: 'field'; field: number; value: number | null }
  | { kind: 'add' | 'remove' | 'restore' | 'front'; item: number }
  | { kind: 'text'; at: number; text: string };

const item = fc.nat(3);
const field = fc.nat(2);
const value = fc.option(fc.nat(3));
const act: fc.Arbitrary<Act> = fc.oneof(
  fc.record({ kind: fc.constant('set' as const), item, field, value }),
  fc.record({ kind: fc.constant('field' as const), field, value }),
  fc.record({ kind: fc.constantFrom('add' as const, 'remove' as const, 'restore' as const, 'front' as const), item }),
  fc.record({ kind: fc.constant('text' as const), at: fc.nat(2), text: fc.constantFrom('', '甲', '乙') }),
);
const acts = fc.array(act, { minLength: 1, maxLength: 25 });

function perform(ydoc: Y.Doc, one: Act): void {
  if (one.kind === 'set') setCell(ydoc, 'sessions', `s${one.item}/f${one.field}`, one.value);
  else if (one.kind === 'field') setCell(ydoc, 'fields', `f${one.field}`, one.value);
  else if (one.kind === 'add') addItem(ydoc, 'sessions', { id: `s${one.item}`, values: { f0: one.item } });
  else if (one.kind === 'remove') removeItem(ydoc, 'sessions', `s${one.item}`);
  else if (one.kind === 'restore') restoreItem(ydoc, 'sessions', `s${one.item}`);
  else if (one.kind === 'text') writeParagraph(ydoc, one.at, one.text);
  else moveItem(ydoc, 'sessions', `s${one.item}`, null);
}

/** Puts a paragraph before another one; without words takes that one away. */
function writeParagraph(ydoc: Y.Doc, at: number, text: string): void {
  ydoc.transact(() => {
    const fragment = ydoc.getXmlFragment('brief');
    const place = Math.min(at, fragment.length);
    if (text === '') {
      if (place < fragment.length) fragment.delete(place, 1);
      return;
    }
    const paragraph = new Y.XmlElement('paragraph');
    paragraph.insert(0, [new Y.XmlText(text)]);
    fragment.insert(place, [paragraph]);
  });
}

const historyOf = (rows: readonly HistoryRow[], base: Uint8Array | null = null): PartHistory => {
  const history = new PartHistory(base);
  history.add(rows);
  return history;
};
const between = (history: PartHistory, from: number, to: number): Comparison =>
  compare({ cells: history.cellsAt(from), row: from }, { cells: history.cellsAt(to), row: to }, history.writes, history.texts);
const plain = (ydoc: Y.Doc): unknown =>
  [...cellsOf(ydoc)].map(([root, items]) => [root, [...items].map(([id, cells]) => [id, [...cells].sort()]).sort()]);

/** What differs between the history's end and the open part. */
function againstNow(history: PartHistory, from: number, live: Y.Doc): Comparison {
  const ahead = history.ahead(live);
  const row = history.rows.length + 1;
  const to = { cells: cellsOf(live), row };
  return compare({ cells: history.cellsAt(from), row: from }, to, [...history.writes, ...ahead.writes], [...history.texts, ...ahead.texts]);
}

describe('what stood at a moment', () => {
  it('[HIS7] is what the rows up to there make, whatever lies below them', () => {
    fc.assert(
      fc.property(acts, fc.nat(), fc.nat(), (all, at, cut) => {
        const { ydoc, rows } = newPart();
        for (const one of all) perform(ydoc, one);
        const below = cut % (rows.length + 1);
        const base = new Y.Doc();
        for (const row of rows.slice(0, below)) Y.applyUpdate(base, row.update);
        const history = historyOf(rows.slice(below), Y.encodeStateAsUpdate(base));
        const row = at % (rows.length - below + 1);
        const then = new Y.Doc({ gc: false });
        for (const one of rows.slice(0, below + row)) Y.applyUpdate(then, one.update);
        expect(plain(history.docAt(row))).toEqual(plain(then));
        expect(
          [...history.cellsAt(row)].map(([root, items]) => [root, [...items].map(([id, cells]) => [id, [...cells].sort()]).sort()]),
        ).toEqual(plain(then));
      }),
    );
  });

  it('goes on when rows come later, and finds its rows by number and by time', () => {
    const { ydoc, rows } = newPart();
    setCell(ydoc, 'fields', 'place', '昆明');
    setCell(ydoc, 'fields', 'place', '曲靖');
    const history = historyOf(rows);
    setCell(ydoc, 'fields', 'place', '大理');
    history.add(rows.slice(2));
    expect(history.writes.map(({ before, after }) => [before, after])).toEqual([
      [undefined, '昆明'],
      ['昆明', '曲靖'],
      ['曲靖', '大理'],
    ]);
    expect([4, 5, 7, 8, 99].map((seq) => history.rowAtSeq(seq))).toEqual([0, 1, 1, 2, 3]);
    expect([-1, 0, 1500].map((at) => history.rowAtTime(at))).toEqual([0, 1, 2]);
  });

  it('leaves out machinery, and what was written again as it stood', () => {
    const { ydoc, rows } = newPart();
    ydoc.getMap('$settled').set('x', 1);
    ydoc.getMap('fields').set('place', '昆明');
    ydoc.getMap('fields').set('place', '昆明');
    expect(historyOf(rows).writes).toHaveLength(1);
  });
});

describe('comparing two moments', () => {
  it('says the same cells as comparing the two documents, and who wrote them', () => {
    fc.assert(
      fc.property(acts, fc.nat(), fc.nat(), (all, x, y) => {
        const { ydoc, rows } = newPart();
        for (const one of all) perform(ydoc, one);
        const history = historyOf(rows);
        const [from, to] = [x % (rows.length + 1), y % (rows.length + 1)].sort((a, b) => a - b) as [number, number];
        const [then, later] = [history.docAt(from), history.docAt(to)];
        const truth = differences(then, later);
        const [before, after] = [history.cellsAt(from), history.cellsAt(to)];
        const found = between(history, from, to);
        const told = found.items.flatMap(({ root, item: id, what, cells }) =>
          what === 'changed' ? cells.map(({ field: name }) => `${root} ${id === '' ? name : `${id}/${name}`}`) : [],
        );
        const expected = truth.cells
          .filter(({ before: a, after: b }) => !sameCell(a, b))
          .filter(({ root, key }) => {
            if (root === 'fields') return true;
            const [id = '', name] = key.split('/');
            return name !== 'removed' && stands(before.get(root)?.get(id)) && stands(after.get(root)?.get(id));
          });
        expect(told.sort()).toEqual(expected.map(({ root, key }) => `${root} ${key}`).sort());
        for (const { item: id, root, what } of found.items) {
          if (what === 'added') expect([stands(before.get(root)?.get(id)), stands(after.get(root)?.get(id))]).toEqual([false, true]);
          if (what === 'removed') expect([stands(before.get(root)?.get(id)), stands(after.get(root)?.get(id))]).toEqual([true, false]);
        }
        if (truth.texts.length > 0) expect(found.texts.map(({ root }) => root)).toEqual(['brief']);
      }),
    );
  });

  it('names for each cell the row and the client of its last write', () => {
    const { ydoc, rows } = newPart();
    addItem(ydoc, 'sessions', { id: 's1', values: { room: 'r1', 'title.zh': '开幕式' } });
    const other = new Y.Doc();
    Y.applyUpdate(other, Y.encodeStateAsUpdate(ydoc));
    setCell(ydoc, 'sessions', 's1/room', 'r2');
    setCell(other, 'sessions', 's1/chair', '周启航');
    Y.applyUpdate(ydoc, Y.encodeStateAsUpdate(other));
    const [delta] = between(historyOf(rows), 1, 3).items;
    expect(delta).toMatchObject({ root: 'sessions', item: 's1', what: 'changed', row: 3, client: other.clientID });
    expect(delta!.cells).toEqual([
      { field: 'room', before: 'r1', after: 'r2', row: 2, client: ydoc.clientID },
      { field: 'chair', before: undefined, after: '周启航', row: 3, client: other.clientID },
    ]);
  });

  it('counts what waits on the device as the last row', () => {
    const { ydoc, rows } = newPart();
    setCell(ydoc, 'fields', 'place', '昆明');
    const history = historyOf(rows.slice());
    setCell(ydoc, 'fields', 'place', '曲靖');
    expect(againstNow(history, 1, ydoc).items).toMatchObject([
      { what: 'changed', row: 2, cells: [{ field: 'place', before: '昆明', after: '曲靖', row: 2, client: ydoc.clientID }] },
    ]);
  });
});

describe('bringing back', () => {
  it('[HIS8] all to a moment leaves nothing different from it, in one transaction, and undo takes back exactly that', () => {
    fc.assert(
      fc.property(acts, fc.nat(), (all, at) => {
        const { ydoc, rows } = newPart();
        for (const one of all) perform(ydoc, one);
        const history = historyOf(rows.slice());
        const row = at % (rows.length + 1);
        const then = history.docAt(row);
        const roots = ['fields', 'sessions'].map((root) => ydoc.getMap(root));
        const undo = new Y.UndoManager([...roots, ydoc.getXmlFragment('brief')], { trackedOrigins: new Set(['back']), captureTimeout: 0 });
        const before = JSON.stringify([plain(ydoc), plainText(ydoc, 'brief')]);
        const found = againstNow(history, row, ydoc);
        const was = rows.length;
        const edits = found.items.flatMap((delta) => deltaBack(history.cellsAt(row), cellsOf(ydoc), delta));
        writeBack(ydoc, edits, { then, roots: found.texts.map(({ root }) => root) }, 'back');
        expect(rows.length - was).toBeLessThanOrEqual(1);
        expect(againstNow(history, row, ydoc).items).toEqual([]);
        expect(plainText(ydoc, 'brief')).toBe(plainText(then, 'brief'));
        if (rows.length > was) {
          expect(undo.undoStack).toHaveLength(1);
          undo.undo();
          // What undo takes away leaves empty cells where none were.
          expect(againstNow(historyOf(rows.slice(0, was)), was, ydoc).items).toEqual([]);
          expect(plainText(ydoc, 'brief')).toBe((JSON.parse(before) as [unknown, string])[1]);
        }
        undo.destroy();
      }),
    );
  });

  it('[HIS8] of one cell leaves all others as they are, and writes nothing that stands so already', () => {
    fc.assert(
      fc.property(acts, fc.nat(), fc.nat(), (all, at, which) => {
        const { ydoc, rows } = newPart();
        for (const one of all) perform(ydoc, one);
        const history = historyOf(rows.slice());
        const row = at % (rows.length + 1);
        const changed = againstNow(history, row, ydoc).items.flatMap((delta) =>
          delta.what === 'changed' ? delta.cells.map(({ field: name }) => ({ root: delta.root, item: delta.item, field: name })) : [],
        );
        const place = changed[which % Math.max(1, changed.length)];
        if (!place) return;
        const then = history.cellsAt(row);
        const before = new Y.Doc();
        Y.applyUpdate(before, Y.encodeStateAsUpdate(ydoc));
        writeBack(ydoc, cellBack(then, cellsOf(ydoc), place), null, 'back');
        const written = differences(before, ydoc).cells;
        expect(written.map(({ root, key }) => [root, key])).toEqual([
          [place.root, place.item === '' ? place.field : `${place.item}/${place.field}`],
        ]);
        expect(cellBack(then, cellsOf(ydoc), place)).toEqual([]);
      }),
    );
  });

  it('[HIS8] takes away an item that was not there yet, by its mark alone, and puts back one that was taken away with all it held', () => {
    const { ydoc, rows } = newPart();
    addItem(ydoc, 'sessions', { id: 'old', values: { room: 'r1' } });
    const history = historyOf(rows.slice());
    const then = history.cellsAt(1);
    addItem(ydoc, 'sessions', { id: 'new', values: { room: 'r2' } });
    setCell(ydoc, 'sessions', 'old/room', 'r9');
    removeItem(ydoc, 'sessions', 'old');
    const now = cellsOf(ydoc);
    expect(itemBack(then, now, { root: 'sessions', item: 'new' })).toEqual([
      { root: 'sessions', item: 'new', field: 'removed', value: true },
    ]);
    expect(itemBack(then, now, { root: 'sessions', item: 'old' })).toEqual([
      { root: 'sessions', item: 'old', field: 'room', value: 'r1' },
      { root: 'sessions', item: 'old', field: 'removed', value: null },
    ]);
  });

  it('[HIS8] writes anew only the paragraphs of a text that differ, with their marks', () => {
    const { ydoc, rows } = newPart();
    for (const [at, text] of ['一', '二', '三'].entries()) writeParagraph(ydoc, at, text);
    const bold = ydoc.getXmlFragment('brief').get(1) as Y.XmlElement;
    (bold.get(0) as Y.XmlText).format(0, 1, { strong: true });
    const history = historyOf(rows.slice());
    writeParagraph(ydoc, 1, '');
    writeParagraph(ydoc, 1, '二改');
    const kept = (n: number): Y.XmlElement => ydoc.getXmlFragment('brief').get(n) as Y.XmlElement;
    const [first, last] = [kept(0), kept(2)];
    writeBack(ydoc, [], { then: history.docAt(4), roots: ['brief'] }, 'back');
    expect(ydoc.getXmlFragment('brief').toJSON()).toBe(history.docAt(4).getXmlFragment('brief').toJSON());
    expect(ydoc.getXmlFragment('brief').toJSON()).toContain('<strong>二</strong>');
    expect([kept(0), kept(2)]).toEqual([first, last]);
  });
});

describe('moments', () => {
  const row = (at: number, who: string) => ({ seq: at, at, actor: who, clients: [] });
  const told = (rows: ReturnType<typeof row>[], cuts?: Set<number>) =>
    momentsOf(rows, ({ actor }) => [actor], cuts).map(({ first, last, users }) => [first, last, ...users]);

  it('[NAM4] end with a pause of MOMENT_GAP_MS and not before, with another writer, and where something was sealed', () => {
    expect(told([row(0, 'ann'), row(MOMENT_GAP_MS - 1, 'ann'), row(2 * MOMENT_GAP_MS - 1, 'ann')])).toEqual([
      [1, 2, 'ann'],
      [3, 3, 'ann'],
    ]);
    expect(told([row(0, 'ann'), row(1, 'ben'), row(2, 'ann')])).toEqual([
      [1, 1, 'ann'],
      [2, 2, 'ben'],
      [3, 3, 'ann'],
    ]);
    expect(told([row(0, 'ann'), row(1, 'ann'), row(2, 'ann')], new Set([2]))).toEqual([
      [1, 2, 'ann'],
      [3, 3, 'ann'],
    ]);
  });
});

describe('what a moment did', () => {
  it('is what comparing its beginning with its end says, for each of them', () => {
    fc.assert(
      fc.property(acts, fc.integer({ min: 1, max: 4 }), (all, length) => {
        const { ydoc, rows } = newPart();
        for (const one of all) perform(ydoc, one);
        const history = historyOf(rows);
        const moments = rows
          .map((_, n) => n + 1)
          .filter((n) => n % length === 1 || length === 1)
          .map((first) => ({ first, last: Math.min(rows.length, first + length - 1), from: 0, until: 0, users: [] }));
        const told = summaries(history, moments);
        moments.forEach(({ first, last }, n) => {
          const found = between(history, first - 1, last);
          const plainly = (items: readonly { root: string; item: string; what: string }[]): string[] =>
            items.map(({ root, item: id, what }) => `${what} ${root} ${id}`).sort();
          expect(plainly(told[n]!.items)).toEqual(plainly(found.items));
          const count = (what: number[]): number => what.reduce((sum, one) => sum + one, 0);
          expect(count(told[n]!.items.map(({ fields }) => fields.length))).toBe(
            count(found.items.filter(({ what }) => what === 'changed').map(({ cells }) => cells.length)),
          );
          expect(told[n]!.texts).toEqual(found.texts.map(({ root }) => root));
        });
      }),
    );
  });
});

describe('a difference by paragraph', () => {
  it('joins to both texts, and keeps what they have in common', () => {
    const line = fc.constantFrom('甲', '乙', '丙', '');
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 8 }), fc.array(line, { minLength: 1, maxLength: 8 }), (a, b) => {
        const [before, after] = [a.join('\n'), b.join('\n')];
        const found = paragraphDifference(before, after);
        const side = (not: string): string[] => found.filter(({ what }) => what !== not).map(({ text }) => text);
        expect(side('new')).toEqual(before === '' ? [] : a);
        expect(side('gone')).toEqual(after === '' ? [] : b);
        if (before === after) expect(found.every(({ what }) => what === 'same')).toBe(true);
      }),
    );
    expect(paragraphDifference('甲\n乙\n丙', '甲\n丁\n丙').map(({ what }) => what)).toEqual(['same', 'gone', 'new', 'same']);
  });

  it('[NAM4] looks at MOST_PAIRS pairs; beyond, all that differs is new', () => {
    const side = Math.sqrt(MOST_PAIRS);
    const lines = (count: number, name: string): string => ['', ...Array.from({ length: count - 2 }, (_, n) => `${n}`), name].join('\n');
    const swapped = (count: number): string => `${name(1)}\n${lines(count - 1, name(2))}`;
    const name = (n: number): string => `end ${n}`;
    const sames = (count: number): number =>
      paragraphDifference(lines(count, name(3)), swapped(count)).filter(({ what }) => what === 'same').length;
    expect(sames(side)).toBeGreaterThan(0);
    expect(sames(side + 1)).toBe(0);
  });
});
