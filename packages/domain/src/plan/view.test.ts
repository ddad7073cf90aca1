import { describe, expect, test } from 'vitest';
import { removeItem, setCell } from '../kind/edit.ts';
import { addDay, addPerson, addRoom, addSession, at, planDocs, projectAll } from './plan.fixture.ts';
import { byRoom, byTime, planView } from './view.ts';

const office = () => {
  const docs = planDocs();
  addRoom(docs, 'b', '报告厅 B', 120);
  addRoom(docs, 'a', '201 会议室', 40);
  addPerson(docs, 'lin', '林珊', 'Lin Shan', 'interpreter');
  addDay(docs, '2026-11-07', at('09:00', '2026-11-07'), at('18:00', '2026-11-07'));
  addDay(docs, '2026-11-06', at('09:00'), at('02:00', '2026-11-07'));
  addSession(docs, { id: 's1', start: at('14:00'), minutes: 60, room: 'a', interpreters: ['lin'] });
  addSession(docs, { id: 's2', start: at('13:30'), minutes: 90, room: 'b' });
  addSession(docs, { id: 's3', minutes: 90, room: 'b' });
  addSession(docs, { id: 'late', start: at('01:00', '2026-11-07'), minutes: 60, room: 'b' });
  addSession(docs, { id: 'far', start: at('10:00', '2026-12-01'), minutes: 60, room: 'b' });
  return docs;
};

describe('the plan as it is read', () => {
  test('days stand by date, their sessions by time, and a session past midnight on the day whose hours hold it', () => {
    const view = planView(projectAll(office()));
    expect(view.days.map((day) => [day.date, day.sessions.map((session) => session.id)])).toEqual([
      ['2026-11-06', ['s2', 's1', 'late']],
      ['2026-11-07', []],
    ]);
    expect(view.elsewhere.map((session) => session.id)).toEqual(['far']);
    expect(view.unscheduled.map((session) => session.id)).toEqual(['s3']);
  });

  test('a session is placed when it has a start, a length and a room', () => {
    const docs = office();
    for (const [cell, value] of [
      ['start', at('15:00')],
      ['minutes', 90],
      ['room', { id: 'b', label: '' }],
    ] as const) {
      setCell(docs.plan, 'sessions', 's3/start', at('15:00'));
      expect(planView(projectAll(docs)).unscheduled).toEqual([]);
      setCell(docs.plan, 'sessions', `s3/${cell}`, null);
      expect(planView(projectAll(docs)).unscheduled.map((session) => session.id)).toEqual(['s3']);
      setCell(docs.plan, 'sessions', `s3/${cell}`, value);
    }
  });

  test('rooms and people are shown by their present names, and by the cached label once they are gone', () => {
    const docs = office();
    setCell(docs.plan, 'rooms', 'a/name.zh', '202 会议室');
    const session = () => planView(projectAll(docs)).sessions.find((each) => each.id === 's1')!;
    expect(session().room).toMatchObject({ id: 'a', name: { zh: '202 会议室' }, capacity: 40 });
    expect(session().people.interpreters[0]!.name).toEqual({ zh: '林珊', en: 'Lin Shan' });
    removeItem(docs.plan, 'rooms', 'a');
    expect(session().room).toMatchObject({ id: 'a', name: { zh: 'a', en: 'a' }, item: null });
    expect(planView({ plan: projectAll(docs).plan }).sessions[0]!.people.interpreters[0]!.item).toBeNull();
  });

  test('sorts by time and by room, what has none last', () => {
    const { sessions } = planView(projectAll(office()));
    expect([...sessions].sort(byTime).map((session) => session.id)).toEqual(['s2', 's1', 'late', 'far', 's3']);
    expect([...sessions].sort(byRoom).map((session) => session.id)).toEqual(['s2', 'late', 'far', 's3', 's1']);
  });

  test('the same parts are read once; nothing at hand is an empty plan', () => {
    const parts = projectAll(office());
    expect(planView(parts)).toBe(planView({ ...parts }));
    expect(planView({})).toMatchObject({ days: [], sessions: [], zone: 'Asia/Shanghai' });
  });

  test('the zone is the case’s, else that of the first session', () => {
    const docs = office();
    setCell(docs.plan, 'sessions', 's1/start', '2026-11-06T14:00+01:00[Europe/Berlin]');
    expect(planView(projectAll(docs)).zone).toBe('Europe/Berlin');
    // What was written before zones were read is no reason to refuse every time.
    setCell(docs.case, 'fields', 'zone', '北京时间');
    expect(planView(projectAll(docs)).zone).toBe('Europe/Berlin');
    setCell(docs.case, 'fields', 'zone', 'Asia/Urumqi');
    expect(planView(projectAll(docs)).zone).toBe('Asia/Urumqi');
  });

  test('two days of one date, and one that closes before it opens, do no harm', () => {
    const docs = office();
    addDay(docs, '2026-12-01', at('18:00', '2026-12-01'), at('09:00', '2026-12-01'));
    const view = planView(projectAll(docs));
    expect(view.days.at(-1)).toMatchObject({ date: '2026-12-01', closes: null });
    expect(view.days.at(-1)!.sessions.map((session) => session.id)).toEqual(['far']);
  });
});
