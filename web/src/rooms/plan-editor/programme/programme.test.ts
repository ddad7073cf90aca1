import { applyEdits, moveItem, project } from '@qiao/domain/kind';
import { event } from '@qiao/domain/kinds';
import { MAX_OVERNIGHT_MINUTES, planView, type PlanView } from '@qiao/domain/plan';
import {
  addDay,
  addPerson,
  addRoom,
  addSession,
  at,
  planDocs,
  projectAll,
  type NewSession,
  type PlanDocs,
} from '@qiao/domain/plan/plan.fixture';
import { timeOf } from '@qiao/domain/shared/instants';
import { describe, expect, it } from 'vitest';
import { bandsOf, MAX_EMPTY_DAYS, UNSCHEDULED, type BandWish, type DayBand } from './bands.ts';
import { carried, dropped } from './moving.ts';
import { endsName, lastName, namesBefore, splitNames } from '../grid/names.ts';
import { best, busyAt, findExactly, fit } from './names.ts';
import { endText, readEnd, readStart, startAt, type DayContext } from './times.ts';

const WISH: BandWish = { sort: 'time', tracks: null, starts: null, ends: null };

function conference(...sessions: NewSession[]): PlanDocs {
  const docs = planDocs();
  addRoom(docs, 'a', '云台厅', 300);
  addRoom(docs, 'b', '报告厅 B', 120);
  addPerson(docs, 'lin', '林珊', 'Lin Shan', 'interpreter');
  for (const session of sessions) addSession(docs, session);
  return docs;
}
const view = (docs: PlanDocs): PlanView => planView(projectAll(docs));
const bands = (docs: PlanDocs, wish: Partial<BandWish> = {}): DayBand[] => bandsOf(view(docs), { ...WISH, ...wish });
const shape = (all: readonly DayBand[]): string => all.map((band) => `${band.date ?? band.id}: ${band.rows.join(' ')}`.trim()).join(' | ');

describe('bands', () => {
  it('groups by day in order of time, and puts last what lacks a start, a length or a room', () => {
    const docs = conference(
      { id: 's1', start: at('11:00'), minutes: 30, room: 'a' },
      { id: 's2', start: at('09:00'), minutes: 30, room: 'b' },
      { id: 's3', start: at('09:00', '2026-11-05'), minutes: 30, room: 'b' },
      { id: 's4', start: at('10:00'), minutes: 30 },
      { id: 's5' },
    );
    expect(shape(bands(docs))).toBe('2026-11-05: s3 | 2026-11-06: s2 s1 | unscheduled: s4 s5');
  });

  it('keeps the order that people gave among sessions of one time, and sorts by room when asked', () => {
    const docs = conference(
      { id: 's1', start: at('09:00'), minutes: 30, room: 'b' },
      { id: 's2', start: at('09:00'), minutes: 30, room: 'a' },
      { id: 's3', start: at('10:00'), minutes: 30, room: 'a' },
    );
    expect(bands(docs)[0]!.rows).toEqual(['s1', 's2', 's3']);
    moveItem(docs.plan, 'sessions', 's2', null);
    expect(bands(docs)[0]!.rows).toEqual(['s2', 's1', 's3']);
    expect(bands(docs, { sort: 'room' })[0]!.rows).toEqual(['s2', 's3', 's1']);
  });

  it('shows the empty days of the event too, up to MAX_EMPTY_DAYS and not beyond', () => {
    const docs = conference({ id: 's1', start: at('09:00'), minutes: 30, room: 'a' });
    expect(shape(bands(docs, { starts: '2026-11-05', ends: '2026-11-07' }))).toBe(
      '2026-11-05: | 2026-11-06: s1 | 2026-11-07: | unscheduled:',
    );
    const days = (ends: string) => bands(docs, { starts: '2026-01-01', ends }).length - 2;
    expect([days('2026-01-31'), days('2026-02-01')]).toEqual([MAX_EMPTY_DAYS, 0]);
  });

  it('shows only the sessions of the chosen tracks', () => {
    const docs = conference({ id: 's1' }, { id: 's2' });
    applyEdits({ plan: docs.plan }, [{ part: 'plan', root: 'sessions', key: 's2/track', value: { id: 't1', label: '生态' } }]);
    expect(bands(docs, { tracks: new Set(['t1']) }).at(-1)!.rows).toEqual(['s2']);
  });
});

describe('typed times', () => {
  const day: DayContext = { date: '2026-11-06', day: null, zone: 'Asia/Shanghai' };
  const start = (text: string, context = day) => readStart(text, 'zh-CN', context);

  it('reads times freely, and dates with them', () => {
    for (const text of ['9:30', '0930', '９：３０', '9.30']) expect(start(text)).toEqual({ ok: true, value: '09:30' });
    expect(start('9')).toEqual({ ok: true, value: '09:00' });
    // Where no day is chosen a date needs no year: the event has one.
    const nowhere = { date: null, near: '2026-11-06', day: null, zone: 'Asia/Shanghai' };
    expect(start('11-07 9:30', nowhere)).toEqual({ ok: true, value: '2026-11-07T09:30+08:00[Asia/Shanghai]' });
    expect(start('9:30', nowhere)).toMatchObject({ ok: false });
    expect(start('11-07 9:30')).toEqual({ ok: true, value: at('09:30', '2026-11-07') });
  });

  it('says in both languages what is wrong, and asks for a date where there is none', () => {
    const wrong = start('25:00');
    if (wrong.ok) throw new Error('25:00 was read');
    expect([wrong.words.zh, wrong.words.en].every((sentence) => sentence.includes('25:00'))).toBe(true);
    expect(start('上午')).toMatchObject({ ok: false });
    expect(start('9:30', { ...day, date: null })).toMatchObject({ ok: false });
  });

  it('gives a time past midnight to the next date while the day is open, and none in the gap of a clock change', () => {
    const docs = planDocs();
    addDay(docs, '2026-11-06', at('09:00'), at('04:00', '2026-11-07'));
    const open = { ...day, day: view(docs).days[0]! };
    expect(startAt('01:00', open)).toBe(at('01:00', '2026-11-07'));
    expect(startAt('05:00', open)).toBe(at('05:00'));
    const berlin = { date: '2026-03-29', day: null, zone: 'Europe/Berlin' };
    expect(startAt('02:30', berlin)).toBeNull();
    expect(start('2:30', berlin)).toMatchObject({ ok: false });
  });

  it('reads an end as a time after the beginning or as a length, over midnight up to MAX_OVERNIGHT_MINUTES', () => {
    const end = (text: string, from: string | null = at('09:30')) => readEnd(text, 'zh-CN', from);
    expect(end('10:15')).toEqual({ ok: true, value: 45 });
    expect(end('45 分钟')).toEqual({ ok: true, value: 45 });
    expect(end('45分钟', null)).toEqual({ ok: true, value: 45 });
    expect(end('10:15', null)).toMatchObject({ ok: false });
    expect(end('9:30')).toMatchObject({ ok: false });
    expect(end('9:00')).toMatchObject({ ok: false });
    expect(end('0:30', at('12:30'))).toEqual({ ok: true, value: MAX_OVERNIGHT_MINUTES });
    expect(end('0:31', at('12:30'))).toMatchObject({ ok: false });
  });

  it('shows an end as a time, or as a length where there is no beginning', () => {
    expect([endText(at('23:30'), 60, 'zh-CN'), endText(null, 45, 'zh-CN'), endText(null, 45, 'en')]).toEqual(['00:30', '45分', '45 min']);
  });
});

describe('moving rows', () => {
  const docs = () =>
    conference(
      { id: 's1', title: '一', start: at('09:00'), minutes: 30, room: 'a' },
      { id: 's2', title: '二', start: at('10:00'), minutes: 60, room: 'a' },
      { id: 's3', title: '三', start: at('10:30'), minutes: 30, room: 'b' },
      { id: 's4', title: '四', start: at('10:30'), minutes: 30, room: 'a' },
      { id: 's5', title: '五', start: at('09:00', '2026-11-07'), minutes: 30, room: 'a' },
      { id: 's6', title: '六' },
      { id: 's7', title: '七' },
    );
  /** Order on screen and beginnings after a move. */
  function carry(plan: PlanDocs, id: string, by: -1 | 1, sort: 'time' | 'room' = 'time'): string {
    const list = project(event, 'plan', plan.plan).lists.sessions!.map((item) => item.id);
    const move = carried(bands(plan, { sort }), list, id, by, sort);
    applyEdits({ plan: plan.plan }, move.edits);
    if (move.after !== undefined) moveItem(plan.plan, 'sessions', id, move.after);
    return told(plan, sort);
  }
  const told = (plan: PlanDocs, sort: 'time' | 'room' = 'time'): string =>
    bands(plan, { sort })
      .map((band) => band.sessions.map((session) => `${session.id}${session.start ? ` ${timeOf(session.start)}` : ''}`).join(', '))
      .join(' | ');

  it('exchanges two of one room, keeping what both fill, and back again', () => {
    const plan = docs();
    const before = told(plan);
    expect(carry(plan, 's1', 1)).toBe('s2 09:00, s1 10:30, s3 10:30, s4 10:30 | s5 09:00 | s6, s7');
    expect(carry(plan, 's2', 1)).toBe(before);
  });

  it('takes the time of one in another room, and leaves that one alone', () => {
    expect(carry(docs(), 's2', 1)).toBe('s1 09:00, s3 10:30, s2 10:30, s4 10:30 | s5 09:00 | s6, s7');
    expect(carry(docs(), 's3', -1)).toBe('s1 09:00, s3 10:00, s2 10:00, s4 10:30 | s5 09:00 | s6, s7');
  });

  it('changes only the order among rows of one time and among what is not placed', () => {
    expect(carry(docs(), 's4', -1)).toBe('s1 09:00, s2 10:00, s4 10:30, s3 10:30 | s5 09:00 | s6, s7');
    expect(carry(docs(), 's7', -1)).toBe('s1 09:00, s2 10:00, s3 10:30, s4 10:30 | s5 09:00 | s7, s6');
  });

  it('goes to the next day at its own time, but not out of the days', () => {
    expect(carry(docs(), 's4', 1)).toBe('s1 09:00, s2 10:00, s3 10:30 | s5 09:00, s4 10:30 | s6, s7');
    expect(carry(docs(), 's5', 1)).toBe(told(docs()));
    expect(carry(docs(), 's6', -1)).toBe(told(docs()));
  });

  it('takes the room of its neighbour where the table is sorted by room', () => {
    expect(carry(docs(), 's3', -1, 'room')).toBe('s1 09:00, s2 10:00, s3 10:30, s4 10:30 | s5 09:00 | s6, s7');
  });

  it('drops a row before another at its time, at the end after the last one, and out of the days without a time', () => {
    const drop = (id: string, target: string, next: string | null): string => {
      const plan = docs();
      const list = project(event, 'plan', plan.plan).lists.sessions!.map((item) => item.id);
      const move = dropped(bands(plan), list, id, target, next, 'Asia/Shanghai');
      applyEdits({ plan: plan.plan }, move.edits);
      if (move.after !== undefined) moveItem(plan.plan, 'sessions', id, move.after);
      return told(plan);
    };
    expect(drop('s5', '2026-11-06', 's2')).toContain('s5 10:00, s2 10:00');
    expect(drop('s1', '2026-11-07', null)).toContain('| s5 09:00, s1 09:30 |');
    expect(drop('s1', UNSCHEDULED, 's6')).toContain('| s1, s6, s7');
  });
});

describe('names', () => {
  const all = [
    { id: 'lin', names: ['林珊', 'Lin Shan'] },
    { id: 'lind', names: ['托马斯·林德', 'Thomas Lind'] },
    { id: 'lin2', names: ['林珊', 'Lin Shan-mei'] },
  ];

  it('finds exactly, whatever the case and the width, and says when several are called so', () => {
    expect(findExactly(all, 'ｌｉｎ  shan')).toEqual({ ok: true, id: 'lin' });
    expect(findExactly(all, '林珊')).toEqual({ ok: false, why: 'several' });
    expect(findExactly(all, '林')).toEqual({ ok: false, why: 'none' });
  });

  it('offers whole names first, then beginnings, what is inside, and initials', () => {
    expect(best(all, (one) => one.names, '林', 9).map((one) => one.id)).toEqual(['lin', 'lin2', 'lind']);
    expect(best(all, (one) => one.names, 'lind', 9).map((one) => one.id)).toEqual(['lind']);
    expect(fit(['林珊'], 'ls')).toBe(1);
    expect(fit(['林珊'], '何')).toBe(0);
  });

  it('splits what holds several by every sign that people use', () => {
    expect(splitNames('林珊、何译, Rahul Desai；田中裕介')).toEqual(['林珊', '何译', 'Rahul Desai', '田中裕介']);
    expect([lastName('林珊、 何'), namesBefore('林珊，何译；'), endsName('林珊、'), endsName('林珊')]).toEqual([
      '何',
      '林珊、何译',
      true,
      false,
    ]);
  });

  it('says in which session somebody or a room is at that time', () => {
    const docs = conference(
      { id: 's1', start: at('09:00'), minutes: 60, room: 'a', interpreters: ['lin'] },
      { id: 's2', start: at('09:30'), minutes: 60, room: 'b' },
      { id: 's3', start: at('10:00'), minutes: 60, room: 'b' },
    );
    const plan = view(docs);
    const [, s2, s3] = plan.sessions as [unknown, (typeof plan.sessions)[0], (typeof plan.sessions)[0]];
    expect(busyAt(plan, s2, { person: 'lin' })?.id).toBe('s1');
    expect(busyAt(plan, s3, { person: 'lin' })).toBeNull();
    expect(busyAt(plan, s3, { room: 'b' })?.id).toBe('s2');
  });
});
