import { event, task } from '@qiao/domain/kinds';
import { describe, expect, test } from 'vitest';
import { find, rank, type Marks, type Query } from './query.ts';
import { makeRow, type Row } from './row.ts';
import { spell } from './spelling.ts';
import { newFacts } from '@qiao/domain/kind';
import type { Facts } from '@qiao/domain/kind';

const me = { id: 'u-luo', name: '罗文静', roles: ['officer' as const], desks: [7], department: '' };
const sun = { ...me, id: 'u-sun', name: '孙佳' };

function testRow(n: number, zh: string, change: Partial<Facts> = {}, fields: Record<string, unknown> = {}): Row {
  const id = `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
  const facts = { ...newFacts(event, { id, person: sun, now: n }), ...change };
  return makeRow(event, id, facts, { case: { fields: { title: { zh, en: '' }, ...fields }, lists: {}, texts: {} } }, spell);
}

const none: Marks = new Map();
const query = (change: Partial<Query> = {}): Query => ({
  kind: 'event',
  tab: 'all',
  search: '',
  sort: { by: 'title', down: false },
  locale: 'zh',
  me: me.id,
  ...change,
});
const titles = (rows: readonly Row[], q: Query, marks = none): string[] =>
  find(rows, q, event, marks).records.map((record) => rows.find((row) => row.record === record)?.title.zh ?? '');

describe('find', () => {
  test('only records that refer to another one are found where that is asked, in a cell of one or of many', () => {
    const taskRow = (n: number, fields: Record<string, unknown>): Row => {
      const id = `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
      return makeRow(task, id, null, { main: { fields: { instruction: `第${n}件`, ...fields }, lists: {}, texts: {} } }, spell);
    };
    const rows = [
      taskRow(1, { event: { id: 'e1', label: '研讨会' } }),
      taskRow(2, { event: { id: 'e2', label: '研讨会' } }),
      taskRow(3, { event: null }),
      taskRow(4, {
        owners: [
          { id: 'p1', label: '林珊' },
          { id: 'e1', label: '何译' },
        ],
      }),
    ];
    const found = (path: string, id: string) =>
      find(rows, query({ kind: 'task', refers: { path, id } }), task, none).records.map((record) => Number(record.slice(-1)));
    expect(found('main.event', 'e1')).toEqual([1]);
    expect(found('main.owners', 'e1')).toEqual([4]);
    expect(found('main.event', 'nobody')).toEqual([]);
    expect(find(rows, query({ kind: 'task' }), task, none).records).toHaveLength(4);
  });

  test('Chinese titles stand by pinyin, not by code point', () => {
    const rows = [testRow(1, '春季茶会'), testRow(2, '安全培训'), testRow(3, '彝绣文化周')];
    expect(titles(rows, query())).toEqual(['安全培训', '春季茶会', '彝绣文化周']);
    expect(titles(rows, query({ sort: { by: 'title', down: true } }))).toEqual(['彝绣文化周', '春季茶会', '安全培训']);
  });

  test('empty cells stand last, whichever way the column is sorted', () => {
    const rows = [testRow(1, '甲', {}, { starts: '2026-12-01' }), testRow(2, '乙'), testRow(3, '丙', {}, { starts: '2026-11-05' })];
    expect(titles(rows, query({ sort: { by: 'cell:case.starts', down: false } }))).toEqual(['丙', '甲', '乙']);
    expect(titles(rows, query({ sort: { by: 'cell:case.starts', down: true } }))).toEqual(['甲', '丙', '乙']);
  });

  test('numbers are compared as numbers, and states in the order of the span', () => {
    const rows = [
      testRow(1, '甲', { state: 'approved' }, { expectedTotal: 9 }),
      testRow(2, '乙', { state: 'draft' }, { expectedTotal: 100 }),
      testRow(3, '丙', { state: 'submitted' }, { expectedTotal: 20 }),
    ];
    expect(titles(rows, query({ sort: { by: 'cell:case.expectedTotal', down: false } }))).toEqual(['甲', '丙', '乙']);
    expect(titles(rows, query({ sort: { by: 'state', down: false } }))).toEqual(['乙', '丙', '甲']);
  });

  test('a search finds by words of the title, by initials, by full pinyin and by the owner', () => {
    const rows = [testRow(1, '中葡双校会谈'), testRow(2, '彝绣文化周'), testRow(3, '高原生态研讨会', { ownerName: '赵启明' })];
    expect(titles(rows, query({ search: '双校' }))).toEqual(['中葡双校会谈']);
    expect(titles(rows, query({ search: 'YXWH' }))).toEqual(['彝绣文化周']);
    expect(titles(rows, query({ search: 'yixiuwenhua' }))).toEqual(['彝绣文化周']);
    expect(titles(rows, query({ search: 'gaoyuan yantao' }))).toEqual(['高原生态研讨会']);
    expect(titles(rows, query({ search: '赵启明' }))).toEqual(['高原生态研讨会']);
    expect(titles(rows, query({ search: '高原 赵' }))).toEqual(['高原生态研讨会']);
    expect(titles(rows, query({ search: '没有的' }))).toEqual([]);
  });

  test('archived records leave every tab but their own', () => {
    const rows = [testRow(1, '甲'), testRow(2, '乙', { archived: true })];
    expect(titles(rows, query())).toEqual(['甲']);
    expect(titles(rows, query({ tab: 'archived' }))).toEqual(['乙']);
    expect(find(rows, query(), event, none).counts).toMatchObject({ all: 1, archived: 1, 'state:draft': 1 });
  });

  test('mine are those I own, am assigned to, or have made and the server has not answered', () => {
    const made = makeRow(event, '00000000-0000-7000-8000-000000000009', null, {
      case: { fields: { title: { zh: '新建的', en: '' } }, lists: {}, texts: {} },
    });
    const rows = [
      testRow(1, '别人的'),
      testRow(2, '我的', { owner: me.id }),
      testRow(3, '我协办的', { assignees: [{ id: me.id, name: me.name }] }),
      made,
    ];
    expect(new Set(titles(rows, query({ tab: 'mine' })))).toEqual(new Set(['我的', '我协办的', '新建的']));
  });

  test('a record with a decision of mine in the outbox stands under waiting', () => {
    const rows = [testRow(1, '甲'), testRow(2, '乙')];
    const marks: Marks = new Map([
      [rows[0]?.record ?? '', { is: 'refused', type: 'submit' }],
      [rows[1]?.record ?? '', { is: 'waiting', type: 'submit' }],
    ]);
    // What was refused waits for its maker, not for the server.
    expect(titles(rows, query({ tab: 'waiting' }), marks)).toEqual(['乙']);
  });

  test('what the server does not know yet is the newest of all', () => {
    const made = makeRow(event, '00000000-0000-7000-8000-000000000009', null, {});
    const rows = [testRow(1, '旧'), testRow(2, '新'), made];
    expect(find(rows, query({ sort: { by: 'changed', down: true } }), event, none).records[0]).toBe(made.record);
  });

  test('rows of another kind are not counted', () => {
    const other = makeRow(task, '00000000-0000-7000-8000-000000000007', null, {});
    expect(find([other, testRow(1, '甲')], query(), event, none).counts.all).toBe(1);
  });
});

describe('rank', () => {
  test('names that begin with what was typed come before names that contain it, and archived ones are left out', () => {
    const rows = [testRow(1, '葡语角'), testRow(2, '中葡双校会谈'), testRow(3, '葡萄品鉴', { archived: true })];
    expect(rank(rows, '葡', 8).map((row) => row.title.zh)).toEqual(['葡语角', '中葡双校会谈']);
  });

  test('nothing typed finds nothing, and no more than asked for', () => {
    const rows = Array.from({ length: 20 }, (_, n) => testRow(n + 1, `会议${n}`));
    expect(rank(rows, '  ', 8)).toEqual([]);
    expect(rank(rows, '会议', 8)).toHaveLength(8);
  });
});
