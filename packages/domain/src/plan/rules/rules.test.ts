import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyEdits, removeItem, restoreItem } from '../../kind/edit.ts';
import { checkRules } from '../../kind/finding.ts';
import type { Finding, PartValue, Projected } from '../../kind/types.ts';
import { event } from '../../kinds/event/event.ts';
import { epochMinutes, instantIn } from '../../shared/instants.ts';
import { PEOPLE_CELLS, planItems, type SessionItem } from '../items.ts';
import { MAX_FINDINGS_PER_RULE, MAX_REMEDIES } from '../limits.ts';
import { addDay, addPerson, addRoom, addSession, at, planDocs, projectAll, type NewSession, type PlanDocs } from '../plan.fixture.ts';
import { planView } from '../view.ts';
import { PLAN_RULES } from './rules.ts';

const findings = (parts: Projected): readonly Finding[] => checkRules(event, parts, null);

/** The office of the design: two interpreters, three rooms. */
function conference(...sessions: NewSession[]): PlanDocs {
  const docs = planDocs();
  addRoom(docs, 'b', '报告厅 B', 120);
  addRoom(docs, 'm1', '201 会议室', 40);
  addRoom(docs, 'm3', '203 会议室', 80);
  addPerson(docs, 'lin', '林珊', 'Lin Shan', 'interpreter');
  addPerson(docs, 'he', '何译', 'He Yi', 'interpreter');
  addPerson(docs, 'zhao', '赵启明', 'Zhao Qiming', 'chair');
  addDay(docs, '2026-11-06', at('09:00'), at('22:00'));
  for (const session of sessions) addSession(docs, session);
  return docs;
}

const remediesOf = (finding: Finding | undefined) => finding?.remedies.map((remedy) => remedy.words.zh);

describe('one person in two places', () => {
  test('is said with name, time and what they do, and ways out that name their effect', () => {
    const docs = conference(
      { id: 's2', title: '分会场二', start: at('13:30'), minutes: 90, room: 'b', interpreters: ['lin'] },
      { id: 's3', title: '分会场三', start: at('14:00'), minutes: 90, room: 'm1', interpreters: ['lin'] },
    );
    const found = findings(projectAll(docs));
    expect(found).toHaveLength(1);
    expect(found[0]!.words).toEqual({ zh: '林珊 14:00–15:00 同时在两处口译。', en: 'Lin Shan interprets in two rooms, 14:00–15:00.' });
    expect(found[0]!.items).toEqual(['plan/sessions/s2', 'plan/sessions/s3', 'people/people/lin']);
    expect(found[0]!.cells).toContain('plan/sessions/s3/interpreters');
    expect(remediesOf(found[0])).toEqual(['“分会场三”改派 何译', '“分会场三”移到 15:00', '“分会场三”不安排 林珊']);
  });

  test('counts chairing and interpreting alike, and says which is which', () => {
    const docs = conference(
      { id: 's2', title: '开幕', start: at('09:00'), minutes: 60, room: 'b', chair: ['zhao'], speakers: ['zhao'] },
      { id: 's3', title: '会谈', start: at('09:30'), minutes: 15, speakers: ['zhao'] },
    );
    const found = findings(projectAll(docs));
    expect(found.map((finding) => finding.words.zh)).toEqual(['赵启明 09:30–09:45 同时有两场：主持“开幕”，报告“会谈”。']);
  });

  test('does not offer to replace somebody in one of two things they do in the session', () => {
    const docs = conference(
      { id: 's2', title: '二', start: at('13:30'), minutes: 90, room: 'b', interpreters: ['lin'] },
      { id: 's3', title: '三', start: at('14:00'), minutes: 90, room: 'm1', interpreters: ['lin'], chair: ['lin'] },
    );
    expect(remediesOf(findings(projectAll(docs))[0])).toEqual(['“三”移到 15:00', '“三”不安排 林珊']);
  });

  test('does not offer somebody who is busy then', () => {
    const docs = conference(
      { id: 's2', title: '二', start: at('13:30'), minutes: 90, room: 'b', interpreters: ['lin'] },
      { id: 's3', title: '三', start: at('14:00'), minutes: 90, room: 'm1', interpreters: ['lin'] },
      { id: 's4', title: '四', start: at('15:00'), minutes: 30, room: 'm3', interpreters: ['he'] },
    );
    expect(remediesOf(findings(projectAll(docs))[0])).toEqual(['“三”移到 15:00', '“三”不安排 林珊']);
  });
});

describe('one room twice', () => {
  test('is said with the room, the time and both sessions; the smallest room that holds it is offered', () => {
    const docs = conference(
      { id: 's2', title: '二', start: at('13:30'), minutes: 90, room: 'b', expected: 74 },
      { id: 's3', title: '三', start: at('14:00'), minutes: 30, room: 'b', expected: 50 },
    );
    const [found] = findings(projectAll(docs));
    expect(found!.words.zh).toBe('报告厅 B 14:00–14:30 同时排了两场：“二”和“三”。');
    expect(remediesOf(found)).toEqual(['“三”改到 203 会议室', '“三”移到 15:00', '“三”放回未排']);
  });

  test('one that begins when the other ends is no clash', () => {
    const docs = conference(
      { id: 's2', start: at('13:30'), minutes: 30, room: 'b' },
      { id: 's3', start: at('14:00'), minutes: 30, room: 'b' },
    );
    expect(findings(projectAll(docs))).toEqual([]);
  });
});

describe('outside the day and over capacity', () => {
  test('a session that ends after its day says by which hours, and may come within them', () => {
    const docs = conference({ id: 's2', title: '晚宴', start: at('21:00'), minutes: 120, room: 'b' });
    const [found] = findings(projectAll(docs));
    expect(found!.words).toEqual({
      zh: '“晚宴” 21:00–23:00 超出 11-06 的会期 09:00–22:00。',
      en: '“晚宴”, 21:00–23:00, lies outside the day 11-06, 09:00–22:00.',
    });
    expect(remediesOf(found)).toEqual(['“晚宴”移到 20:00', '“晚宴”放回未排']);
  });

  test('a session on no day of the event says so; a plan without days says nothing', () => {
    const docs = conference({ id: 's2', title: '考察', start: at('09:00', '2026-11-09'), minutes: 60, room: 'b' });
    expect(findings(projectAll(docs))[0]!.words.zh).toBe('“考察” 排在 11-09，会期里没有这一天。');
    const bare = planDocs();
    addSession(bare, { id: 's2', start: at('09:00', '2026-11-09'), minutes: 60 });
    expect(findings(projectAll(bare))).toEqual([]);
  });

  test('a date of the event by its case is no clash, though another day has hours of its own', () => {
    const docs = conference({ id: 's2', title: '考察', start: at('09:00', '2026-11-07'), minutes: 60, room: 'b' });
    const last = (date: string) => ({ part: 'case', root: 'fields', key: 'ends', value: date });
    applyEdits({ ...docs }, [{ part: 'case', root: 'fields', key: 'starts', value: '2026-11-06' }, last('2026-11-07')]);
    expect(findings(projectAll(docs))).toEqual([]);
    applyEdits({ ...docs }, [last('2026-11-06')]);
    expect(findings(projectAll(docs)).map((one) => one.rule)).toEqual(['outside-day']);
  });

  test('more people than the room holds', () => {
    const docs = conference({ id: 's2', title: '青年学者工作坊', start: at('13:30'), minutes: 90, room: 'm1', expected: 63 });
    const [found] = findings(projectAll(docs));
    expect(found!.words).toEqual({
      zh: '“青年学者工作坊”报名 63 人，201 会议室 容 40 人。',
      en: '“青年学者工作坊” expects 63; Room m1 holds 40.',
    });
    expect(remediesOf(found)).toEqual(['“青年学者工作坊”改到 203 会议室', '“青年学者工作坊”会场待定']);
  });
});

describe('a room that was removed', () => {
  test('is said of each session that is still in it, and another room is offered; none is said once it is back', () => {
    const docs = conference({ id: 's2', title: '工作坊', start: at('13:30'), minutes: 90, room: 'm1', expected: 30 });
    expect(findings(projectAll(docs))).toEqual([]);
    removeItem(docs.plan, 'rooms', 'm1');
    const [found] = findings(projectAll(docs));
    expect(found!.words.zh).toBe('“工作坊”排在 m1，这个会场已经移去。');
    expect(remediesOf(found)).toEqual(['“工作坊”改到 203 会议室', '“工作坊”会场待定']);
    restoreItem(docs.plan, 'rooms', 'm1');
    expect(findings(projectAll(docs))).toEqual([]);
  });
});

describe('against the words of the rules', () => {
  const rooms = ['b', 'm1', 'm3', 'gone'];
  const people = ['lin', 'he', 'zhao', 'nobody'];
  const session = fc.record({
    start: fc.option(
      fc.integer({ min: 30, max: 24 * 4 + 20 }).map((quarter) => instantIn(epochMinutes(at('00:00')) + quarter * 15, 'Asia/Shanghai')),
      { nil: undefined },
    ),
    minutes: fc.option(fc.constantFrom(0, 15, 30, 60, 95), { nil: undefined, freq: 12 }),
    room: fc.option(fc.constantFrom(...rooms), { nil: undefined }),
    chair: fc.subarray(people),
    speakers: fc.subarray(people),
    interpreters: fc.subarray(people),
    expected: fc.option(fc.constantFrom(10, 60, 100, 200), { nil: undefined }),
  });
  const plan = fc.array(session, { maxLength: 8 });
  const made = (sessions: readonly Omit<NewSession, 'id'>[]): PlanDocs =>
    conference(...sessions.map((each, n) => ({ ...each, id: `s${n}` })));

  test('finds exactly what comparing everything with everything finds', () => {
    fc.assert(
      fc.property(plan, (sessions) => {
        const parts = projectAll(made(sessions));
        expect(
          findings(parts)
            .map((finding) => `${finding.rule} ${[...finding.items].sort().join(' ')}`)
            .sort(),
        ).toEqual(oracle(parts).sort());
      }),
      { numRuns: 300 },
    );
  });

  test('each way out settles its finding, and there are at most three', () => {
    fc.assert(
      fc.property(plan, (sessions) => {
        const docs = made(sessions);
        for (const finding of findings(projectAll(docs))) {
          expect(finding.remedies.length).toBeLessThanOrEqual(MAX_REMEDIES);
          expect(finding.remedies.length).toBeGreaterThan(0);
          for (const remedy of finding.remedies) {
            const before = inverse(docs, remedy.edits);
            applyEdits({ ...docs }, remedy.edits);
            expect(
              findings(projectAll(docs)).map((other) => other.id),
              remedy.words.zh,
            ).not.toContain(finding.id);
            applyEdits({ ...docs }, before);
          }
        }
      }),
      { numRuns: 100 },
    );
  });

  const inverse = (docs: PlanDocs, edits: Finding['remedies'][number]['edits']) =>
    edits.map((edit) => ({ ...edit, value: docs.plan.getMap(edit.root).get(edit.key) ?? null }));
});

/** Everything against everything, by the sentences of the rules alone. */
function oracle(parts: Projected): string[] {
  const { sessions, rooms, days } = planItems(parts);
  const found: string[] = [];
  const span = (session: SessionItem): [number, number] | null =>
    session.start === null || !session.minutes ? null : [epochMinutes(session.start), epochMinutes(session.start) + session.minutes];
  const peopleIn = (session: SessionItem): Set<string> => new Set(PEOPLE_CELLS.flatMap((cell) => session[cell].map((one) => one.id)));
  sessions.forEach((a, n) => {
    for (const b of sessions.slice(n + 1)) {
      const [one, two] = [span(a), span(b)];
      if (!one || !two || one[0] >= two[1] || two[0] >= one[1]) continue;
      const pair = [`plan/sessions/${a.id}`, `plan/sessions/${b.id}`];
      if (a.room && a.room.id === b.room?.id) found.push(`room-double-booked ${[...pair, `plan/rooms/${a.room.id}`].sort().join(' ')}`);
      for (const person of peopleIn(a))
        if (peopleIn(b).has(person)) found.push(`person-double-booked ${[...pair, `people/people/${person}`].sort().join(' ')}`);
    }
    const capacity = rooms.find((room) => room.id === a.room?.id)?.capacity ?? Infinity;
    if (a.room && !rooms.some((room) => room.id === a.room!.id))
      found.push(`room-gone ${[`plan/sessions/${a.id}`, `plan/rooms/${a.room.id}`].sort().join(' ')}`);
    if (a.expected !== null && a.expected > capacity)
      found.push(`over-capacity ${[`plan/sessions/${a.id}`, `plan/rooms/${a.room!.id}`].sort().join(' ')}`);
    const own = span(a);
    const [opens, closes] = [epochMinutes(days[0]!.opens!), epochMinutes(days[0]!.closes!)];
    if (own && (own[0] < opens || own[1] > closes)) {
      const known = a.start!.startsWith('2026-11-06') ? [`plan/days/${days[0]!.id}`] : [];
      found.push(`outside-day ${[`plan/sessions/${a.id}`, ...known].sort().join(' ')}`);
    }
  });
  return found;
}

describe('size', () => {
  /** 400 sessions in 30 rooms over four days, with people of whom some are double-booked. */
  function large(count: number, roomCount: number): Projected {
    const empty = (id: string) => ({ id, order: '' });
    const rooms = Array.from({ length: roomCount }, (_, n) => ({
      ...empty(`r${n}`),
      name: { zh: `会场${n}`, en: `Room ${n}` },
      capacity: 50,
    }));
    const people = Array.from({ length: 200 }, (_, n) => ({
      ...empty(`p${n}`),
      name: `人${n}`,
      latinName: `P ${n}`,
      role: ['speaker', 'interpreter'],
    }));
    const days = [6, 7, 8, 9].map((day) => ({
      ...empty(`d${day}`),
      date: `2026-11-0${day}`,
      opens: at('09:00', `2026-11-0${day}`),
      closes: at('18:00', `2026-11-0${day}`),
      title: { zh: '', en: '' },
    }));
    const refer = (id: string) => ({ id, label: id });
    const sessions = Array.from({ length: count }, (_, n) => ({
      ...empty(`s${n}`),
      title: { zh: `第${n}场`, en: `Session ${n}` },
      start:
        roomCount === 1
          ? at('09:00')
          : at(['09:00', '11:00', '14:00', '16:00'][Math.floor(n / roomCount) % 4]!, days[Math.floor(n / roomCount / 4) % 4]!.date),
      minutes: 90,
      room: refer(`r${n % roomCount}`),
      track: null,
      chair: [refer(`p${(n * 7) % 200}`)],
      speakers: [refer(`p${(n * 13) % 200}`), refer(`p${(n * 17) % 200}`)],
      interpreters: [refer(`p${(n * 29) % 200}`)],
      expected: n % 40 === 0 ? 60 : 30,
    }));
    const part = (lists: PartValue['lists']): PartValue => ({ fields: {}, lists, texts: {} });
    return { plan: part({ sessions, rooms, days, tracks: [] }), people: part({ people }) };
  }

  test('among 400 sessions in 30 rooms every clash is found, each with its ways out', () => {
    const found = findings(large(400, 30));
    expect(found.length).toBeGreaterThan(50);
    expect(found.filter(({ remedies }) => remedies.length === 0)).toEqual([]);
  });

  test('a plan in which everything clashes gives each rule’s limit of findings, and no more', () => {
    const parts = large(400, 1);
    for (const rule of ['room-double-booked', 'person-double-booked'])
      expect(PLAN_RULES[rule]!(parts, null)).toHaveLength(MAX_FINDINGS_PER_RULE);
    expect(planView(parts).sessions).toHaveLength(400);
  });
});
