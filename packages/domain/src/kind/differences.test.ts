import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { differences } from './differences.ts';
import { setCell } from './edit.ts';

const copyOf = (ydoc: Y.Doc): Y.Doc => {
  const copy = new Y.Doc();
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(ydoc));
  return copy;
};

const paragraph = (ydoc: Y.Doc, text: string): Y.XmlText => {
  const element = new Y.XmlElement('paragraph');
  const inner = new Y.XmlText(text);
  element.insert(0, [inner]);
  ydoc.getXmlFragment('brief').push([element]);
  return inner;
};

describe('differences between two states', () => {
  test('name each changed cell with both values and the client that wrote the present one', () => {
    const before = new Y.Doc();
    setCell(before, 'fields', 'place', 'A');
    setCell(before, 'fields', 'kept', 'K');
    setCell(before, 'rows', 'i1/text', 'gone');
    const after = copyOf(before);
    after.clientID = 77;
    setCell(after, 'fields', 'place', 'B');
    setCell(after, 'rows', 'i2/text', 'new');
    after.getMap('rows').delete('i1/text');
    after.getMap('fields').set('kept', 'K');
    setCell(after, '$settled', 'x', 1);
    expect(differences(before, after)).toEqual({
      cells: [
        { root: 'fields', key: 'place', before: 'A', after: 'B', client: 77 },
        { root: 'rows', key: 'i1/text', before: 'gone', after: undefined, client: null },
        { root: 'rows', key: 'i2/text', before: undefined, after: 'new', client: 77 },
      ],
      texts: [],
    });
  });

  test('there are none between a state and itself, whatever was written', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom('fields', 'rows'), fc.string({ maxLength: 3 }), fc.jsonValue())), (writes) => {
        const ydoc = new Y.Doc();
        for (const [root, key, value] of writes) setCell(ydoc, root, key, value);
        paragraph(ydoc, 'text');
        expect(differences(ydoc, copyOf(ydoc))).toEqual({ cells: [], texts: [] });
      }),
    );
  });

  test('there are none for a key that does not survive the way, and a BigInt in a text’s attribute is read like any other', () => {
    const ydoc = new Y.Doc();
    setCell(ydoc, 'fields', 'place', { ['__proto__']: { polluted: true }, kept: 1 });
    ydoc.getXmlFragment('text').insert(0, [new Y.XmlElement('image')]);
    // Its types know no BigInt; the wire does.
    (ydoc.getXmlFragment('text').get(0) as Y.XmlElement<Record<string, never>>).setAttribute('size', 7n as never);
    expect(differences(ydoc, copyOf(ydoc))).toEqual({ cells: [], texts: [] });
    expect(differences(new Y.Doc(), ydoc).texts.map(({ root }) => root)).toEqual(['text']);
  });

  test('undoing the after-values by the before-values leaves no difference', () => {
    const write = fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.option(fc.nat(3)));
    fc.assert(
      fc.property(fc.array(write), fc.array(write), (first, second) => {
        const before = new Y.Doc();
        for (const [key, value] of first) setCell(before, 'fields', key, value);
        const after = copyOf(before);
        for (const [key, value] of second) setCell(after, 'fields', key, value);
        for (const cell of differences(before, after).cells) setCell(after, cell.root, cell.key, cell.before);
        expect(differences(before, after).cells.filter((cell) => cell.before !== undefined)).toEqual([]);
      }),
    );
  });

  test('a rich text is changed by typing, by marking and by deleting, each with its writers', () => {
    const before = new Y.Doc();
    const text = paragraph(before, '译员 林珊');
    expect(text.length).toBe(5);
    const innerOf = (ydoc: Y.Doc): Y.XmlText => (ydoc.getXmlFragment('brief').get(0) as Y.XmlElement).get(0) as Y.XmlText;

    const typed = copyOf(before);
    typed.clientID = 5;
    innerOf(typed).insert(5, '、何译');
    const alsoTyped = copyOf(typed);
    alsoTyped.clientID = 6;
    innerOf(alsoTyped).insert(0, '今日');
    expect(differences(before, alsoTyped).texts).toEqual([{ root: 'brief', clients: [5, 6] }]);

    const marked = copyOf(before);
    marked.clientID = 8;
    innerOf(marked).format(0, 2, { bold: true });
    expect(differences(before, marked).texts).toEqual([{ root: 'brief', clients: [8] }]);

    const deleted = copyOf(before);
    innerOf(deleted).delete(0, 2);
    expect(differences(before, deleted).texts).toEqual([{ root: 'brief', clients: [] }]);
  });
});
