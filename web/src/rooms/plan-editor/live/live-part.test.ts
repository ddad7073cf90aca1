import { addItem, moveItem, project, removeItem, restoreItem, setCell, type PartValue } from '@qiao/domain/kind';
import { event } from '@qiao/domain/kinds';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { LivePart, withEdits } from './live-part.ts';

const ids = ['s1', 's2', 's3', 'r1'];
const values = [
  null,
  'x',
  40,
  true,
  '2026-11-06T09:00+08:00[Asia/Shanghai]',
  { id: 'r1', label: '云台厅' },
  [{ id: 'p1', label: '林珊' }],
  ['junk'],
];
const step = fc.oneof(
  fc.record({
    do: fc.constant('cell' as const),
    root: fc.constantFrom('sessions', 'rooms', 'fields', 'nothing'),
    key: fc.constantFrom(
      ...ids.flatMap((id) => ['title.zh', 'start', 'room', 'order', 'removed', 'unknown'].map((field) => `${id}/${field}`)),
      'schedule',
      '__proto__/x',
    ),
    value: fc.constantFrom(...values),
  }),
  fc.record({ do: fc.constantFrom('add' as const, 'remove' as const, 'restore' as const, 'first' as const), id: fc.constantFrom(...ids) }),
);

describe('a live part', () => {
  it('holds after every edit what projecting the whole part gives, and keeps the items that nobody touched', () => {
    fc.assert(
      fc.property(fc.array(fc.array(step, { maxLength: 4 }), { maxLength: 8 }), (transactions) => {
        const ydoc = new Y.Doc();
        let told: PartValue | null = null;
        const live = new LivePart(event, 'plan', ydoc, (value) => (told = value));
        for (const steps of transactions) {
          const before = new Map((live.value.lists.sessions ?? []).map((item) => [item.id, item]));
          const touched = new Set<string>();
          ydoc.transact(() => {
            for (const one of steps) {
              if (one.do === 'cell') setCell(ydoc, one.root, one.key, one.value);
              else if (one.do === 'add') addItem(ydoc, 'sessions', { id: one.id, values: {} });
              else if (one.do === 'remove') removeItem(ydoc, 'sessions', one.id);
              else if (one.do === 'restore') restoreItem(ydoc, 'sessions', one.id);
              else moveItem(ydoc, 'sessions', one.id, null);
            }
          });
          for (const one of steps) touched.add(one.do === 'cell' ? one.key.split('/')[0]! : one.id);
          const whole = { ...project(event, 'plan', ydoc), texts: {} };
          expect(live.value).toEqual(whole);
          if (told) expect(told).toBe(live.value);
          // Placing one row may give others order keys.
          if (steps.every((one) => one.do === 'cell'))
            for (const item of live.value.lists.sessions ?? []) if (!touched.has(item.id)) expect(item).toBe(before.get(item.id));
        }
      }),
    );
  });

  it('is not disturbed by writing in a text of the part', () => {
    const ydoc = new Y.Doc();
    let told = 0;
    const live = new LivePart(event, 'plan', ydoc, () => (told += 1));
    ydoc.getXmlFragment('brief').insert(0, [new Y.XmlText('背景')]);
    expect(told).toBe(0);
    setCell(ydoc, 'sessions', 's1/title.zh', '开幕式');
    expect(told).toBe(1);
    live.close();
    setCell(ydoc, 'sessions', 's1/title.zh', '闭幕式');
    expect(told).toBe(1);
  });

  it('lists what was taken away as it was', () => {
    const ydoc = new Y.Doc();
    const live = new LivePart(event, 'plan', ydoc, () => undefined);
    addItem(ydoc, 'sessions', { id: 's1', values: { 'title.zh': '开幕式' } });
    addItem(ydoc, 'sessions', { id: 's2', values: { 'title.zh': '闭幕式' } });
    removeItem(ydoc, 'sessions', 's1');
    expect(live.removed('sessions').map((item) => item['title'])).toEqual([{ zh: '开幕式', en: '' }]);
    restoreItem(ydoc, 'sessions', 's1');
    expect(live.removed('sessions')).toEqual([]);
  });

  it('foresees an item with edits that are not made yet', () => {
    const ydoc = new Y.Doc();
    const live = new LivePart(event, 'plan', ydoc, () => undefined);
    addItem(ydoc, 'sessions', { id: 's1', values: { 'title.zh': '开幕式', 'title.en': 'Opening', expected: 5 } });
    const [item] = live.value.lists.sessions!;
    const list = event.parts.plan!.lists!.sessions!;
    const edits = [
      { key: 's1/title.zh', value: '开幕' },
      { key: 's1/expected', value: 'junk' },
      { key: 's2/title.en', value: 'no' },
    ];
    expect(withEdits(list, item!, edits)).toMatchObject({ title: { zh: '开幕', en: 'Opening' }, expected: null });
    expect(withEdits(list, item!, [])).toBe(item);
  });

  it('makes of 400 sessions only the one anew in which a cell was edited', () => {
    const ydoc = new Y.Doc();
    ydoc.transact(() => {
      for (let n = 0; n < 400; n++)
        for (const [field, value] of Object.entries({
          order: `b${String(n).padStart(3, 'A')}1`,
          'title.zh': `第${n}场`,
          expected: n,
          minutes: 45,
        }))
          ydoc.getMap('sessions').set(`s${n}/${field}`, value);
    });
    const live = new LivePart(event, 'plan', ydoc, () => undefined);
    const before = live.value.lists.sessions!;
    setCell(ydoc, 'sessions', 's7/title.zh', '改');
    const after = live.value.lists.sessions!;
    expect(after).toHaveLength(400);
    expect(after.filter((session, n) => session !== before[n]).map(({ id }) => id)).toEqual(['s7']);
  });
});
