import { addDays, isDate } from '../../shared/dates.ts';
import { epochMinutes, fromOffsetTime, instantAt, parseTime, timeOf } from '../../shared/instants.ts';
import { nameKey } from '../../shared/names.ts';
import { DURATION_MAX } from '../../kind/limits.ts';
import type { Words } from '../../kind/types.ts';
import type { SchedulePerson, ScheduleSession } from './format.ts';
import { check, SessionShape, type Fault, type PersonFile, type SessionFile } from './shape.ts';

/** Where in the file a session stands. */
export interface SessionPlace {
  path: string;
  /** Of the day that lists it. */
  date: string;
  /** As the file has it; empty when it has none. */
  dayStart: string;
  room: string;
  zone: string;
  /** Whether it must have a start, a length and a room. */
  isPlaced: boolean;
}

/** A session of the file, or null with its faults added to `errors`. */
export function readSession(entry: unknown, place: SessionPlace, errors: Fault[]): ScheduleSession | null {
  const shape = check(SessionShape, entry, place.path);
  if (!shape.ok) {
    errors.push(...shape.faults);
    return null;
  }
  const file = shape.output;
  const before = errors.length;
  const tell = (key: string, words: Words): void => {
    const title = file.title.length > 40 ? `${file.title.slice(0, 40)}…` : file.title;
    errors.push({ path: `${place.path}.${key}`, words: { zh: `“${title}”${words.zh}`, en: `“${title}”: ${words.en}` } });
  };
  const room = readRoomName(file, place, tell);
  const start = readStart(file, place, tell);
  const minutes = readMinutes(file, start, place, tell);
  const persons = readPersons(file.persons ?? [], tell);
  if (errors.length > before || (place.isPlaced && (start === null || minutes === null))) return null;
  return { path: place.path, room, start, minutes, persons, ...textsOf(file), ...restOf(file) };
}

export type Tell = (key: string, words: Words) => void;

function readRoomName({ room }: SessionFile, place: SessionPlace, tell: Tell): string {
  if (!place.isPlaced) return room ?? '';
  if (place.room.trim() === '')
    tell('room', { zh: '列在没有名称的会场下。给会场起个名称。', en: 'it is listed under a room without a name. Give the room one.' });
  if (room && room !== place.room) {
    tell('room', {
      zh: `写的会场是“${room}”，却列在“${place.room}”下。改成一致。`,
      en: `its room is “${room}” but it is listed under “${place.room}”. Make them agree.`,
    });
  }
  return place.room;
}

/** `date` with its offset, else the day's date and `start`: a time before the day begins is after midnight. */
function readStart({ date, start }: SessionFile, place: SessionPlace, tell: Tell): string | null {
  const time = start ? parseTime(start) : null;
  if (time && !time.ok) {
    tell('start', {
      zh: `的开始时间“${start.slice(0, 20)}”读不懂。应写 09:00。`,
      en: `its start “${start.slice(0, 20)}” is no time. It should be as 09:00.`,
    });
    return null;
  }
  if (date) {
    const instant = fromOffsetTime(date, place.zone);
    if (instant === null) {
      tell('date', {
        zh: `的时间“${date.slice(0, 30)}”读不懂。应写 2026-10-21T09:00:00+08:00，秒为 00。`,
        en: `its date “${date.slice(0, 30)}” is no time with an offset. It should be as 2026-10-21T09:00:00+08:00, on a whole minute.`,
      });
    } else if (time && time.value !== timeOf(instant) && time.value !== date.slice(11, 16)) {
      tell('start', {
        zh: `的 date 是 ${timeOf(instant)}，start 是 ${time.value}。改成一致。`,
        en: `its date says ${timeOf(instant)}, its start ${time.value}. Make them agree.`,
      });
      return null;
    }
    return instant;
  }
  if (!time) {
    if (place.isPlaced) tell('date', { zh: '没有开始时间。', en: 'it has no beginning.' });
    return null;
  }
  if (!isDate(place.date)) return null;
  const begins = /T(\d\d:\d\d)/.exec(place.dayStart)?.[1] ?? '00:00';
  const wall = instantAt(time.value < begins ? addDays(place.date, 1) : place.date, time.value, place.zone);
  if (wall.ok) return wall.instant;
  tell('start', {
    zh: `的 ${time.value} 在当地不存在，那天拨快时钟。`,
    en: `${time.value} does not exist there: clocks go forward that day.`,
  });
  return null;
}

const DURATION = /^(\d{1,4}):([0-5]\d)(?::00)?$/;

/** `duration`, else the time until `end`; where both are given they must agree. */
function readMinutes({ duration, end }: SessionFile, start: string | null, { isPlaced }: SessionPlace, tell: Tell): number | null {
  const match = duration ? DURATION.exec(duration) : null;
  if (duration && !match) {
    tell('duration', {
      zh: `的时长“${duration.slice(0, 20)}”读不懂。应写 01:30。`,
      en: `its duration “${duration.slice(0, 20)}” cannot be read. It should be as 01:30.`,
    });
    return null;
  }
  const ends = end ? fromOffsetTime(end, 'UTC') : null;
  if (end && ends === null) {
    tell('end', { zh: `的结束时间“${end.slice(0, 30)}”读不懂。`, en: `its end “${end.slice(0, 30)}” is no time with an offset.` });
    return null;
  }
  const said = match ? Number(match[1]) * 60 + Number(match[2]) : null;
  const until = ends === null || start === null ? null : epochMinutes(ends) - epochMinutes(start);
  const minutes = said ?? until;
  if (minutes === null) {
    if (start !== null && isPlaced) tell('duration', { zh: '没有时长。', en: 'it has no duration.' });
    return null;
  }
  if (minutes < 0 || minutes > DURATION_MAX)
    tell('duration', { zh: '的时长超出范围，最长 31 天。', en: 'its duration is out of range: at most 31 days.' });
  else if (said !== null && until !== null && said !== until)
    tell('end', {
      zh: `的 duration 是 ${said} 分钟，到 end 是 ${until} 分钟。改成一致。`,
      en: `its duration is ${said} minutes, its end ${until} minutes away. Make them agree.`,
    });
  return minutes;
}

/** People as sessions list them, each once. */
export function readPersons(persons: readonly PersonFile[], tell: Tell): SchedulePerson[] {
  const found = new Map<string, SchedulePerson>();
  persons.forEach(({ name, public_name, guid, code, id, ...more }, n) => {
    const called = [public_name ?? '', name ?? ''].find((each) => each.trim() !== '') ?? '';
    if (called === '') tell(`persons[${n}]`, { zh: '有一位没有姓名。', en: 'somebody in it has no name.' });
    const key = guid ? `guid:${guid.toLowerCase()}` : code ? `code:${code}` : id !== null ? `id:${id}` : `name:${nameKey(called)}`;
    if (!found.has(key)) found.set(key, { key, name: called, guid: guid ?? '', code: code ?? '', id: id ?? null, more });
  });
  return [...found.values()];
}

const textsOf = (file: SessionFile) => ({
  guid: file.guid,
  title: file.title,
  code: file.code ?? '',
  slug: file.slug ?? '',
  url: file.url ?? '',
  logo: file.logo ?? '',
  subtitle: file.subtitle ?? '',
  track: file.track ?? '',
  type: file.type ?? '',
  language: file.language ?? '',
  abstract: file.abstract ?? '',
  description: file.description ?? '',
  licence: file.recording_license ?? '',
});

/** What is not named above is kept as it stands. */
function restOf(file: SessionFile) {
  const {
    guid: _guid, title: _title, date: _date, start: _start, end: _end, duration: _duration, room: _room, id, code: _code, slug: _slug, url: _url, logo: _logo, subtitle: _subtitle,
    track: _track, type: _type, language: _language, abstract: _abstract, description: _description, recording_license: _licence, do_not_record, persons: _persons, links, attachments, ...more
  } = file; // prettier-ignore
  return { id: id ?? null, doNotRecord: do_not_record === true, links: links ?? [], attachments: attachments ?? [], more };
}
