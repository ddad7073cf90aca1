/** Writes the plan as a schedule file that the published schema takes and that imports to the same. */
import type { Projected } from '../../kind/types.ts';
import { addDays } from '../../shared/dates.ts';
import { dateOf, epochMinutes, instantAt, instantIn, isZone, timeOf, toOffsetTime } from '../../shared/instants.ts';
import { OFFICE_ZONE } from '../../kind/fields/time.ts';
import { sha256Hex } from '../../shared/hash.ts';
import { inLocale, type Localized } from '../../shared/names.ts';
import type { PersonItem, RoomItem } from '../items.ts';
import { planView, type DayView, type PersonView, type PlanView, type SessionView } from '../view.ts';
import { carriedList, carriedObject, SAID } from './carried.ts';
import { derivedGuid, derivedSessionId, derivedSlug, derivedUrl } from './derived.ts';
import type { More } from './format.ts';
import { EXTENSION, NAMELESS } from './extension.ts';
import { keptBack, type LeftOut } from './left-out.ts';
import { titleOf, writeExtension, type InFile } from './write-extension.ts';

export interface WrittenSchedule {
  text: string;
  leftOut: readonly LeftOut[];
}

export interface WriteOptions {
  /** For everybody to read: only what the published format has a place for. Otherwise the file holds all of the programme. */
  isPublic?: boolean;
}

/** The file's text: JSON, indented. */
export function writeSchedule(parts: Projected, options: WriteOptions = {}): WrittenSchedule {
  const { file, leftOut } = scheduleFile(parts, options);
  return { text: `${JSON.stringify(file, null, 2)}\n`, leftOut };
}

/** The schedule as a value, for each format that says it. */
export function scheduleFile(parts: Projected, { isPublic = false }: WriteOptions = {}) {
  const view = planView(parts);
  const zone = isZone(view.zone) ? view.zone : OFFICE_ZONE;
  const names = nameRooms(view);
  const trackNames = new Map(view.tracks.map(({ id, name, more }) => [id, sayAgain(name, carriedObject(more)[SAID]).trim()]));
  const called: Called = { zone, names, trackNames };
  const days = writeDays(view, called);
  const carried = carriedObject(parts.plan?.fields.schedule);
  const [schedule, conference, said] = [objectOf(carried.schedule), objectOf(carried.conference), objectOf(carried[SAID])];
  const title = sayAgain(titleOf(parts), said.title);
  const inFile: InFile = {
    title,
    rooms: names,
    tracks: trackNames,
    guid: guidOf,
    sessionTitle: titleInFile,
    person: writePerson,
    personName: ({ item, name }) => nameInFile(item, name),
    unscheduled: (session) => writeSession(session, called),
  };
  const file = {
    schedule: {
      version: '1',
      ...schedule,
      conference: {
        acronym: `event_${sha256Hex(title).slice(0, 8)}`,
        timeslot_duration: '00:15',
        ...conference,
        title,
        start: boundary(parts.case?.fields.starts, said.start, days[0]?.date),
        end: boundary(parts.case?.fields.ends, said.end, days.at(-1)?.date),
        daysCount: days.length,
        ...(/^[A-Z]/.test(zone) ? { time_zone_name: zone } : {}),
        rooms: view.rooms.map((room) => writeRoom(room.item!, names.get(room.id)!)),
        tracks: view.tracks
          .filter(({ id }) => trackNames.get(id) !== '')
          .map(({ id, more }) => extend({ name: trackNames.get(id) }, without(carriedObject(more), SAID))),
        days,
      },
      ...(isPublic ? {} : { [EXTENSION]: writeExtension(view, parts, inFile) }),
    },
  };
  return { file, leftOut: isPublic ? keptBack(view) : [] };
}

const objectOf = (value: unknown): More => (typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as More) : {});

/** What is carried never takes the place of what the plan says. */
const extend = (known: object, more: More): object => ({
  ...known,
  ...Object.fromEntries(Object.entries(more).filter(([name]) => !Object.hasOwn(known, name))),
});

const without = (more: More, key: string): More => Object.fromEntries(Object.entries(more).filter(([name]) => name !== key));

/** The name as a file had it while it still stands in one of the languages, else the Chinese one or the other. */
const sayAgain = (name: Localized, said: unknown): string =>
  typeof said === 'string' && (said === name.zh || said === name.en || (name.zh === '' && name.en === '')) ? said : inLocale(name, 'zh-CN');

/** A date of the case, in the file's own spelling while it is the same day. */
function boundary(date: unknown, said: unknown, day: string | undefined): string {
  const spelled = typeof said === 'string' ? said : '';
  if (typeof date !== 'string') return spelled || (day ?? '');
  return spelled.startsWith(date) ? spelled : date;
}

/** Names by which the file tells rooms apart: one that is taken already gets a number. */
function nameRooms(view: PlanView): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const taken = new Set<string>();
  const gone = view.sessions.map((session) => session.room).filter((room) => room?.item === null);
  for (const room of [...view.rooms, ...gone]) {
    if (!room || names.has(room.id)) continue;
    const name = (room.item ? sayAgain(room.name, carriedObject(room.item.more)[SAID]) : room.name.zh).trim() || `Room ${room.id}`;
    let free = name;
    for (let n = 2; taken.has(free); n++) free = `${name} (${n})`;
    taken.add(free);
    names.set(room.id, free);
  }
  return names;
}

const writeRoom = (room: RoomItem, name: string): object =>
  extend(
    { name, guid: room.guid || derivedGuid('room', room.id), ...(room.capacity === null ? {} : { capacity: room.capacity }) },
    without(carriedObject(room.more), SAID),
  );

/** By which names the file calls things, and on which clock. */
interface Called {
  zone: string;
  names: ReadonlyMap<string, string>;
  trackNames: ReadonlyMap<string, string>;
}

interface FileDay {
  index: number;
  date: string;
  day_start: string;
  day_end: string;
  rooms: Record<string, object[]>;
}

/** A day of the plan each, and one for each date on which sessions stand outside them. Days of one date become one. */
function writeDays(view: PlanView, called: Called): FileDay[] {
  const { zone } = called;
  const byDate = new Map<string, { opens: number | null; closes: number | null; sessions: SessionView[] }>();
  const add = (date: string, day: Pick<DayView, 'opens' | 'closes'>, sessions: readonly SessionView[]): void => {
    const known = byDate.get(date);
    if (!known) byDate.set(date, { opens: day.opens, closes: day.closes, sessions: [...sessions] });
    else {
      known.opens = known.opens === null || day.opens === null ? null : Math.min(known.opens, day.opens);
      known.closes = known.closes === null || day.closes === null ? null : Math.max(known.closes, day.closes);
      known.sessions.push(...sessions);
    }
  };
  for (const day of view.days) add(day.date, day, day.sessions);
  for (const session of view.elsewhere) add(dateOf(instantIn(session.from!, zone)), { opens: null, closes: null }, [session]);
  return [...byDate]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([date, day], n) => ({
      index: n + 1,
      date,
      day_start: day.opens === null ? midnight(date, zone) : toOffsetTime(instantIn(day.opens, zone)),
      day_end: day.closes === null ? midnight(addDays(date, 1), zone) : toOffsetTime(instantIn(day.closes, zone)),
      rooms: writeRooms(day.sessions.sort(inFileOrder), called),
    }));
}

const guidOf = ({ id, item }: SessionView): string => item.guid || derivedGuid('session', id);

/** What begins together stands in the order of its guids, which a copy of the event shares. */
const inFileOrder = (a: SessionView, b: SessionView): number => a.from! - b.from! || (guidOf(a) < guidOf(b) ? -1 : 1);

/** Where clocks go forward at midnight the day begins at one. */
function midnight(date: string, zone: string): string {
  const wall = [instantAt(date, '00:00', zone), instantAt(date, '01:00', zone)].find((each) => each.ok);
  return wall?.ok ? toOffsetTime(wall.instant) : `${date}T00:00:00Z`;
}

function writeRooms(sessions: readonly SessionView[], called: Called): Record<string, object[]> {
  const rooms = new Map<string, object[]>();
  for (const name of called.names.values()) {
    const here = sessions.filter((session) => called.names.get(session.room!.id) === name);
    if (here.length > 0)
      rooms.set(
        name,
        here.map((session) => writeSession(session, called)),
      );
  }
  return Object.fromEntries(rooms);
}

/** The published format wants a start, a length and a room; what has none of its own says none. */
function writeSession(session: SessionView, { zone, names, trackNames }: Called): object {
  const { item, minutes, track, people } = session;
  const guid = guidOf(session);
  const start = session.start === null ? null : instantIn(epochMinutes(session.start), zone);
  const known = {
    guid,
    id: item.sourceId ?? derivedSessionId(guid),
    ...(item.code ? { code: item.code } : {}),
    logo: item.logo || null,
    ...(start === null ? {} : { date: toOffsetTime(start), start: timeOf(start) }),
    ...(minutes === null ? {} : { duration: lengthOf(minutes) }),
    ...(session.room === null ? {} : { room: names.get(session.room.id) }),
    slug: item.slug || derivedSlug(guid),
    url: item.url || derivedUrl(guid),
    title: titleInFile(session),
    subtitle: item.subtitle,
    track: track ? (trackNames.get(track.id) ?? track.name.zh) || null : null,
    type: item.type,
    language: item.language || null,
    abstract: item.abstract,
    description: item.description,
    recording_license: item.licence,
    do_not_record: item.doNotRecord,
    persons: people.speakers.map(writePerson),
    links: carriedList(item.links),
    attachments: carriedList(item.attachments),
  };
  return extend(known, carriedObject(item.more));
}

const lengthOf = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

/** The title in the session's own language. */
function titleInFile({ title, item }: SessionView): string {
  const zh = /^zh/i.test(item.language);
  return zh || !title.en ? title.zh || title.en : title.en;
}

/** frab's shape for whom frab numbered, pretalx's for all others: the schema takes exactly one of the two. */
function writePerson({ id, name, item }: PersonView): { readonly guid?: unknown } {
  const { id: number, guid, code, name: _name, public_name: _publicName, ...more } = carriedObject(item?.more);
  const called = nameInFile(item, name);
  const known = { guid: typeof guid === 'string' ? guid : derivedGuid('person', id) };
  if (typeof number === 'number' && typeof code !== 'string') return extend({ id: number, public_name: called, ...known }, more);
  const marks = { ...(typeof code === 'string' ? { code } : {}), ...(typeof number === 'number' ? { id: number } : {}) };
  return extend({ ...marks, name: called, ...known }, more);
}

const nameInFile = (item: PersonItem | null, name: Localized): string => (item ? item.name || item.latinName : name.zh) || NAMELESS;
