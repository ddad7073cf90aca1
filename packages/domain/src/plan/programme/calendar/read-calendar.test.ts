import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { setCell } from '../../../kind/edit.ts';
import { epochMinutes, instantIn } from '../../../shared/instants.ts';
import { addDay, addPerson, addRoom, addSession, planDocs, projectAll, type PlanDocs } from '../../plan.fixture.ts';
import { PROGRAMME_MAX_SESSIONS, type Schedule } from '../format.ts';
import { actionsOf, fixtureText, imported, importInto, preview, read } from '../import.fixture.ts';
import { readProgramme } from '../read-programme.ts';
import { readCalendar } from './read-calendar.ts';
import { writeCalendar } from './write-calendar.ts';

const written = (docs: PlanDocs, locale: 'zh-CN' | 'en' = 'zh-CN'): string =>
  writeCalendar(projectAll(docs), { locale, stamp: '2026-10-01T08:00:00Z', alarm: 15 }).text;

function open(text: string): Schedule {
  const result = readCalendar(text);
  if (!result.ok) throw new Error(JSON.stringify(result.errors.slice(0, 3)));
  return result.schedule;
}

const calendar = (...entries: string[]): string =>
  ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//x//y//EN', ...entries, 'END:VCALENDAR', ''].join('\r\n');

const entry = (...lines: string[]): string =>
  ['BEGIN:VEVENT', 'UID:one@example.org', 'DTSTAMP:20261001T000000Z', 'SUMMARY:Talk', ...lines, 'END:VEVENT'].join('\r\n');

const errorsOf = (text: string): string[] => {
  const result = readCalendar(text);
  return result.ok ? [] : result.errors.map((error) => `${error.path}: ${error.words.zh}`);
};

const HOUR = 'DURATION:PT1H';

describe('an entry of a calendar', () => {
  test.each([
    ['in UTC', 'DTSTART:20260701T070000Z', 'X-WR-TIMEZONE:Europe/Berlin', '2026-07-01T09:00+02:00[Europe/Berlin]'],
    ['in a zone by name', 'DTSTART;TZID=Europe/Berlin:20260701T090000', '', '2026-07-01T09:00+02:00[Europe/Berlin]'],
    ['on the clock of its calendar', 'DTSTART:20260701T090000', 'X-WR-TIMEZONE:Europe/Berlin', '2026-07-01T09:00+02:00[Europe/Berlin]'],
    ['on no clock, by that of the office', 'DTSTART:20260701T090000', '', '2026-07-01T09:00+08:00[Asia/Shanghai]'],
  ])('%s is at its instant', (_, start, zone, expected) => {
    const schedule = open(calendar(...(zone ? [zone] : []), entry(start, HOUR, 'LOCATION:Hall')));
    expect(schedule.sessions.map((session) => [session.start, session.minutes, session.room])).toEqual([[expected, 60, 'Hall']]);
  });

  test('in a zone that only the file knows goes by the rules of the file', () => {
    const zone = ['BEGIN:VTIMEZONE', 'TZID:Office Time', 'BEGIN:STANDARD', 'DTSTART:19700101T000000', 'TZOFFSETFROM:+0530', 'TZOFFSETTO:+0530', 'END:STANDARD', 'END:VTIMEZONE'].join('\r\n'); // prettier-ignore
    const start = 'DTSTART;TZID=Office Time:20260701T090000';
    expect(epochMinutes(open(calendar(zone, entry(start, HOUR))).sessions[0]!.start!)).toBe(epochMinutes('2026-07-01T09:00+05:30[+05:30]'));
    expect(errorsOf(calendar(entry(start, HOUR)))[0]).toContain('Office Time');
    const fast = zone.replace('DTSTART:1970', 'RRULE:FREQ=SECONDLY\r\nDTSTART:1970');
    expect(errorsOf(calendar(fast, entry(start, HOUR)))[0]).toContain('Office Time');
  });

  test.each([
    ['that recurs', entry('DTSTART:20260701T070000Z', HOUR, 'RRULE:FREQ=DAILY'), 'VEVENT[0].RRULE: “Talk”是重复活动'],
    ['of a whole day', entry('DTSTART;VALUE=DATE:20260701'), 'VEVENT[0].DTSTART: “Talk”是全天活动'],
    ['without an end', entry('DTSTART:20260701T070000Z'), 'VEVENT[0].DTEND: “Talk”没有结束时间'],
    ['that ends before it begins', entry('DTSTART:20260701T070000Z', 'DTEND:20260701T060000Z'), 'VEVENT[0].DTEND: “Talk”的时长'],
    ['in the hour that clocks skip', entry('DTSTART;TZID=Europe/Berlin:20260329T023000', HOUR), 'VEVENT[0].DTSTART: “Talk”的 02:30'],
  ])('%s is refused by its title', (_, text, expected) => {
    expect(errorsOf(calendar(text))).toEqual([expect.stringContaining(expected) as string]);
  });

  test('twice of one identifier is refused, a cancelled one is left out, and no calendar is no calendar', () => {
    const good = entry('DTSTART:20260701T070000Z', HOUR);
    expect(errorsOf(calendar(good, good))[0]).toContain('VEVENT[1].UID');
    expect(open(calendar(good, entry('STATUS:CANCELLED'))).sessions).toHaveLength(1);
    expect(errorsOf(calendar())[0]).toContain('没有一项');
    expect(errorsOf('BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n')[0]).toContain('iCalendar');
    expect(errorsOf(calendar(...Array.from({ length: PROGRAMME_MAX_SESSIONS + 1 }, () => good)))[0]).toContain(`${PROGRAMME_MAX_SESSIONS}`);
  });
});

describe('a calendar of our own', () => {
  test('is known by what it holds, and changes nothing in its event, in either language', async () => {
    const docs = imported(read(fixtureText));
    for (const locale of ['zh-CN', 'en'] as const) {
      const result = await readProgramme(written(docs, locale));
      if (!result.ok) throw new Error(JSON.stringify(result.errors));
      expect(preview(docs, result.schedule).rows.filter((row) => row.action !== 'same')).toEqual([]);
    }
  });

  test('changes what a person moved in their calendar and nothing that a calendar does not speak of', () => {
    const schedule = read(fixtureText);
    const docs = imported(schedule);
    const moved = written(docs).replace('DTSTART;TZID=Europe/Berlin:20261024T090000', 'DTSTART;TZID=Europe/Berlin:20261024T093000');
    const actions = actionsOf(preview(docs, open(moved)));
    expect([actions['session change'], actions['session same'], actions['session create']]).toEqual([1, 4, undefined]);
    importInto(docs, open(moved));
    const others = preview(docs, schedule).rows.filter((row) => row.action !== 'same');
    expect(others.map((row) => [row.title, row.action, row.changes.map((change) => change.label.en)])).toEqual([
      [schedule.sessions[0]!.title, 'change', ['Start']],
    ]);
  });
});

describe('import ∘ export', () => {
  test('is the identity on what a calendar carries, over clock changes and past midnight', () => {
    const prose = fc.string({ unit: fc.constantFrom('a', 'é', '桥', '🌉', ';', ',', '\\', '\n', ':', '"', ' x'), maxLength: 60 });
    const plan = fc.record({
      zone: fc.constantFrom('Europe/Berlin', 'America/New_York', 'Asia/Shanghai', 'Australia/Lord_Howe'),
      sessions: fc.array(
        fc.record({ at: fc.integer({ min: -2000, max: 14000 }), minutes: fc.integer({ min: 1, max: 44640 }), title: prose, text: prose, abstract: prose, room: fc.nat(2) }),
        { minLength: 1, maxLength: 6 },
      ),
    }); // prettier-ignore
    fc.assert(
      fc.property(plan, ({ zone, sessions }) => {
        const docs = planDocs();
        setCell(docs.case, 'fields', 'zone', zone);
        addPerson(docs, 'p', '林珊', '');
        for (const id of ['0', '1', '2']) addRoom(docs, id, `厅, ${id}; \\`);
        const night = epochMinutes('2026-10-24T22:00+00:00[UTC]');
        addDay(docs, '2026-10-24', instantIn(night - 600, zone), instantIn(night + 300, zone));
        sessions.forEach(({ at, minutes, title, text, abstract, room }, n) => {
          addSession(docs, { id: `s${n}`, title: `桥${title.replaceAll('\n', ' ').trim()}`, start: instantIn(night + at, zone), minutes, room: `${room}`, speakers: ['p'] }); // prettier-ignore
          setCell(docs.plan, 'sessions', `s${n}/description`, text);
          setCell(docs.plan, 'sessions', `s${n}/abstract`, abstract);
        });
        const schedule = open(written(docs));
        const found = schedule.sessions.map((session) => [epochMinutes(session.start!) - night, session.minutes]).sort();
        expect(found).toEqual(sessions.map((session) => [session.at, session.minutes]).sort());
        const changed = preview(docs, schedule).rows.filter((row) => row.what === 'session' && row.action !== 'same');
        expect(changed.map((row) => row.words.en)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});
