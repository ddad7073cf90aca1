/** Reads an iCalendar file: each entry a session. Of what a calendar does not speak, the plan stays as it is. */
import ICAL from 'ical.js';
import { isDate } from '../../../shared/dates.ts';
import { dateOf, instantIn, isZone } from '../../../shared/instants.ts';
import { DURATION_MAX } from '../../../kind/limits.ts';
import { OFFICE_ZONE } from '../../../kind/fields/time.ts';
import { derivedGuid } from '../derived.ts';
import { PROGRAMME_MAX_SESSIONS, type Schedule, type ScheduleSession } from '../format.ts';
import { refusal, type ReadOptions, type ReadSchedule } from '../read-schedule.ts';
import { fault, type Fault } from '../shape.ts';
import { readMoment } from './read-moment.ts';
import { DAY_PROPERTY, descriptionMark, OWN_TEXT_OF, OWN_TEXT_PROPERTY } from './write-calendar.ts';

/** Characters of an identifier that is kept as it is; a longer one is told by a hash. */
const UID_MAX = 64;

export function readCalendar(text: string, options: ReadOptions = {}): ReadSchedule {
  const calendar = parse(text);
  if (!calendar) {
    return refusal([
      fault('', '文件不是完好的 iCalendar，可能没有下载完。可重新导出再试。', 'The file is not a whole iCalendar. Export it again.'),
    ]);
  }
  const entries = calendar.getAllSubcomponents('vevent');
  if (entries.length === 0) return refusal([fault('', '日历里没有一项活动。', 'The calendar has no events.')]);
  if (entries.length > PROGRAMME_MAX_SESSIONS) {
    const [n, max] = [entries.length, PROGRAMME_MAX_SESSIONS];
    return refusal([fault('', `共 ${n} 场，最多 ${max} 场。`, `There are ${n} sessions; at most ${max} can be read.`)]);
  }
  const zone = zoneOf(calendar, entries, options.zone ?? OFFICE_ZONE);
  const errors: Fault[] = [];
  const days = new Set<string>();
  const paths = new Map<string, string>();
  const sessions = entries.flatMap((entry, n) => {
    if (textOf(entry, 'status').toUpperCase() === 'CANCELLED') return [];
    const path = `VEVENT[${n}]`;
    const session = readEntry(entry, { calendar, zone, path }, errors);
    if (!session) return [];
    const twin = paths.get(session.guid.toLowerCase());
    if (twin !== undefined) {
      const [zh, en] = [`“${session.title}”的 UID 与 ${twin} 相同。`, `“${session.title}” has the same UID as ${twin}.`];
      errors.push(fault(`${path}.UID`, `${zh}每一场要有自己的 UID。`, `${en} Each session needs its own.`));
    }
    paths.set(session.guid.toLowerCase(), path);
    const day = textOf(entry, DAY_PROPERTY.toLowerCase());
    days.add(isDate(day) ? day : dateOf(session.start!));
    return [session];
  });
  return errors.length > 0 ? refusal(errors) : { ok: true, schedule: scheduleOf(calendar, zone, days, sessions) };
}

function parse(text: string): ICAL.Component | null {
  try {
    const found = ICAL.parse(text.replace(/^\uFEFF/, '').trimStart()) as unknown[];
    // Several calendars in one file come as a list of them.
    return found[0] === 'vcalendar' ? new ICAL.Component(found) : null;
  } catch {
    return null;
  }
}

function scheduleOf(calendar: ICAL.Component, zone: string, days: ReadonlySet<string>, sessions: readonly ScheduleSession[]): Schedule {
  const title = unescaped(textOf(calendar, 'x-wr-calname'));
  const names = (of: (session: ScheduleSession) => string): string[] => [...new Set(sessions.map(of))].filter((name) => name !== '');
  const dates = [...days].sort();
  return {
    title,
    start: dates[0] ?? '',
    end: dates.at(-1) ?? '',
    zone,
    more: { schedule: {}, conference: {} },
    days: dates.map((date) => ({ date, opens: null, closes: null })),
    rooms: names((session) => session.room).map((name) => ({ name, guid: '', capacity: null, more: {} })),
    tracks: names((session) => session.track).map((name) => ({ name, more: {} })),
    sessions,
    says: { conference: title === '' ? ['zone'] : ['title', 'zone'], day: ['date'], room: ['name'], track: ['name'] },
  };
}

/** What the calendar names, else what its first entry names. */
function zoneOf(calendar: ICAL.Component, entries: readonly ICAL.Component[], fallback: string): string {
  const named = [
    textOf(calendar, 'x-wr-timezone'),
    ...entries.map((entry) => entry.getFirstProperty('dtstart')?.getFirstParameter('tzid') ?? ''),
  ];
  return named.find((zone) => zone !== '' && isZone(zone)) ?? fallback;
}

interface Place {
  calendar: ICAL.Component;
  zone: string;
  path: string;
}

function readEntry(entry: ICAL.Component, { calendar, zone, path }: Place, errors: Fault[]): ScheduleSession | null {
  const [title, uid] = [textOf(entry, 'summary').trim(), textOf(entry, 'uid').trim()];
  const called = title.length > 40 ? `${title.slice(0, 40)}…` : title;
  const refuse = (property: string, zh: string, en: string): null => {
    errors.push(fault(`${path}.${property}`, `“${called}”${zh}`, `“${called}”: ${en}`));
    return null;
  };
  if (title === '') return refuse('SUMMARY', '没有标题。', 'it has no title.');
  if (uid === '') return refuse('UID', '没有 UID，下次导入认不出它。', 'it has no UID by which to know it again.');
  if (['rrule', 'rdate', 'exrule', 'recurrence-id'].some((name) => entry.getFirstProperty(name) !== null))
    return refuse('RRULE', '是重复活动，不收。改成一场一项再导入。', 'it recurs. Make each occurrence an entry of its own.');
  const start = readMoment(entry, 'dtstart', calendar, zone);
  if (!start.ok) return refuse('DTSTART', start.words.zh, start.words.en);
  const minutes = lengthOf(entry, start.minutes, calendar, zone);
  if (typeof minutes !== 'number') return refuse('DTEND', minutes.zh, minutes.en);
  const room = textOf(entry, 'location').trim();
  const track = textOf(entry, 'categories').trim();
  const url = textOf(entry, 'url').trim();
  const description = descriptionOf(entry);
  const says = ['title', 'start', 'minutes', 'guid'];
  for (const [name, value] of Object.entries({ room, track, url })) if (value !== '') says.push(name);
  if (description !== null) says.push('description');
  return {
    path, guid: uid.length > UID_MAX ? derivedGuid('calendar', uid) : uid, title, room, track, url, says, minutes,
    description: description ?? '', start: instantIn(start.minutes, zone),
    id: null, code: '', slug: '', logo: '', subtitle: '', type: '', language: '', abstract: '', licence: '', doNotRecord: false,
    persons: [], links: [], attachments: [], more: {},
  }; // prettier-ignore
}

function lengthOf(entry: ICAL.Component, start: number, calendar: ICAL.Component, zone: string): number | { zh: string; en: string } {
  const duration = entry.getFirstPropertyValue('duration');
  let minutes: number;
  if (duration instanceof ICAL.Duration) minutes = duration.toSeconds() / 60;
  else if (entry.getFirstProperty('dtend')) {
    const end = readMoment(entry, 'dtend', calendar, zone);
    if (!end.ok) return end.words;
    minutes = end.minutes - start;
  } else return { zh: '没有结束时间，也没有时长。', en: 'it has neither an end nor a duration.' };
  return Number.isInteger(minutes) && minutes >= 0 && minutes <= DURATION_MAX
    ? minutes
    : { zh: '的时长要是整分钟，从 0 到 31 天。', en: 'its length should be whole minutes, at most 31 days.' };
}

/** Our own files say the plan's text beside the one that was put together; who changed that one means what it says. */
function descriptionOf(entry: ICAL.Component): string | null {
  const said = entry.getFirstProperty('description') ? textOf(entry, 'description') : null;
  const own = entry.getFirstProperty(OWN_TEXT_PROPERTY.toLowerCase());
  return own && own.getFirstParameter(OWN_TEXT_OF.toLowerCase()) === descriptionMark(said ?? '') ? String(own.getFirstValue()) : said;
}

function textOf(component: ICAL.Component, name: string): string {
  const value: unknown = component.getFirstPropertyValue(name);
  return typeof value === 'string' ? value : '';
}

/** Properties beyond the standard come as they are written. */
const unescaped = (text: string): string => text.replace(/\\([\\;,nN])/g, (_, char: string) => (/n/i.test(char) ? '\n' : char));
