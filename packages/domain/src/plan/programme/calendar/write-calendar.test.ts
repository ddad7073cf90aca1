import ICAL from 'ical.js';
import { describe, expect, test } from 'vitest';
import { setCell } from '../../../kind/edit.ts';
import { epochMinutes, instantIn } from '../../../shared/instants.ts';
import { addDay, addPerson, addRoom, addSession, at, planDocs, projectAll, type PlanDocs } from '../../plan.fixture.ts';
import { fixtureText, imported, read } from '../import.fixture.ts';
import { CALENDAR_LINE_OCTETS, escapeText, fold } from './content-line.ts';
import { CALENDAR_ALARM_MINUTES, writeCalendar, type CalendarOptions } from './write-calendar.ts';

const OPTIONS: CalendarOptions = { locale: 'zh-CN', stamp: '2026-10-01T08:30:00.123Z', alarm: null };

const written = (docs: PlanDocs, options: Partial<CalendarOptions> = {}): string =>
  writeCalendar(projectAll(docs), { ...OPTIONS, ...options }).text;

/** The file as a calendar program reads it: with the zones that the file brings, and no others. */
function open(text: string) {
  ICAL.TimezoneService.reset();
  const calendar = new ICAL.Component(ICAL.parse(text) as unknown[]);
  for (const zone of calendar.getAllSubcomponents('vtimezone')) ICAL.TimezoneService.register(zone);
  return { calendar, events: calendar.getAllSubcomponents('vevent').map((each) => new ICAL.Event(each)) };
}

function meeting(): PlanDocs {
  const docs = planDocs();
  setCell(docs.case, 'fields', 'title.zh', '高原会议');
  setCell(docs.case, 'fields', 'title.en', 'Plateau; meeting, 2026');
  addRoom(docs, 'a', '云台厅');
  addPerson(docs, 'lin', '林珊', 'Lin Shan');
  addDay(docs, '2026-11-06', at('09:00'), at('22:00'));
  addSession(docs, { id: 's1', title: '开幕；致辞', start: at('09:00'), minutes: 90, room: 'a', speakers: ['lin'] });
  addSession(docs, { id: 's2', title: '未排', minutes: 30, room: 'a' });
  setCell(docs.plan, 'sessions', 's1/title.en', 'Opening; a, b\\c');
  setCell(docs.plan, 'sessions', 's1/abstract', '第一行\r\n第二行，\u0007完');
  return docs;
}

describe('a calendar of the programme', () => {
  test('has an entry for each placed session, at its exact instant by the zone that the file brings', () => {
    const schedule = read(fixtureText);
    const { events } = open(written(imported(schedule)));
    const expected = new Map(schedule.sessions.map((session) => [session.guid, [epochMinutes(session.start!), session.minutes]]));
    expect(events).toHaveLength(5);
    for (const event of events)
      expect([event.startDate.toUnixTime() / 60, event.duration.toSeconds() / 60], event.summary).toEqual(expected.get(event.uid));
    const halfPastTwo = schedule.sessions.filter((session) => session.start!.includes('T02:30'));
    expect(new Set(halfPastTwo.map((session) => epochMinutes(session.start!))).size).toBe(2);
  });

  test.each([
    'Europe/Berlin',
    'America/New_York',
    'Australia/Lord_Howe',
    'Africa/Casablanca',
    'Asia/Shanghai',
    'Asia/Kathmandu',
    'UTC',
    '+05:30',
  ])('tells every clock change of %s between its sessions', (zone) => {
    const docs = planDocs();
    setCell(docs.case, 'fields', 'zone', zone);
    addRoom(docs, 'a', 'A');
    const first = epochMinutes('2026-01-10T12:00+00:00[UTC]');
    const starts = new Map(Array.from({ length: 60 }, (_, n) => [`s${n}`, first + n * 6 * 24 * 60 + n * 30]));
    for (const [id, start] of starts) addSession(docs, { id, title: id, start: instantIn(start, zone), minutes: 25, room: 'a' });
    const { events } = open(written(docs));
    expect(new Map(events.map((event) => [event.summary, event.startDate.toUnixTime() / 60]))).toEqual(starts);
  });

  test('says title, place and people in the language that was asked for', () => {
    const zh = open(written(meeting())).events[0]!;
    expect([zh.summary, zh.location, zh.description]).toEqual(['开幕；致辞', '云台厅', '报告人：林珊\n\n第一行\n第二行，完']);
    const en = open(written(meeting(), { locale: 'en' }));
    expect([en.events[0]!.summary, en.events[0]!.location]).toEqual(['Opening; a, b\\c', 'Room a']);
    expect(en.events[0]!.description).toContain('Speakers: Lin Shan');
    expect(written(meeting(), { locale: 'en' })).toContain('\r\nX-WR-CALNAME:Plateau\\; meeting\\, 2026\r\n');
  });

  test('keeps the same identifiers from export to export, and takes the time of writing from its caller', () => {
    const uid = (text: string) => open(text).events.map((event) => event.uid);
    expect(uid(written(meeting()))).toEqual(uid(written(meeting(), { locale: 'en', stamp: '2027-01-01T00:00:00Z' })));
    expect(written(meeting())).toContain('\r\nDTSTAMP:20261001T083000Z\r\n');
  });

  test('tells what is not placed, and stays a calendar without any session', () => {
    expect(writeCalendar(projectAll(meeting()), OPTIONS).leftOut.map((each) => each.id)).toEqual(['s2']);
    expect(open(written(planDocs())).events).toEqual([]);
  });

  test(`reminds ${CALENDAR_ALARM_MINUTES} minutes before only where that was asked for`, () => {
    expect(written(meeting())).not.toContain('VALARM');
    const [event] = open(written(meeting(), { alarm: CALENDAR_ALARM_MINUTES })).events;
    const [alarm] = event!.component.getAllSubcomponents('valarm');
    expect(String(alarm!.getFirstPropertyValue('trigger'))).toBe('-PT15M');
    expect(alarm!.getFirstPropertyValue('action')).toBe('DISPLAY');
  });
});

describe('content lines', () => {
  test(`are folded at ${CALENDAR_LINE_OCTETS} octets, never within a character`, () => {
    for (const char of ['a', 'é', '桥', '🌉']) {
      const line = `SUMMARY:${char.repeat(100)}`;
      const lines = fold(line).split('\r\n').slice(0, -1);
      for (const each of lines) {
        expect(new TextEncoder().encode(each).length).toBeLessThanOrEqual(CALENDAR_LINE_OCTETS);
        expect(each.isWellFormed()).toBe(true);
      }
      expect(lines.map((each, n) => (n === 0 ? each : each.slice(1))).join('')).toBe(line);
    }
    expect(fold('x'.repeat(75))).toBe(`${'x'.repeat(75)}\r\n`);
    expect(fold('x'.repeat(76))).toBe(`${'x'.repeat(75)}\r\n x\r\n`);
  });

  test('escape what the format gives a meaning, and drop what it has no place for', () => {
    expect(escapeText('a;b,c\\d\r\ne\rf\tg\u0000\u007f\ud800')).toBe('a\\;b\\,c\\\\d\\ne\\nf g\ufffd');
  });
});
