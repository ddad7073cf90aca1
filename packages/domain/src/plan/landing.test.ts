import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyEdits } from '../kind/edit.ts';
import { checkRules } from '../kind/finding.ts';
import { event } from '../kinds/event/event.ts';
import { epochMinutes, instantIn } from '../shared/instants.ts';
import { obstacles, type Landing } from './landing.ts';
import { addDay, addPerson, addRoom, addSession, at, planDocs, projectAll, type NewSession, type PlanDocs } from './plan.fixture.ts';
import { roomReference, sessionEdit } from './remedies.ts';
import { planView } from './view.ts';

function conference(...sessions: NewSession[]): PlanDocs {
  const docs = planDocs();
  addRoom(docs, 'a', '云台厅', 300);
  addRoom(docs, 'b', '201 会议室', 40);
  addPerson(docs, 'lin', '林珊', 'Lin Shan', 'interpreter');
  addPerson(docs, 'zhao', '赵启明', 'Zhao Qiming', 'chair');
  addDay(docs, '2026-11-06', at('09:00'), at('18:00'));
  for (const session of sessions) addSession(docs, session);
  return docs;
}

function said(docs: PlanDocs, id: string, where: { start: string; minutes?: number; room: string | null }): string[] {
  const parts = projectAll(docs);
  const view = planView(parts);
  const session = view.sessions.find((one) => one.id === id)!;
  const room = view.rooms.find((one) => one.id === where.room) ?? null;
  return obstacles(parts, session, { start: where.start, minutes: where.minutes ?? session.minutes!, room }).map(({ words }) => words.zh);
}

describe('where a session could lie', () => {
  const docs = conference(
    { id: 's1', title: '开幕式', start: at('09:00'), minutes: 60, room: 'a', interpreters: ['lin'] },
    { id: 's2', title: '校长圆桌', start: at('11:00'), minutes: 60, room: 'b', interpreters: ['lin'], expected: 60 },
  );

  test('is free where room and people are, and its own time is no obstacle', () => {
    expect(said(docs, 's1', { start: at('09:15'), room: 'a' })).toEqual([]);
    expect(said(docs, 's2', { start: at('10:00'), room: 'a' })).toEqual([]);
  });

  test('is refused with who is there, whom it would take from elsewhere, the hours of the day and the seats', () => {
    expect(said(docs, 's2', { start: at('09:30'), room: 'a' })).toEqual(['09:00–10:00有“开幕式”', '林珊此时在“开幕式”']);
    expect(said(docs, 's1', { start: at('17:30'), room: 'a' })).toEqual(['超出会期09:00–18:00']);
    expect(said(docs, 's1', { start: at('10:00', '2026-11-09'), room: 'a' })).toEqual(['会期里没有11-09']);
    expect(said(docs, 's2', { start: at('10:00'), room: 'b' })).toEqual(['可容40人，报名60']);
  });

  test('says what the rules of the plan find once the session is there, and nothing when they find nothing', () => {
    const session = fc.record({
      from: fc.integer({ min: 0, max: 40 }),
      length: fc.integer({ min: 1, max: 8 }),
      room: fc.constantFrom('a', 'b'),
      chair: fc.subarray(['zhao', 'lin']),
      expected: fc.constantFrom(undefined, 20, 80),
    });
    const start = (quarter: number): string => instantIn(epochMinutes(at('08:30')) + quarter * 15, 'Asia/Shanghai');
    fc.assert(
      fc.property(fc.array(session, { minLength: 1, maxLength: 5 }), session, (sessions, to) => {
        const plan = conference(
          ...sessions.map(({ from, length, expected, ...rest }, n) => ({
            id: `s${n}`,
            start: start(from),
            minutes: length * 15,
            ...(expected === undefined ? {} : { expected }),
            ...rest,
          })),
        );
        const parts = projectAll(plan);
        const view = planView(parts);
        const moving = view.sessions[0]!;
        const room = view.rooms.find((one) => one.id === to.room)!;
        const landing: Landing = { start: start(to.from), minutes: to.length * 15, room };
        const against = obstacles(parts, moving, landing);
        applyEdits({ plan: plan.plan }, [
          sessionEdit(moving, 'start', landing.start),
          sessionEdit(moving, 'minutes', landing.minutes),
          sessionEdit(moving, 'room', roomReference(room)),
        ]);
        const findings = checkRules(event, projectAll(plan), null).filter((one) => one.items.includes(`plan/sessions/${moving.id}`));
        expect(against.length > 0).toBe(findings.length > 0);
        expect(new Set(against.map(({ is }) => is))).toEqual(new Set(findings.map(({ rule }) => IS_OF[rule])));
      }),
    );
  });
});

const IS_OF: Readonly<Record<string, string>> = {
  'room-double-booked': 'room',
  'person-double-booked': 'person',
  'outside-day': 'day',
  'over-capacity': 'capacity',
};
