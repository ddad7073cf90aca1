/** Writes the programme as an iCalendar file (RFC 5545): an entry for each session that has its place and time. */
import type { Projected } from '../../../kind/types.ts';
import { OFFICE_ZONE } from '../../../kind/fields/time.ts';
import { sha256Hex } from '../../../shared/hash.ts';
import { dateOf, instantAt, instantIn, isZone, timeOf } from '../../../shared/instants.ts';
import { inLocale, type Localized } from '../../../shared/names.ts';
import { planView, type PlanView, type SessionView } from '../../view.ts';
import { derivedGuid } from '../derived.ts';
import { unscheduledOf, type LeftOut } from '../left-out.ts';
import { escapeText, fold, plainText } from './content-line.ts';
import { zoneId, zoneLines } from './write-zone.ts';

/** Minutes before a session at which a calendar with reminders calls. */
export const CALENDAR_ALARM_MINUTES = 15;

export interface CalendarOptions {
  locale: 'zh-CN' | 'en';
  /** Instant of writing, `2026-10-21T01:00:00Z`: there is no clock here. */
  stamp: string;
  /** Minutes before each session at which to remind, or null. */
  alarm: number | null;
}

export interface WrittenCalendar {
  /** Lines end in CR LF. */
  text: string;
  /** Sessions without a start, a length or a room. */
  leftOut: readonly LeftOut[];
}

/** What our own files say beyond the standard, so that they come in again as they were. */
export const DAY_PROPERTY = 'X-QIAO-DAY';
export const OWN_TEXT_PROPERTY = 'X-QIAO-DESCRIPTION';
export const OWN_TEXT_OF = 'X-QIAO-OF';

/** Tells whether a description is still the one that was put together here. */
export const descriptionMark = (description: string): string => sha256Hex(description).slice(0, 16);

export function writeCalendar(parts: Projected, options: CalendarOptions): WrittenCalendar {
  const view = planView(parts);
  const zone = isZone(view.zone) ? view.zone : OFFICE_ZONE;
  const sessions = placedSessions(view);
  const title = inLocale((parts.case?.fields.title as Localized | undefined) ?? { zh: '', en: '' }, options.locale);
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    `PRODID:-//Qiao//Programme//${options.locale === 'en' ? 'EN' : 'ZH'}`,
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    `X-WR-CALNAME:${escapeText(title)}`,
    `X-WR-TIMEZONE:${zone}`,
  ];
  if (sessions.length > 0) {
    const [from, until] = [
      Math.min(...sessions.map(({ session }) => session.from!)),
      Math.max(...sessions.map(({ session }) => session.until!)),
    ];
    lines.push(...zoneLines(zone, from, until));
  }
  for (const { session, date } of sessions) lines.push(...eventLines(session, date, zone, options));
  lines.push('END:VCALENDAR');
  return { text: lines.map(fold).join(''), leftOut: unscheduledOf(view) };
}

/** Each with the date of the programme day that it belongs to; past midnight that is the day before. */
function placedSessions(view: PlanView): { session: SessionView; date: string | null }[] {
  return [
    ...view.days.flatMap((day) => day.sessions.map((session) => ({ session, date: day.date }))),
    ...view.elsewhere.map((session) => ({ session, date: null })),
  ].sort((a, b) => a.session.from! - b.session.from!);
}

function eventLines(session: SessionView, date: string | null, zone: string, { locale, stamp, alarm }: CalendarOptions): string[] {
  const { item, id, from, minutes, track, room } = session;
  const start = instantIn(from!, zone);
  const summary = inLocale(session.title, locale);
  const description = describe(session, locale);
  const text = (name: string, value: string): string[] => (value === '' ? [] : [`${name}:${escapeText(value)}`]);
  return [
    'BEGIN:VEVENT',
    `UID:${escapeText(item.guid || derivedGuid('session', id))}`,
    `DTSTAMP:${stamp.replace(/\.\d+/, '').replace(/[-:]/g, '')}`,
    timeLine('DTSTART', start, zone),
    // A length is exact where clocks change during the session; an end on the wall clock is not.
    `DURATION:PT${minutes!}M`,
    `SUMMARY:${escapeText(summary)}`,
    ...text('DESCRIPTION', description),
    ...text('LOCATION', room ? inLocale(room.name, locale) : ''),
    ...text('CATEGORIES', track ? inLocale(track.name, locale) : ''),
    ...(/^https?:\/\/[^\s\p{Cc}]+$/u.test(item.url) ? [`URL:${item.url}`] : []),
    ...(date !== null && date !== dateOf(start) ? [`${DAY_PROPERTY}:${date}`] : []),
    ...(description === item.description
      ? []
      : [`${OWN_TEXT_PROPERTY};VALUE=TEXT;${OWN_TEXT_OF}=${descriptionMark(description)}:${escapeText(item.description)}`]),
    ...(alarm === null
      ? []
      : ['BEGIN:VALARM', 'ACTION:DISPLAY', `DESCRIPTION:${escapeText(summary)}`, `TRIGGER:-PT${alarm}M`, 'END:VALARM']),
    'END:VEVENT',
  ];
}

/** On the wall clock of the zone; a time that the clock shows twice is read as either one by programs, and is told in UTC. */
function timeLine(name: string, instant: string, zone: string): string {
  const wall = instantAt(dateOf(instant), timeOf(instant), zone);
  if (wall.ok && wall.again !== undefined) {
    const utc = new Date(instant.slice(0, 22)).toISOString();
    return `${name}:${utc.slice(0, 19).replace(/[-:]/g, '')}Z`;
  }
  return `${name};TZID=${zoneId(zone)}:${instant.slice(0, 16).replace(/[-:]/g, '')}00`;
}

/** What a calendar shows below the title: subtitle, who speaks, abstract, description. */
function describe({ item, people }: SessionView, locale: CalendarOptions['locale']): string {
  const names = people.speakers.map((person) => inLocale(person.name, locale)).filter((name) => name !== '');
  const speakers = names.length === 0 ? '' : locale === 'en' ? `Speakers: ${names.join(', ')}` : `报告人：${names.join('、')}`;
  const text = [item.subtitle, speakers, item.abstract, item.description].filter((part) => part !== '').join('\n\n');
  return plainText(text);
}
