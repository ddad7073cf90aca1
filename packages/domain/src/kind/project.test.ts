import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { canonicalJson } from './canonical.ts';
import { addItem, setCell } from './edit.ts';
import { normaliseField } from './fields/field.ts';
import { LINES_MAX } from './limits.ts';
import { emptyPart, project } from './project.ts';
import { everyField, toy } from './toy.fixture.ts';
import type { PartValue } from './types.ts';

const open = (ydoc: Y.Doc): PartValue => project(toy, 'open', ydoc);

/** What another program may put into a cell. */
const strange = fc.oneof(
  fc.anything({ withBigInt: true, withDate: false }).filter(isStorable),
  fc.constantFrom<unknown>(
    NaN,
    Infinity,
    -0,
    2 ** 60,
    '\ud800',
    '\u0000x',
    'x'.repeat(30_000),
    '2026-02-30',
    '2026-10-21T25:00+08:00[Asia/Shanghai]',
  ),
  fc.constantFrom<unknown>(
    '__proto__',
    { id: '__proto__', label: 1 },
    { amount: '1e9', currency: 'CNY' },
    [[[[[[[[[[]]]]]]]]]],
    new Uint8Array(3),
  ),
  fc.json().map((text) => JSON.parse(text) as unknown),
);

const names = Object.keys(everyField);
const fieldKeys = fc.oneof(
  fc.constantFrom(...names, 'title.zh', 'title.en', '__proto__', 'constructor', '', '/'),
  fc.string({ maxLength: 5 }),
);
const itemKeys = fc
  .tuple(
    fc.constantFrom('a', 'b', '__proto__', 'constructor', 'toString', '', 'x y'),
    fc.oneof(fieldKeys, fc.constantFrom('order', 'removed')),
  )
  .map(([id, field]) => `${id}/${field}`);

describe('the projection is total', () => {
  test('any cells of any shape project to a valid value that projects to itself', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom('fields', 'rows', 'notes', 'body', 'else'), fc.oneof(fieldKeys, itemKeys), strange), {
          maxLength: 30,
        }),
        (writes) => {
          const ydoc = new Y.Doc();
          for (const [root, key, value] of writes) write(ydoc, root, key, value);
          const value = open(ydoc);
          expectValid(value);
          expect(open(reloaded(ydoc))).toEqual(value);
        },
      ),
      { numRuns: 1000 },
    );
  });

  test('the wrong root types, nested types and sub-documents are read as nothing', () => {
    const foreign = new Y.Doc();
    foreign.getText('fields').insert(0, 'hello');
    foreign.getArray('rows').push([1, 2, { a: 1 }]);
    foreign.getMap('notes').set('x', 1);
    foreign.getArray('body').push(['text']);
    expect(open(reloaded(foreign))).toEqual(emptyPart(toy, 'open'));
    expect(open(foreign)).toEqual(emptyPart(toy, 'open'));

    const nested = new Y.Doc();
    const inner = new Y.Map();
    inner.set('amount', '1.00');
    nested.getMap('fields').set('money', inner);
    nested.getMap('fields').set('text', new Y.Text('not a plain string'));
    nested.getMap('fields').set('file', new Y.Doc());
    expect(open(nested).fields).toMatchObject({ money: null, text: '', file: null });
  });

  test('an element nested ten thousand deep does not break the reader', () => {
    const ydoc = new Y.Doc();
    ydoc.transact(() => {
      let parent: Y.XmlFragment = ydoc.getXmlFragment('notes');
      for (let depth = 0; depth < 10_000; depth++) {
        const child = new Y.XmlElement('p');
        parent.insert(0, [child]);
        parent = child;
      }
      parent.insert(0, [new Y.XmlText('deep')]);
    });
    expect(open(ydoc).texts.notes).toBe('');
  });

  test('a huge text is cut at its limit, never inside a character', () => {
    const ydoc = new Y.Doc();
    setCell(ydoc, 'fields', 'lines', '桥'.repeat(LINES_MAX + 1));
    setCell(ydoc, 'fields', 'text', 'a'.repeat(19) + '😀');
    expect((open(ydoc).fields.lines as string).length).toBe(LINES_MAX);
    expect(open(ydoc).fields.text).toBe('a'.repeat(19));
  });

  test('a value reached through a prototype does not count', () => {
    const disguised = Object.create({ amount: '1.00', currency: 'CNY' }) as unknown;
    expect(normaliseField(everyField.money, disguised)).toBeNull();
  });

  test('a part that the kind does not have is a defect', () => {
    expect(() => project(toy, 'none', new Y.Doc())).toThrow('no part none');
    expect(() => project(toy, 'toString', new Y.Doc())).toThrow('no part');
  });
});

describe('the projection of a list', () => {
  test('items stand by order, those without one last, the removed ones not at all', () => {
    const ydoc = new Y.Doc();
    addItem(ydoc, 'rows', { id: 'one', values: { 'title.zh': '一' } });
    addItem(ydoc, 'rows', { id: 'two', values: { 'title.zh': '二' } });
    addItem(ydoc, 'rows', { id: 'gone', values: {} });
    setCell(ydoc, 'rows', 'gone/removed', true);
    setCell(ydoc, 'rows', 'zed/text', 'no order');
    setCell(ydoc, 'rows', 'bad/text', 'order of another program');
    setCell(ydoc, 'rows', 'bad/order', 'not a key!');
    expect(open(ydoc).lists.rows?.map((item) => item.id)).toEqual(['one', 'two', 'bad', 'zed']);
  });

  test('cells that the list does not know make no item', () => {
    const ydoc = new Y.Doc();
    setCell(ydoc, 'rows', 'ghost/unknown', 1);
    setCell(ydoc, 'rows', 'ghost/removed', false);
    expect(open(ydoc).lists.rows).toEqual([]);
  });
});

describe('the projection of rich text', () => {
  test('paragraphs end with a line end, chips give their label, marks give nothing', () => {
    const ydoc = new Y.Doc();
    const root = ydoc.getXmlFragment('notes');
    const first = new Y.XmlElement('paragraph');
    const text = new Y.XmlText('译员 ');
    const chip = new Y.XmlElement('mention');
    chip.setAttribute('label', '林珊');
    first.insert(0, [text, chip]);
    const second = new Y.XmlElement('paragraph');
    second.insert(0, [new Y.XmlText('第二段')]);
    root.insert(0, [first, second]);
    text.format(0, 2, { bold: true });
    expect(open(ydoc).texts.notes).toBe('译员 林珊\n第二段');
  });
});

function isStorable(value: unknown): boolean {
  try {
    new Y.Doc().getMap('m').set('k', value);
    return true;
  } catch {
    return false;
  }
}

function write(ydoc: Y.Doc, root: string, key: string, value: unknown): void {
  ydoc.getMap(root).set(key, value);
}

function reloaded(ydoc: Y.Doc): Y.Doc {
  const copy = new Y.Doc();
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(ydoc));
  return copy;
}

function expectValid(value: PartValue): void {
  canonicalJson(value);
  expect(Object.keys(value.fields)).toEqual(names);
  expect(Object.keys(value.texts)).toEqual(['notes']);
  for (const item of [value.fields, ...(value.lists.rows ?? [])]) {
    for (const [name, field] of Object.entries(everyField)) {
      if (name in item) expect(normaliseField(field, item[name])).toEqual(item[name]);
    }
  }
}
