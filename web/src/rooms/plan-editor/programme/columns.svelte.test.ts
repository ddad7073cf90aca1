import { applyEdits, type Reference } from '@qiao/domain/kind';
import { planItems, planView, type PeopleCell } from '@qiao/domain/plan';
import { addPerson, addRoom, addSession, at, planDocs, projectAll, type PlanDocs } from '@qiao/domain/plan/plan.fixture';
import { beforeEach, describe, expect, test } from 'vitest';
import { loadWords } from '#messages/index.svelte.ts';
import type { Choice, Column } from '../grid/column.ts';
import { planWords } from '../words.ts';
import { programmeColumns } from './columns.ts';
import type { DirectoryPerson, ProgrammeContext, SessionRow } from './session-row.ts';

let docs: PlanDocs;
let added: string[];
let directory: DirectoryPerson[];
let locale: 'zh-CN' | 'en';

function context(): ProgrammeContext {
  const view = planView(projectAll(docs));
  const make =
    (what: string) =>
    (name: string): Reference => {
      added.push(`${what} ${name}`);
      return { id: 'new', label: name };
    };
  return {
    view,
    locale,
    words: planWords(),
    directory,
    addRoom: make('room'),
    addTrack: make('track'),
    addPerson: (name: string, cell: PeopleCell) => make(cell)(name),
    addFromDirectory: (person) => make('directory')(person.name),
    personById: (id) => planItems(projectAll(docs)).people.find((person) => person.id === id),
  };
}
const column = (id: string): Column<SessionRow> => programmeColumns(context()).find((one) => one.id === id)!;
const row = (id = 's1'): SessionRow => ({
  item: planItems(projectAll(docs)).sessions.find((session) => session.id === id)!,
  day: { date: '2026-11-06', day: null, zone: 'Asia/Shanghai' },
});
/** Types into a cell; the answer is what stands there then, or why it does not. */
function type(id: string, text: string, of = 's1'): string {
  const read = column(id).read(text, row(of));
  if (!read.ok) return read.words.zh;
  applyEdits({ ...docs }, column(id).write(row(of), read.value));
  return column(id).text(row(of));
}
const offers = (id: string, typed: string, of = 's1'): Choice[] => [...column(id).choices!(typed, row(of))];

beforeEach(async () => {
  await loadWords('zh');
  [docs, added, directory, locale] = [planDocs(), [], [], 'zh-CN'];
  addRoom(docs, 'a', '云台厅', 300);
  addRoom(docs, 'b', '报告厅 B', 120);
  addPerson(docs, 'lin', '林珊', 'Lin Shan', 'interpreter');
  addPerson(docs, 'lind', '托马斯·林德', 'Thomas Lind', 'speaker');
  addSession(docs, { id: 's1', title: '开幕式', start: at('09:00'), minutes: 45, room: 'a', expected: 186 });
  addSession(docs, { id: 's2', title: '校长圆桌', start: at('09:30'), minutes: 60, room: 'b', interpreters: ['lin'] });
  addSession(docs, { id: 's3', title: '彝绣体验' });
});

describe('times', () => {
  test('moving the start keeps the length; the end changes the length', () => {
    expect(type('start', '0930')).toBe('09:30');
    expect(column('end').text(row())).toBe('10:15');
    expect(type('end', '11:00')).toBe('11:00');
    expect(row().item.minutes).toBe(90);
  });

  test('a time in an unscheduled row is one of the chosen day', () => {
    expect(type('start', '14:00', 's3')).toBe('14:00');
    expect(row('s3').item.start).toBe(at('14:00'));
    expect(type('end', '45 分钟', 's3')).toBe('14:45');
  });

  test('filled down, each row stays on its own day', () => {
    addSession(docs, { id: 's4', start: at('15:00', '2026-11-07'), minutes: 30, room: 'a' });
    const value = column('start').value(row('s1'));
    const other = { ...row('s4'), day: { date: '2026-11-07', day: null, zone: 'Asia/Shanghai' } };
    applyEdits({ ...docs }, column('start').write(other, value));
    expect(row('s4').item.start).toBe(at('09:00', '2026-11-07'));
  });
});

describe('rooms', () => {
  test('are read by name in either language, and unknown ones named', () => {
    expect(type('room', '报告厅 b')).toBe('报告厅 B');
    expect(type('room', 'Room a')).toBe('云台厅');
    const read = column('room').read('清溪楼 301', row());
    expect(read).toMatchObject({ ok: false, missing: { what: 'room', names: ['清溪楼 301'] } });
  });

  test('offers say whether the room is free at that time, and what it holds', () => {
    expect(offers('room', '')).toEqual([
      { id: 'a', label: '云台厅', note: '可容300人', state: { free: true, words: '有空' } },
      { id: 'b', label: '报告厅 B', note: '可容120人', state: { free: false, words: '此时在校长圆桌' } },
    ]);
    expect(offers('room', '清溪楼').map((offer) => offer.label)).toEqual(['新增会场“清溪楼”']);
  });

  test('a limit that is typed behind the number is the room’s, and is not dropped without a room', () => {
    expect(type('expected', '190/350')).toBe('190');
    expect(column('expected').shown!(row())).toEqual({ text: '190 / 350' });
    expect(type('expected', '30/50', 's3')).toContain('会场');
    expect(type('expected', '30/viele')).toContain('数字');
  });

  test('what was copied with its limit is read again', () => {
    expect(column('expected').shown!(row())).toEqual({ text: '186 / 300' });
    expect(type('expected', '190 / 300')).toBe('190');
  });
});

describe('people', () => {
  test('are found before they are added, with who is free', () => {
    const found = offers('interpreters', '林');
    expect(found.map((offer) => [offer.label, offer.state?.words ?? ''])).toEqual([
      ['林珊', '此时在校长圆桌'],
      ['托马斯·林德', '有空'],
      ['新增人员“林”', ''],
    ]);
    expect(offers('interpreters', 'ls')[0]?.label).toBe('林珊');
    expect(offers('interpreters', 'thomas')[0]?.label).toBe('托马斯·林德');
  });

  test('of the directory are offered after those on the list', () => {
    directory = [{ id: 'p9', name: '林承恩', latinName: 'Lin Cheng-en', organisation: '教师教育学院', region: 'TW' }];
    const offer = offers('chair', '林承').find((one) => one.label === '林承恩')!;
    expect(offer.note).toBe('名录，教师教育学院');
    expect(column('chair').choose!(offer, row(), '林承')).toEqual([{ id: 'new', label: '林承恩' }]);
    expect(added).toEqual(['directory 林承恩']);
  });

  test('a choice takes the place of the name that is typed, the names before it stay', () => {
    const [lin] = offers('speakers', '林');
    expect(column('speakers').choose!(lin!, row(), '林')).toEqual([{ id: 'lin', label: '林珊' }]);
    type('speakers', '托马斯·林德');
    expect(column('speakers').choose!(lin!, row(), '林')).toEqual([{ id: 'lin', label: '林珊' }]);
    expect((column('speakers').choose!(lin!, row(), '托马斯·林德、林') as Reference[]).map((one) => one.id)).toEqual(['lind', 'lin']);
  });

  test('of several unknown names none is lost: adding the last adds those before it, choosing leaves them to be read', () => {
    const adding = offers('speakers', 'John Smith, 李敏').at(-1)!;
    expect(adding.label).toBe('新增人员“John Smith、李敏”');
    const taken = column('speakers').choose!(adding, row(), 'John Smith, 李敏') as Reference[];
    expect(added).toEqual(['speakers John Smith', 'speakers 李敏']);
    expect(taken.map((one) => one.label)).toContain('John Smith');
    expect(column('speakers').left!(adding, 'John Smith, 李敏', row())).toEqual([]);
    const [lin] = offers('speakers', 'John Smith, 林');
    expect(column('speakers').left!(lin!, 'John Smith, 林', row())).toEqual(['John Smith']);
    // Which of two people of one name is meant is asked, not answered with a third.
    addPerson(docs, 'lin2', '林珊', 'Lin Shan-mei', 'interpreter');
    expect(column('speakers').left!(adding, '林珊, 李敏', row())).toEqual(['林珊']);
  });

  test('several of one name are told apart by who is in the cell already', () => {
    addPerson(docs, 'lin2', '林珊', 'Lin Shan-mei', 'interpreter');
    expect(type('chair', '林珊')).toContain('同名');
    expect(type('interpreters', '林珊', 's2')).toBe('林珊');
    expect(row('s2').item.interpreters.map((one) => one.id)).toEqual(['lin']);
  });
});

describe('titles', () => {
  test('in English the English title comes first, and the other stands in for one that is missing', async () => {
    await loadWords('en');
    locale = 'en';
    const [, , title, foreign] = programmeColumns(context());
    expect([title!.id, title!.look, foreign!.id]).toEqual(['foreign', 'title', 'title']);
    expect(title!.shown!(row())).toEqual({ text: '开幕式', lang: 'zh', faint: true });
    expect(title!.text(row())).toBe('');
  });
});
