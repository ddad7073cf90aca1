import { addItem, moveItem, removeItem, restoreItem, setCell } from '@qiao/domain/kind';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { writersOf } from './authorship.ts';
import { changesByPerson } from './changes.ts';
import { copyOf } from './seen.ts';

const ME = { id: 'me', name: '罗文静' };
const AUTHORS = [
  { client: 2, user: 'sun', name: '孙佳' },
  { client: 3, user: 'zhao', name: '赵启明' },
];

function apart(setUp: (ydoc: Y.Doc) => void, ...writes: [number, (ydoc: Y.Doc) => void][]) {
  const before = new Y.Doc();
  before.clientID = 99;
  setUp(before);
  const after = copyOf(before);
  for (const [client, write] of writes) {
    after.clientID = client;
    write(after);
  }
  return changesByPerson(before, after, writersOf(AUTHORS, [1], ME));
}

const two = (ydoc: Y.Doc): void => {
  addItem(ydoc, 'sessions', { id: 's1', values: { 'title.zh': '开幕式' } });
  addItem(ydoc, 'sessions', { id: 's2', values: { 'title.zh': '校长圆桌' } });
};

describe('changes by person', () => {
  it('says added, removed, restored, moved and changed of a list’s items', () => {
    const what = (write: (ydoc: Y.Doc) => void, setUp = two) =>
      apart(setUp, [2, write])[0]?.changes.map((change) => [change.what, change.item]);
    expect(what((ydoc) => addItem(ydoc, 'sessions', { id: 's3', values: { 'title.zh': '午餐' } }))).toEqual([['added', 's3']]);
    expect(what((ydoc) => removeItem(ydoc, 'sessions', 's1'))).toEqual([['removed', 's1']]);
    expect(what((ydoc) => moveItem(ydoc, 'sessions', 's2', null))).toEqual([['moved', 's2']]);
    expect(what((ydoc) => setCell(ydoc, 'sessions', 's1/expected', 30))).toEqual([['changed', 's1']]);
    const removed = (ydoc: Y.Doc): void => (two(ydoc), removeItem(ydoc, 'sessions', 's1'));
    expect(what((ydoc) => restoreItem(ydoc, 'sessions', 's1'), removed)).toEqual([['restored', 's1']]);
  });

  it('groups by who wrote what stands now, and names the text that was written in', () => {
    const found = apart(
      two,
      [2, (ydoc) => setCell(ydoc, 'sessions', 's1/expected', 30)],
      [3, (ydoc) => setCell(ydoc, 'sessions', 's1/expected', 40)],
      [3, (ydoc) => setCell(ydoc, 'fields', 'place', '云台厅')],
      [2, (ydoc) => ydoc.getXmlFragment('brief').insert(0, [new Y.XmlText('背景')])],
    );
    expect(found.map(({ name, changes }) => [name, changes.map(({ what, root }) => `${what} ${root}`)])).toEqual([
      ['孙佳', ['text brief']],
      ['赵启明', ['changed fields', 'changed sessions']],
    ]);
    expect(found[1]!.changes[1]!.cells).toEqual([{ field: 'expected', before: undefined, after: 40 }]);
  });

  it('leaves out what I wrote, and puts what nobody can be named for last', () => {
    const found = apart(
      two,
      [1, (ydoc) => setCell(ydoc, 'sessions', 's1/expected', 30)],
      [2, (ydoc) => setCell(ydoc, 'sessions', 's2/expected', 30)],
      [55, (ydoc) => setCell(ydoc, 'sessions', 's2/room', null)],
      [55, (ydoc) => setCell(ydoc, 'sessions', 's2/type', 'x')],
    );
    expect(found.map(({ name, changes }) => [name, changes.length])).toEqual([
      ['孙佳', 1],
      ['', 1],
    ]);
  });
});
