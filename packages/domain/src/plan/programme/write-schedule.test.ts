import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addItem, setCell } from '../../kind/edit.ts';
import { instantIn } from '../../shared/instants.ts';
import { planItems } from '../items.ts';
import { addDay, addPerson, addRoom, addSession, at, planDocs, projectAll, type PlanDocs } from '../plan.fixture.ts';
import { planView } from '../view.ts';
import type { Schedule, SchedulePerson, ScheduleSession } from './format.ts';
import { actionsOf, fixtureText, imported, preview, read } from './import.fixture.ts';
import { readSchedule } from './read-schedule.ts';
import { writeSchedule } from './write-schedule.ts';

const written = (docs: PlanDocs): string => writeSchedule(projectAll(docs)).text;

/** What the published format holds, which must come through unharmed: people are known by a made-up guid afterwards, rooms and tracks are listed. */
const essence = (schedule: Schedule) => ({
  title: schedule.title,
  zone: schedule.zone,
  start: schedule.start,
  end: schedule.end,
  more: schedule.more,
  days: schedule.days.map(({ date, opens, closes }) => ({ date, opens, closes })),
  rooms: schedule.rooms.map(({ name, capacity, more }) => ({ name, capacity, more })),
  tracks: schedule.tracks.map(({ name, more }) => ({ name, more })),
  sessions: [...schedule.sessions]
    .map(({ path: _path, own: _own, chair: _chair, interpreters: _interpreters, persons, ...session }) => ({
      ...session,
      persons: persons.map(({ name, code, id, more }) => ({ name, code, id, more })),
    }))
    .sort((a, b) => (a.guid < b.guid ? -1 : 1)),
});

describe('an export', () => {
  test('of what was imported says the same, and imports into its event without a change', () => {
    const schedule = read(fixtureText);
    const docs = imported(schedule);
    const text = written(docs);
    expect(essence(read(text))).toEqual(essence(schedule));
    expect(preview(docs, read(text)).rows.filter((row) => row.action !== 'same')).toEqual([]);
    expect(writeSchedule(projectAll(docs)).leftOut).toEqual([]);
  });

  test('carries edits made here, and an event made of it exports the same text', () => {
    const docs = imported(read(fixtureText));
    const [session] = planItems(projectAll(docs)).sessions;
    setCell(docs.plan, 'sessions', `${session!.id}/start`, '2026-10-24T16:00+02:00[Europe/Berlin]');
    setCell(docs.plan, 'sessions', `${session!.id}/title.zh`, '开幕');
    setCell(docs.plan, 'rooms', `${planItems(projectAll(docs)).rooms[0]!.id}/name.zh`, '大厅');
    const text = written(docs);
    const again = read(text);
    expect(again.sessions.find((each) => each.guid === session!.guid)).toMatchObject({
      start: '2026-10-24T16:00+02:00[Europe/Berlin]',
      title: 'Eröffnung – öffentlich',
      room: 'Großer Saal',
    });
    expect(written(imported(again))).toBe(text);
  });

  test('of a plan made here gives what the format demands, and of a public one says what it has no place for', () => {
    const docs = planDocs();
    setCell(docs.case, 'fields', 'title.zh', '高原会议');
    addRoom(docs, 'b', '报告厅 B', 120);
    addRoom(docs, 'b2', '报告厅 B');
    addPerson(docs, 'lin', '林珊', 'Lin Shan', 'interpreter');
    addPerson(docs, 'he', '', 'He Yi', 'speaker');
    addDay(docs, '2026-11-06', at('09:00'), at('22:00'));
    addItem(docs.plan, 'days', { id: 'bare', values: { date: '2026-11-07' } });
    addSession(docs, { id: 's1', title: '开幕', start: at('09:00'), minutes: 90, room: 'b', speakers: ['he', 'lin'] });
    addSession(docs, { id: 's2', title: '分会场', start: at('09:00'), minutes: 30, room: 'b2' });
    addSession(docs, { id: 's3', title: '未排的一场', minutes: 30, room: 'b' });
    const { text, leftOut } = writeSchedule(projectAll(docs), { isPublic: true });
    expect(leftOut.slice(0, 1)).toMatchObject([
      { id: 's3', what: { zh: '未排的一场' }, why: { zh: expect.stringContaining('未排') as string } },
    ]);
    const schedule = read(text);
    expect(schedule.more.conference.acronym).toMatch(/^[a-z0-9_-][a-z0-9_]{3,}$/);
    expect(schedule.rooms.map((room) => room.name)).toEqual(['报告厅 B', '报告厅 B (2)']);
    expect(schedule.days).toEqual([
      { date: '2026-11-06', opens: at('09:00'), closes: at('22:00') },
      { date: '2026-11-07', opens: null, closes: null },
    ]);
    expect(schedule.sessions[0]!.guid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(schedule.sessions[0]!.persons.map((person) => person.name)).toEqual(['He Yi', '林珊']);
    const rows = preview(docs, schedule).rows.filter((row) => row.action !== 'same');
    expect(rows.map((row) => [row.what, row.action, row.title])).toEqual([
      ['conference', 'change', '高原会议'],
      ['room', 'kept', '报告厅 B (2)'],
    ]);
  });

  test('keeps to the published schema: required keys, one of two shapes of a person', () => {
    for (const docs of [imported(read(fixtureText)), imported(frabLike())]) {
      const { schedule } = JSON.parse(written(docs)) as {
        schedule: {
          version: unknown;
          conference: Record<string, unknown> & { days: { rooms: Record<string, Record<string, unknown>[]> }[] };
        };
      };
      for (const key of ['title', 'acronym', 'days', 'daysCount', 'start', 'end', 'timeslot_duration'])
        expect(schedule.conference, key).toHaveProperty(key);
      expect(typeof schedule.version).toBe('string');
      const events = schedule.conference.days.flatMap((day) => Object.values(day.rooms).flat());
      expect(events.length).toBeGreaterThan(1);
      for (const event of events) {
        for (const key of [
          'abstract',
          'date',
          'duration',
          'guid',
          'id',
          'language',
          'links',
          'persons',
          'room',
          'slug',
          'start',
          'subtitle',
          'title',
          'track',
          'type',
          'url',
        ])
          expect(event, key).toHaveProperty([key]);
        expect(event.slug).toMatch(/^[A-Za-z0-9_-]+$/);
        for (const person of event.persons as Record<string, unknown>[]) {
          const frab = 'public_name' in person && 'id' in person;
          expect(frab !== 'name' in person, JSON.stringify(person)).toBe(true);
        }
      }
    }
  });

  test('of an empty event is a file that comes in again, though a public one has no days and no import takes it', () => {
    expect(readSchedule(written(planDocs())).ok).toBe(true);
    const { text } = writeSchedule(projectAll(planDocs()), { isPublic: true });
    expect(readSchedule(text)).toMatchObject({ ok: false, errors: [{ path: 'schedule.conference.days' }] });
  });

  test('never lets carried keys take the place of the plan’s own', () => {
    const docs = imported(read(fixtureText));
    const [session] = planItems(projectAll(docs)).sessions;
    setCell(docs.plan, 'sessions', `${session!.id}/more`, '{"title":"forged","guid":"forged","__proto__":{"x":1},"extra":1}');
    const found = read(written(docs)).sessions.find((each) => each.guid === session!.guid)!;
    expect(found).toMatchObject({ title: 'Eröffnung – öffentlich', more: { extra: 1 } });
  });
});

/** A frab programme: numbered people, no list of rooms. */
function frabLike(): Schedule {
  const pretalx = read(fixtureText);
  const numbered = (person: SchedulePerson): SchedulePerson => ({
    key: `id:${person.name.length}`,
    name: person.name,
    guid: '',
    code: '',
    id: person.name.length,
    more: {},
  });
  return {
    ...pretalx,
    rooms: pretalx.rooms.map((room) => ({ ...room, guid: '', more: {} })),
    sessions: pretalx.sessions.map((session) => ({ ...session, persons: session.persons.map(numbered) })),
  };
}

describe('import after export', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'Z', 'é', '桥', '😀', ' ', '"', '\\', '\n', '<'), maxLength: 12 });
  const line = text.map((value) => value.replace(/\n/g, ' '));
  const person = fc
    .integer({ min: 1, max: 6 })
    .map((n): SchedulePerson =>
      n % 2 === 0
        ? { key: `id:${n}`, name: `Person ${n}`, guid: '', code: '', id: n, more: {} }
        : { key: `code:P${n}`, name: `人 ${n}`, guid: '', code: `P${n}`, id: null, more: { biography: `b${n}` } },
    );
  // JSON has no negative zero.
  const json = fc.jsonValue({ maxDepth: 2 }).map((value): unknown => JSON.parse(JSON.stringify(value)));
  const session = fc.record({
    title: line, subtitle: line, abstract: text, description: text, type: line, language: fc.constantFrom('', 'zh', 'en', 'zh-CN', 'de'),
    track: fc.constantFrom('', 'Wasser', '湿地'), room: fc.constantFrom('Saal', '云台厅', '201 会议室'), code: fc.constantFrom('', 'ABC'), slug: fc.constantFrom('', 'a-b'), url: fc.webUrl(),
    logo: fc.constantFrom('', '/logo.png'), licence: fc.constantFrom('', 'CC0'), doNotRecord: fc.boolean(), minutes: fc.integer({ min: 1, max: 600 }),
    at: fc.integer({ min: 0, max: 4 * 24 * 60 }), id: fc.option(fc.integer({ min: 1, max: 10_000 })), persons: fc.uniqueArray(person, { selector: (one) => one.key, maxLength: 3 }),
    links: fc.array(fc.record({ url: fc.webUrl(), title: line }), { maxLength: 2 }), more: fc.dictionary(fc.constantFrom('do_not_stream', 'feedback_url', 'x'), json, { maxKeys: 2 }),
  }); // prettier-ignore

  test('is the identity over any programme, through a file and a new event', () => {
    fc.assert(
      fc.property(
        fc.array(session, { maxLength: 6 }),
        fc.constantFrom('Europe/Berlin', 'Asia/Shanghai', 'America/New_York'),
        (drafts, zone) => {
          // Four days around the night on which clocks go back in Berlin.
          const noon = Date.parse('2026-10-24T10:00:00Z') / 60_000;
          const sessions = drafts.map(({ at: minute, ...draft }, n): ScheduleSession => ({
          ...draft, path: '', guid: `0000000${n}-0000-4000-8000-000000000000`, start: instantIn(noon + minute, zone), attachments: [], links: draft.links, persons: draft.persons, more: draft.more,
        })); // prettier-ignore
          const dates = [
            ...new Set([instantIn(noon, zone), ...sessions.map((each) => each.start)].map((start) => start!.slice(0, 10))),
          ].sort();
          const days = dates.map((date) => ({ date, opens: null, closes: null }));
          const mentioned = (names: string[]) => [...new Set(names)].filter((name) => name !== '');
          const schedule: Schedule = {
          title: '会议', start: dates[0]!, end: dates.at(-1)!, zone, days, sessions,
          more: { schedule: { version: 'v' }, conference: { acronym: 'abcd', timeslot_duration: '00:10' } },
          rooms: mentioned(sessions.map((each) => each.room)).map((name) => ({ name, guid: '', capacity: null, more: {} })),
          tracks: mentioned(sessions.map((each) => each.track)).map((name) => ({ name, more: {} })),
        }; // prettier-ignore
          const docs = imported(schedule);
          const exported = written(docs);
          const filled = (one: ReturnType<typeof essence>) => ({
            ...one,
            sessions: one.sessions.map(({ id: _id, slug: _slug, ...each }) => each),
          });
          expect(filled(essence(read(exported)))).toEqual(filled(essence(schedule)));
          expect(preview(docs, read(exported)).rows.filter((row) => row.action !== 'same')).toEqual([]);
          expect(written(imported(read(exported)))).toBe(exported);
        },
      ),
      { numRuns: 120 },
    );
  });
});

const sample = resolve(import.meta.dirname, '../../../../../../shared/samples/programmes/camp2019.json');

describe.skipIf(!existsSync(sample))('the programme of a real conference', () => {
  const file = () => readFileSync(sample, 'utf8');

  test('comes in whole: 79 sessions at their wall times, with people, rooms, tracks and abstracts', () => {
    const text = file();
    const { schedule } = JSON.parse(text) as {
      schedule: {
        conference: {
          days: {
            rooms: Record<
              string,
              { guid: string; date: string; start: string; title: string; abstract: string; persons: { public_name: string }[] }[]
            >;
          }[];
        };
      };
    };
    const events = schedule.conference.days.flatMap((day) =>
      Object.entries(day.rooms).flatMap(([room, list]) => list.map((event) => ({ room, ...event }))),
    );
    const docs = imported(read(text));
    const view = planView(projectAll(docs));
    const shown = new Map(view.sessions.map((session) => [session.item.guid, session]));
    expect(events).toHaveLength(79);
    expect(shown.size).toBe(79);
    for (const event of events) {
      const session = shown.get(event.guid)!;
      expect(session.start).toBe(`${event.date.slice(0, 16)}+02:00[Europe/Berlin]`);
      expect(session.start!.slice(11, 16)).toBe(event.start);
      expect([session.title.zh, session.title.en].join('')).toBe(event.title);
      expect(session.item.abstract).toBe(event.abstract);
      expect(session.room!.name.en).toBe(event.room);
      expect(session.people.speakers.map((person) => person.name.en)).toEqual(event.persons.map((person) => person.public_name));
      expect(session.placed).toBe(true);
    }
    expect(view.days.map((day) => day.sessions.length).reduce((sum, count) => sum + count)).toBe(79);
    expect(view.unscheduled.length + view.elsewhere.length).toBe(0);
  });

  test('goes out and in again the same, and importing again changes nothing', () => {
    const schedule = read(file());
    const docs = imported(schedule);
    expect(essence(read(written(docs)))).toEqual(essence(schedule));
    expect(Object.keys(actionsOf(preview(docs, schedule))).every((action) => action.endsWith(' same'))).toBe(true);
    expect(preview(docs, read(written(docs))).rows.every((row) => row.action === 'same')).toBe(true);
  });
});
