import { describe, expect, test } from 'vitest';
import { addItem, removeItem, setCell } from '../../kind/edit.ts';
import { planItems } from '../items.ts';
import { addSession, at } from '../plan.fixture.ts';
import { partsOf, preview, reasons, sheetBench, table, verdicts, write } from './sheet.fixture.ts';
import { sheetTarget } from './targets.ts';
import { sheetRows } from './write-sheet.ts';

const items = (docs: ReturnType<typeof sheetBench>) => planItems(partsOf(docs));
const SHIFTS = ['日期', '时间', '岗位', '值守人'];

/** Two at one desk at nine, each with a remark. */
function twoShifts(): ReturnType<typeof sheetBench> {
  const docs = sheetBench();
  for (const [id, label] of [
    ['lin', '林珊'],
    ['he', '何译'],
  ] as const) {
    const values = { post: '接待', start: at('09:00'), minutes: 60, person: { id, label }, remarks: `${label}的` };
    addItem(docs.plan, 'shifts', { id: `shift-${id}`, values });
  }
  return docs;
}

describe('rows that have in common what tells them apart', () => {
  test('somebody more at a desk is not put in the place of one of those who are there', () => {
    const made = preview(twoShifts(), 'shifts', table(SHIFTS, ['11月6日', '9:00', '接待', '王一']));
    expect(made.writes).toEqual([]);
    expect(reasons(made)[0]).toMatch(/^2 分不清是已有的哪一项：同名的有2项。/);
  });

  test('beside those who are there and named too, one more is one more', () => {
    const docs = twoShifts();
    const rows = ['王一', '何译', '林珊'].map((name) => ['11月6日', '9:00', '接待', name]);
    const made = preview(docs, 'shifts', table(SHIFTS, ...rows));
    expect(made.rows.map(({ verdict }) => verdict)).toEqual(['create', 'skip', 'skip']);
    write(docs, made);
    expect(items(docs).shifts.map(({ person, remarks }) => [person!.label, remarks])).toEqual([
      ['林珊', '林珊的'],
      ['何译', '何译的'],
      ['王一', ''],
    ]);
  });

  const desks = (...remarks: string[]) =>
    table(['日期', '时间', '岗位', '备注'], ...remarks.map((remark) => ['11月6日', '9:00', '接待', remark]));
  const remarksOf = (docs: ReturnType<typeof sheetBench>) => items(docs).shifts.map(({ remarks }) => remarks);

  test('one of them that was taken away here stays away, and its neighbours stay as they are', () => {
    const docs = sheetBench();
    const sheet = desks('东门', '西门', '南门');
    write(docs, preview(docs, 'shifts', sheet));
    removeItem(docs.plan, 'shifts', items(docs).shifts[0]!.id);
    setCell(docs.plan, 'shifts', `${items(docs).shifts[1]!.id}/remarks`, '南门和停车场');
    const again = preview(docs, 'shifts', sheet);
    expect(again.counts).toEqual({ refuse: 0, change: 0, create: 0, skip: 3 });
    expect(again.rows[0]!.note!.zh).toMatch(/移去/);
    write(docs, again);
    expect(remarksOf(docs)).toEqual(['西门', '南门和停车场']);
  });

  test('in another order they are the same', () => {
    const docs = sheetBench();
    write(docs, preview(docs, 'shifts', desks('东门', '西门')));
    expect(preview(docs, 'shifts', desks('西门', '东门')).counts).toEqual({ refuse: 0, change: 0, create: 0, skip: 2 });
  });
});

describe('what is called alike in one language', () => {
  test('halls that share an English name are not renamed into each other', () => {
    const docs = sheetBench();
    setCell(docs.plan, 'rooms', 'a/name.en', 'Lecture Hall');
    const sheet = table(['会场（中文）', '会场（英文）'], ['北楼报告厅', 'Lecture Hall'], ['云台厅', 'Ｌecture  hall ']);
    const made = preview(docs, 'rooms', sheet);
    expect(made.rows.map(({ verdict, changes }) => [verdict, changes.map(({ key }) => key)])).toEqual([
      ['create', ['name.zh', 'name.en']],
      ['change', ['name.en']],
    ]);
    write(docs, made);
    expect(items(docs).rooms.find(({ id }) => id === 'a')!.name.zh).toBe('云台厅');
  });

  test('parallel sessions that change their rooms stay what they are', () => {
    const docs = sheetBench();
    for (const [id, title, room] of [
      ['p1', '分会场一', 'a'],
      ['p2', '分会场二', 'b'],
    ] as const) {
      addSession(docs, { id, title, start: at('14:00'), minutes: 60, room });
      setCell(docs.plan, 'sessions', `${id}/title.en`, 'Parallel session');
    }
    const sheet = table(
      ['日期', '时间', '题目（中文）', '题目（英文）', '会场'],
      ['11月6日', '14:00', '分会场二', 'Parallel session', '云台厅'],
      ['11月6日', '14:00', '分会场一', 'Parallel session', '报告厅'],
    );
    expect(preview(docs, 'sessions', sheet).rows.map(({ changes }) => changes.map(({ key }) => key))).toEqual([['room'], ['room']]);
  });

  test('a corrected Chinese title is still its session, where no other has the English one', () => {
    const docs = sheetBench();
    setCell(docs.plan, 'sessions', 's1/title.en', 'Opening');
    const sheet = table(['日期', '时间', '题目（中文）', '题目（英文）'], ['11月6日', '9:00', '开幕大会', 'Opening']);
    expect(verdicts(preview(docs, 'sessions', sheet))).toEqual(['change 开幕大会']);
  });

  test('two people of one name, with another mailbox and another organisation, are two', () => {
    const docs = sheetBench();
    setCell(docs.people, 'people', 'lin/email', 'lin@xb.edu.cn');
    setCell(docs.people, 'people', 'lin/organisation', '西部大学');
    const heads = ['姓名', '邮箱', '单位'];
    expect(verdicts(preview(docs, 'people', table(heads, ['林珊', 'shan@yn.gov.cn', '省外办'])))).toEqual(['create 林珊']);
    expect(verdicts(preview(docs, 'people', table(heads, ['林珊', 'lin2@xb.edu.cn', '西部大学'])))).toEqual(['change 林珊']);
  });
});

test('a row of an exported sheet that was taken away here since is not made again', () => {
  const docs = sheetBench();
  addSession(docs, { id: 's2', title: '茶歇', start: at('10:30'), minutes: 15, room: 'a' });
  addSession(docs, { id: 's3', title: '茶歇', start: at('15:30'), minutes: 15, room: 'a' });
  const [heads = [], ...rows] = sheetRows(partsOf(docs), sheetTarget('sessions'), 'zh-CN');
  removeItem(docs.plan, 'sessions', 's2');
  const made = preview(docs, 'sessions', table([...heads], ...rows.map((row) => [...row])));
  expect(made.counts).toEqual({ refuse: 0, change: 0, create: 0, skip: 3 });
  expect(made.rows[1]!.note!.zh).toMatch(/移去/);
});
