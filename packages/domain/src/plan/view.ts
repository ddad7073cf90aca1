/** The plan as it is read: sessions with their rooms, people and times resolved, by day, and what is not placed yet. */
import { OFFICE_ZONE } from '../kind/fields/time.ts';
import type { PartValue, Projected } from '../kind/types.ts';
import type { Reference } from '../kind/values.ts';
import { dateOf, epochMinutes, isZone, zoneOf } from '../shared/instants.ts';
import type { Localized } from '../shared/names.ts';
import {
  PEOPLE_CELLS,
  planItems,
  type DayItem,
  type PeopleCell,
  type PersonItem,
  type RoomItem,
  type SessionItem,
  type TrackItem,
} from './items.ts';

export interface RoomView {
  id: string;
  name: Localized;
  capacity: number | null;
  /** Place in the list of rooms; rooms that are gone stand behind all others. */
  at: number;
  /** Null when the room was removed or is not at hand; its name is then the one cached beside the reference. */
  item: RoomItem | null;
}

export interface PersonView {
  id: string;
  /** Name in running text, in each language. */
  name: Localized;
  item: PersonItem | null;
}

export interface SessionView {
  id: string;
  title: Localized;
  /** Canonical instant, or null. */
  start: string | null;
  minutes: number | null;
  /** Minutes since 1970 of its beginning and end; null unless it has both a start and a length. */
  from: number | null;
  until: number | null;
  room: RoomView | null;
  track: { id: string; name: Localized } | null;
  people: Readonly<Record<PeopleCell, readonly PersonView[]>>;
  expected: number | null;
  /** It has a start, a length and a room. */
  placed: boolean;
  item: SessionItem;
}

export interface DayView {
  id: string;
  date: string;
  title: Localized;
  /** Minutes since 1970, or null where the day is open. */
  opens: number | null;
  closes: number | null;
  item: DayItem;
  /** Placed sessions of the day, by time. A session past midnight belongs to the day whose hours it falls in. */
  sessions: readonly SessionView[];
}

export interface PlanView {
  zone: string;
  days: readonly DayView[];
  rooms: readonly RoomView[];
  tracks: readonly TrackItem[];
  people: readonly PersonView[];
  /** All sessions in the order of the list. */
  sessions: readonly SessionView[];
  /** Sessions without a start, a length or a room, in the order of the list. */
  unscheduled: readonly SessionView[];
  /** Placed sessions on no day of the plan, by time. */
  elsewhere: readonly SessionView[];
  /** The day that a session belongs to, if any. */
  dayOf: ReadonlyMap<string, DayView>;
}

const views = new WeakMap<PartValue, { people: PartValue | undefined; zone: string; view: PlanView }>();
const NOTHING: PartValue = { fields: {}, lists: {}, texts: {} };

/** Reads the plan. The same projected parts give the same view without work, so that each rule may ask for it. */
export function planView(parts: Projected): PlanView {
  const plan = parts.plan ?? NOTHING;
  const zone = zoneOfPlan(parts);
  const cached = views.get(plan);
  if (cached && cached.people === parts.people && cached.zone === zone) return cached.view;
  const view = readPlan(parts, zone);
  views.set(plan, { people: parts.people, zone, view });
  return view;
}

function zoneOfPlan(parts: Projected): string {
  const said = parts.case?.fields.zone;
  // A zone that nobody knows would make every time impossible.
  if (typeof said === 'string' && said !== '' && isZone(said)) return said;
  const timed = planItems(parts).sessions.find((session) => session.start !== null)?.start;
  return timed ? zoneOf(timed) : OFFICE_ZONE;
}

function readPlan(parts: Projected, zone: string): PlanView {
  const items = planItems(parts);
  const rooms = items.rooms.map((item, at): RoomView => ({ id: item.id, name: item.name, capacity: item.capacity, at, item }));
  const people = items.people.map((item): PersonView => ({ id: item.id, name: nameOf(item), item }));
  const find = { room: byId(rooms), person: byId(people), track: byId(items.tracks) };
  const sessions = items.sessions.map((item) => readSession(item, find));
  const placed = sessions.filter((session) => session.placed).sort(byTime);
  const days = items.days
    .map(readDay)
    .filter((day) => day !== null)
    .sort((a, b) => compare(a.date, b.date) || compare(a.opens ?? -Infinity, b.opens ?? -Infinity) || compare(a.id, b.id));
  const { dayOf, elsewhere } = giveDays(days, sessions, placed);
  const unscheduled = sessions.filter((session) => !session.placed);
  return { zone, days, rooms, tracks: items.tracks, people, sessions, unscheduled, elsewhere, dayOf };
}

interface Find {
  room: ReadonlyMap<string, RoomView>;
  person: ReadonlyMap<string, PersonView>;
  track: ReadonlyMap<string, TrackItem>;
}

function readSession(item: SessionItem, find: Find): SessionView {
  const { start, minutes } = item;
  const from = start !== null && minutes !== null && minutes > 0 ? epochMinutes(start) : null;
  const room = item.room && (find.room.get(item.room.id) ?? goneRoom(item.room));
  const people = Object.fromEntries(
    PEOPLE_CELLS.map((cell) => [cell, item[cell].map((one) => find.person.get(one.id) ?? gonePerson(one))]),
  );
  return {
    id: item.id,
    title: item.title,
    start,
    minutes,
    from,
    until: from === null ? null : from + minutes!,
    room,
    track: item.track && { id: item.track.id, name: find.track.get(item.track.id)?.name ?? both(item.track.label) },
    people: people as Record<PeopleCell, PersonView[]>,
    expected: item.expected,
    placed: from !== null && room !== null,
    item,
  };
}

const both = (label: string): Localized => ({ zh: label, en: label });
const goneRoom = (reference: Reference): RoomView => ({
  id: reference.id,
  name: both(reference.label),
  capacity: null,
  at: Infinity,
  item: null,
});
const gonePerson = (reference: Reference): PersonView => ({ id: reference.id, name: both(reference.label), item: null });
const nameOf = ({ name, latinName }: PersonItem): Localized => ({ zh: name || latinName, en: latinName || name });
const byId = <T extends { id: string }>(list: readonly T[]): ReadonlyMap<string, T> => new Map(list.map((each) => [each.id, each]));

/** A day closes after it opens, or it is open-ended. Days without any date are not days. */
function readDay(item: DayItem): (DayView & { sessions: SessionView[] }) | null {
  const date = item.date ?? (item.opens === null ? null : dateOf(item.opens));
  if (date === null) return null;
  const opens = item.opens === null ? null : epochMinutes(item.opens);
  const closes = item.closes === null ? null : epochMinutes(item.closes);
  return {
    id: item.id,
    date,
    title: item.title,
    opens,
    closes: opens !== null && closes !== null && closes <= opens ? null : closes,
    item,
    sessions: [],
  };
}

/** The day of a beginning: the one whose hours hold it, that of its own date before others, else the day of its date. */
export function dayAt<D extends DayView>(days: readonly D[], start: string): D | undefined {
  const from = epochMinutes(start);
  const holds = (day: D): boolean => day.opens !== null && day.closes !== null && from >= day.opens && from < day.closes;
  const own = days.find((day) => day.date === dateOf(start));
  return own && holds(own) ? own : (days.find(holds) ?? own);
}

function giveDays(
  days: readonly (DayView & { sessions: SessionView[] })[],
  sessions: readonly SessionView[],
  placed: readonly SessionView[],
) {
  const dayOf = new Map<string, DayView & { sessions: SessionView[] }>();
  for (const { id, from, start } of sessions) {
    if (from === null || start === null) continue;
    const day = dayAt(days, start);
    if (day) dayOf.set(id, day);
  }
  const elsewhere: SessionView[] = [];
  for (const session of placed) (dayOf.get(session.id)?.sessions ?? elsewhere).push(session);
  return { dayOf, elsewhere };
}

const compare = <T>(a: T, b: T): number => (a < b ? -1 : a > b ? 1 : 0);

/** By beginning, then by room; what has no time last. */
export const byTime = (a: SessionView, b: SessionView): number =>
  compare(a.from ?? Infinity, b.from ?? Infinity) || compare(a.room?.at ?? Infinity, b.room?.at ?? Infinity) || compare(a.id, b.id);

/** By room in the order of the list of rooms, then by beginning; what has no room last. */
export const byRoom = (a: SessionView, b: SessionView): number =>
  compare(a.room?.at ?? Infinity, b.room?.at ?? Infinity) || compare(a.room?.id ?? '', b.room?.id ?? '') || byTime(a, b);
