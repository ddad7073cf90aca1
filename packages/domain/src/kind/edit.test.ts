import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { addItem, applyEdits, moveItem, removeItem, restoreItem, setCell } from './edit.ts';
import { isOrderKey } from './order.ts';
import { project } from './project.ts';
import { toy } from './toy.fixture.ts';

const rows = (ydoc: Y.Doc): string[] => project(toy, 'open', ydoc).lists.rows!.map((item) => item.id);

const updatesOf = (ydoc: Y.Doc, act: () => void): { count: number; origins: unknown[] } => {
  const origins: unknown[] = [];
  const hear = (_update: Uint8Array, origin: unknown) => origins.push(origin);
  ydoc.on('update', hear);
  act();
  ydoc.off('update', hear);
  return { count: origins.length, origins };
};

describe('editing', () => {
  test('each edit is one transaction with the origin it was given', () => {
    const ydoc = new Y.Doc();
    expect(updatesOf(ydoc, () => addItem(ydoc, 'rows', { id: 'a', values: { text: '1', 'title.zh': '一' } }, 'me'))).toEqual({
      count: 1,
      origins: ['me'],
    });
    expect(updatesOf(ydoc, () => moveItem(ydoc, 'rows', 'a', null, 'me')).origins).not.toContain(null);
    expect(updatesOf(ydoc, () => setCell(ydoc, 'fields', 'text', 'x', 'you')).origins).toEqual(['you']);
  });

  test('writing what stands there already writes nothing, and clearing what is not there neither', () => {
    const ydoc = new Y.Doc();
    setCell(ydoc, 'fields', 'one', { id: 'a', label: 'A' });
    expect(updatesOf(ydoc, () => setCell(ydoc, 'fields', 'one', { label: 'A', id: 'a' })).count).toBe(0);
    expect(updatesOf(ydoc, () => setCell(ydoc, 'fields', 'text', null)).count).toBe(0);
    setCell(ydoc, 'fields', 'one', null);
    expect(project(toy, 'open', ydoc).fields.one).toBeNull();
  });

  test('edits of several parts are one transaction each, and none when a part is missing', () => {
    const [open, shut] = [new Y.Doc(), new Y.Doc()];
    const edits = [
      { part: 'open', root: 'fields', key: 'text', value: 'a' },
      { part: 'open', root: 'fields', key: 'number', value: 5 },
      { part: 'shut', root: 'fields', key: 'secret', value: 'b' },
    ];
    expect(() => applyEdits({ open }, edits)).toThrow('no doc for part shut');
    expect(project(toy, 'open', open).fields.text).toBe('');
    expect(updatesOf(open, () => applyEdits({ open, shut }, edits, 'me'))).toEqual({ count: 1, origins: ['me'] });
    expect(project(toy, 'shut', shut).fields.secret).toBe('b');
  });

  test('what is removed keeps its cells, with those written meanwhile, and comes back where it was', () => {
    const ydoc = new Y.Doc();
    for (const id of ['a', 'b', 'c']) addItem(ydoc, 'rows', { id, values: { text: id } });
    removeItem(ydoc, 'rows', 'b');
    expect(rows(ydoc)).toEqual(['a', 'c']);
    setCell(ydoc, 'rows', 'b/text', 'meanwhile');
    restoreItem(ydoc, 'rows', 'b');
    expect(project(toy, 'open', ydoc).lists.rows!.map((item) => item.text)).toEqual(['a', 'meanwhile', 'c']);
  });

  test('an id that no item may have is refused', () => {
    expect(() => addItem(new Y.Doc(), 'rows', { id: 'a/b', values: {} })).toThrow('not an item id');
    expect(() => addItem(new Y.Doc(), 'rows', { id: '__proto__', values: {} })).toThrow('not an item id');
  });
});

describe('order', () => {
  test('any adding and moving gives the order that a plain list would have, whatever keys stood there', () => {
    const act = fc.record({
      id: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
      after: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', null, undefined),
    });
    const foreign = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd'), fc.constantFrom('a0', 'a0', 'a1', 'Zz', 'bad key', '')), {
      maxLength: 4,
    });
    fc.assert(
      fc.property(foreign, fc.array(act, { maxLength: 25 }), (keys, acts) => {
        const ydoc = new Y.Doc();
        for (const [id, key] of keys) {
          setCell(ydoc, 'rows', `${id}/order`, key);
          setCell(ydoc, 'rows', `${id}/text`, 'x');
        }
        for (const { id, after } of acts) {
          const model = rows(ydoc).filter((each) => each !== id);
          model.splice(after === null ? 0 : model.indexOf(after!) + 1 || model.length, 0, id);
          moveItem(ydoc, 'rows', id, after);
          expect(rows(ydoc)).toEqual(model);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('two devices that add apart agree on one order, and later rows can stand between the two', () => {
    const [here, there] = [new Y.Doc(), new Y.Doc()];
    addItem(here, 'rows', { id: 'h', values: {} });
    addItem(there, 'rows', { id: 't', values: {} });
    Y.applyUpdate(here, Y.encodeStateAsUpdate(there));
    Y.applyUpdate(there, Y.encodeStateAsUpdate(here));
    expect(rows(here)).toEqual(rows(there));
    const [first, second] = rows(here);
    addItem(here, 'rows', { id: 'm', after: first, values: {} });
    expect(rows(here)).toEqual([first, 'm', second]);
  });

  test('only keys that others can stand between count as keys', () => {
    for (const key of ['a0', 'Zz', 'a0V', 'b00', 'zzzzzzzzzzzzzzzzzzzzzzzzzzz']) expect(isOrderKey(key), key).toBe(true);
    for (const key of ['', 'a', 'a00', '10', 'a 0', 'ä0', `A${'0'.repeat(26)}`, `a${'1'.repeat(200)}`, 7])
      expect(isOrderKey(key), String(key)).toBe(false);
  });
});
