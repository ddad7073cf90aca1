/** Reads a schedule file: the whole of it, or what is wrong with it, item by item. */
import { isZone } from '../../shared/instants.ts';
import { OFFICE_ZONE } from '../../kind/fields/time.ts';
import {
  PROGRAMME_MAX_BYTES,
  PROGRAMME_MAX_ERRORS,
  PROGRAMME_MAX_SESSIONS,
  type Schedule,
  type ScheduleRoom,
  type ScheduleSession,
  type ScheduleTrack,
} from './format.ts';
import { readSession, type SessionPlace } from './read-session.ts';
import { readDays, zoneOf } from './read-days.ts';
import { EXTENSION } from './extension.ts';
import { joinExtension, readEntries, readExtension } from './read-extension.ts';
import { check, fault, FileShape, RoomShape, step, TrackShape, type Fault, type FileOutput } from './shape.ts';

export type ReadSchedule = { ok: true; schedule: Schedule } | { ok: false; errors: readonly Fault[] };

export interface ReadOptions {
  /** Bytes of UTF-8 that a file may have; PROGRAMME_MAX_BYTES when absent. */
  maxBytes?: number;
  /** Zone of a file that names none and whose times have no offset; the office's when absent. */
  zone?: string;
}

/** Errors are told up to PROGRAMME_MAX_ERRORS; nothing of a faulty file is used. */
export function readSchedule(text: string, options: ReadOptions = {}): ReadSchedule {
  const large = isTooLarge(text, options);
  if (large) return large;
  const json = parseJson(text);
  return json.ok ? readScheduleValue(json.value, options) : refusal([json.fault]);
}

/** The refusal of a file beyond the limit; null for one within it. */
export function isTooLarge(text: string, { maxBytes = PROGRAMME_MAX_BYTES }: ReadOptions): ReadSchedule | null {
  if (text.length <= maxBytes && new TextEncoder().encode(text).length <= maxBytes) return null;
  const mib = Math.floor(maxBytes / 1024 / 1024);
  return refusal([
    fault(
      '',
      `文件过大，最大 ${mib} MiB。可去掉附件内容，或分几次导出。`,
      `The file is too large: at most ${mib} MiB. Leave attachments out, or export it in parts.`,
    ),
  ]);
}

/** The same of a value in the shape of the JSON format, whatever it was read from. */
export function readScheduleValue(value: unknown, options: ReadOptions = {}): ReadSchedule {
  const shape = check(FileShape, value, '');
  if (!shape.ok) return refusal(shape.faults.map((each) => ({ ...each, path: each.path.replace(/^\./, '') })));
  return readFile(shape.output.schedule, options.zone ?? OFFICE_ZONE);
}

/** What is wrong with a file, up to the number that is told. */
export const refusal = (errors: readonly Fault[]): ReadSchedule => {
  const told = errors.slice(0, PROGRAMME_MAX_ERRORS);
  const rest = errors.length - told.length;
  return { ok: false, errors: rest > 0 ? [...told, fault('', `另有 ${rest} 处错误。`, `There are ${rest} more errors.`)] : told };
};

function parseJson(text: string): { ok: true; value: unknown } | { ok: false; fault: Fault } {
  try {
    return { ok: true, value: JSON.parse(text.replace(/^\uFEFF/, '')) as unknown };
  } catch (error) {
    return { ok: false, fault: notJson(error instanceof Error ? error.message : '') };
  }
}

/** The platform's own message is English and for programmers; its place is taken over where it names one. */
function notJson(message: string): Fault {
  const place = /line (\d+) column (\d+)/.exec(message);
  if (place) {
    const [zh, en] = [`第 ${place[1]} 行第 ${place[2]} 列起读不懂。`, `It cannot be read from line ${place[1]}, column ${place[2]}.`];
    return fault('', `文件不是 JSON。${zh}可重新导出再试。`, `The file is not JSON. ${en} Export it again.`);
  }
  if (/end of JSON/.test(message))
    return fault('', '文件不完整，可能没有下载完。可重新下载再试。', 'The file ends early. Download it again.');
  return fault('', '文件不是 JSON。可重新导出再试。', 'The file is not JSON. Export it again.');
}

type FileSchedule = FileOutput['schedule'];

function readFile(file: FileSchedule, fallbackZone: string): ReadSchedule {
  const { conference, [EXTENSION]: beyond, ...schedule } = file;
  const {
    title,
    start,
    end,
    time_zone_name,
    days: fileDays,
    rooms: fileRooms,
    tracks: fileTracks,
    daysCount: _count,
    ...rest
  } = conference;
  const base = 'schedule.conference';
  const errors: Fault[] = [];
  if (fileDays.length === 0 && beyond === undefined) errors.push(fault(`${base}.days`, '日程里没有一天。', 'The schedule has no days.'));
  const zone = zoneOf(conference, fallbackZone);
  if (time_zone_name && !isZone(time_zone_name)) {
    errors.push(
      fault(
        `${base}.time_zone_name`,
        `不认识时区“${time_zone_name}”。可写 Europe/Berlin 这样的名称。`,
        `There is no time zone “${time_zone_name}”. Write a name such as Europe/Berlin.`,
      ),
    );
    return refusal(errors);
  }
  const days = readDays(fileDays, zone, `${base}.days`, errors);
  const rooms = readNamed(fileRooms, `${base}.rooms`, errors, readRoom);
  const tracks = readNamed(fileTracks, `${base}.tracks`, errors, readTrack);
  const extension = beyond === undefined ? null : readExtension(beyond, errors);
  const sessions = readSessions(fileDays, zone, `${base}.days`, extension?.unscheduled ?? [], errors);
  addMentioned(
    rooms,
    sessions.map((session) => session.room),
    (name): ScheduleRoom => ({ name, guid: '', capacity: null, more: {} }),
  );
  for (const day of fileDays)
    addMentioned(rooms, Object.keys(day.rooms), (name): ScheduleRoom => ({ name, guid: '', capacity: null, more: {} }));
  addMentioned(
    tracks,
    sessions.map((session) => session.track),
    (name): ScheduleTrack => ({ name, more: {} }),
  );
  const read: Schedule = {
    title,
    start: start ?? '',
    end: end ?? '',
    zone,
    more: { schedule, conference: rest },
    days,
    rooms: [...rooms.values()],
    tracks: [...tracks.values()],
    sessions,
  };
  const whole = extension ? joinExtension(read, extension, readEntries(extension, errors), errors) : read;
  return errors.length > 0 ? refusal(errors) : { ok: true, schedule: whole };
}

function readSessions(
  days: FileSchedule['conference']['days'],
  zone: string,
  base: string,
  unscheduled: readonly unknown[],
  errors: Fault[],
): ScheduleSession[] {
  const sessions: ScheduleSession[] = [];
  const seen = new Map<string, string>();
  const add = (entry: unknown, place: SessionPlace): void => {
    if (sessions.length >= PROGRAMME_MAX_SESSIONS) return;
    const session = readSession(entry, place, errors);
    if (!session) return;
    const twin = seen.get(session.guid.toLowerCase());
    if (twin !== undefined)
      errors.push(
        fault(
          `${place.path}.guid`,
          `“${session.title}”的 guid 与 ${twin} 相同。每一场要有自己的 guid。`,
          `“${session.title}” has the same guid as ${twin}. Each session needs its own.`,
        ),
      );
    seen.set(session.guid.toLowerCase(), place.path);
    sessions.push(session);
  };
  days.forEach(({ date, day_start, rooms }, n) => {
    for (const [room, entries] of Object.entries(rooms))
      entries.forEach((entry, at) =>
        add(entry, { path: `${base}[${n}].rooms${step(room)}[${at}]`, date, dayStart: day_start ?? '', room, zone, isPlaced: true }),
      );
  });
  unscheduled.forEach((entry, n) =>
    add(entry, { path: `schedule.${EXTENSION}.unscheduled[${n}]`, date: '', dayStart: '', room: '', zone, isPlaced: false }),
  );
  const listed = days.reduce((sum, day) => sum + Object.values(day.rooms).reduce((inner, entries) => inner + entries.length, 0), 0);
  const count = listed + unscheduled.length;
  if (count > PROGRAMME_MAX_SESSIONS)
    errors.push(
      fault(
        base,
        `共 ${count} 场，最多 ${PROGRAMME_MAX_SESSIONS} 场。`,
        `There are ${count} sessions; at most ${PROGRAMME_MAX_SESSIONS} can be read.`,
      ),
    );
  return sessions;
}

function readNamed<T extends { name: string }>(
  entries: readonly unknown[] | null,
  base: string,
  errors: Fault[],
  read: (entry: unknown, path: string) => { ok: true; value: T } | { ok: false; faults: Fault[] },
): Map<string, T> {
  const found = new Map<string, T>();
  (entries ?? []).forEach((entry, n) => {
    const result = read(entry, `${base}[${n}]`);
    if (!result.ok) errors.push(...result.faults);
    else if (found.has(result.value.name))
      errors.push(fault(`${base}[${n}].name`, `“${result.value.name}”出现了两次。`, `“${result.value.name}” stands here twice.`));
    else found.set(result.value.name, result.value);
  });
  return found;
}

function readRoom(entry: unknown, path: string): { ok: true; value: ScheduleRoom } | { ok: false; faults: Fault[] } {
  const shape = check(RoomShape, entry, path);
  if (!shape.ok) return shape;
  const { name, guid, capacity, ...more } = shape.output;
  if (capacity !== null && (!Number.isSafeInteger(capacity) || capacity < 0)) {
    return {
      ok: false,
      faults: [fault(`${path}.capacity`, '容量要是不小于 0 的整数。', 'The capacity should be a whole number, 0 or more.')],
    };
  }
  return { ok: true, value: { name, guid: guid ?? '', capacity, more } };
}

function readTrack(entry: unknown, path: string): { ok: true; value: ScheduleTrack } | { ok: false; faults: Fault[] } {
  const shape = check(TrackShape, entry, path);
  if (!shape.ok) return shape;
  const { name, ...more } = shape.output;
  return { ok: true, value: { name, more } };
}

/** Rooms and tracks that only sessions mention. */
function addMentioned<T>(known: Map<string, T>, names: readonly string[], make: (name: string) => T): void {
  for (const name of names) if (name !== '' && !known.has(name)) known.set(name, make(name));
}
