/** Who and what is busy when: sorted spans by room and by person, and the search for what is free. */
import { PEOPLE_CELLS } from './items.ts';
import type { DayView, PersonView, PlanView, RoomView, SessionView } from './view.ts';

/** A session with its span. */
export interface Span {
  session: SessionView;
  from: number;
  until: number;
}

export interface Busy {
  byRoom: ReadonlyMap<string, readonly Span[]>;
  byPerson: ReadonlyMap<string, readonly Span[]>;
}

const busyOf = new WeakMap<PlanView, Busy>();

export function busyIn(view: PlanView): Busy {
  const cached = busyOf.get(view);
  if (cached) return cached;
  const byRoom = new Map<string, Span[]>();
  const byPerson = new Map<string, Span[]>();
  for (const session of view.sessions) {
    if (session.from === null || session.until === null) continue;
    const span = { session, from: session.from, until: session.until };
    if (session.room) add(byRoom, session.room.id, span);
    for (const id of peopleOf(session).keys()) add(byPerson, id, span);
  }
  for (const spans of [...byRoom.values(), ...byPerson.values()]) {
    spans.sort((a, b) => a.from - b.from || (a.session.id < b.session.id ? -1 : 1));
  }
  const busy = { byRoom, byPerson };
  busyOf.set(view, busy);
  return busy;
}

function add(map: Map<string, Span[]>, key: string, span: Span): void {
  const spans = map.get(key);
  if (spans) spans.push(span);
  else map.set(key, [span]);
}

/** Everybody in a session, each once, whatever they do in it. */
export function peopleOf(session: SessionView): ReadonlyMap<string, PersonView> {
  const people = new Map<string, PersonView>();
  for (const cell of PEOPLE_CELLS) for (const person of session.people[cell]) people.set(person.id, person);
  return people;
}

export const overlaps = (span: { from: number; until: number }, from: number, until: number): boolean =>
  span.from < until && from < span.until;

/** Whether all of these are free in the span, but for the session itself. */
const isFree = (lists: readonly (readonly Span[])[], session: SessionView, from: number, until: number): boolean =>
  lists.every((spans) => spans.every((span) => span.session.id === session.id || !overlaps(span, from, until)));

/** The next beginning on its day, after its present one, at which room and people are free; null when there is none. */
export function nextFreeStart(view: PlanView, session: SessionView, room: RoomView | null = session.room): number | null {
  const day = view.dayOf.get(session.id);
  if (session.from === null || session.until === null || !day) return null;
  const { byRoom, byPerson } = busyIn(view);
  const length = session.until - session.from;
  const lists = [...peopleOf(session).keys()].map((id) => byPerson.get(id) ?? []);
  if (room) lists.push(byRoom.get(room.id) ?? []);
  const closes = closingOf(day, session);
  const starts = [...new Set(lists.flatMap((spans) => spans.map((span) => span.until)))].filter((start) => start > session.from!);
  if (day.opens !== null && day.opens > session.from) starts.push(day.opens);
  starts.sort((a, b) => a - b);
  return (
    starts.find(
      (start) => start + length <= closes && (day.opens === null || start >= day.opens) && isFree(lists, session, start, start + length),
    ) ?? null
  );
}

/** Where the day ends for planning: at its closing, else with the day on the session's own clock. */
const closingOf = (day: DayView, session: SessionView): number => day.closes ?? session.from! - minuteOfDay(session.start!) + 24 * 60;

const minuteOfDay = (instant: string): number => Number(instant.slice(11, 13)) * 60 + Number(instant.slice(14, 16));

/** Rooms that hold the session and are free at its time, the smallest first, those of unknown size last. One without a time is held anywhere. */
export function freeRooms(view: PlanView, session: SessionView): readonly RoomView[] {
  const { byRoom } = busyIn(view);
  const { from, until, expected } = session;
  const fits = (room: RoomView): boolean => expected === null || room.capacity === null || room.capacity >= expected;
  const free = (room: RoomView): boolean => from === null || until === null || isFree([byRoom.get(room.id) ?? []], session, from, until);
  return view.rooms
    .filter((room) => room.id !== session.room?.id && fits(room) && free(room))
    .sort((a, b) => (a.capacity ?? Infinity) - (b.capacity ?? Infinity) || a.at - b.at);
}

/** Whether a person is free for the whole of a session. */
export function isPersonFree(view: PlanView, person: PersonView, session: SessionView): boolean {
  if (session.from === null || session.until === null) return false;
  return isFree([busyIn(view).byPerson.get(person.id) ?? []], session, session.from, session.until);
}

/** Pairs of spans in one sorted list that overlap, in order of time: a sweep, so that what does not overlap costs nothing. */
export function* overlappingPairs<S extends { from: number; until: number }>(spans: readonly S[]): Generator<readonly [S, S]> {
  for (let first = 0; first < spans.length; first++) {
    for (let second = first + 1; second < spans.length && spans[second]!.from < spans[first]!.until; second++)
      yield [spans[first]!, spans[second]!];
  }
}
