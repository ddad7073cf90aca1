/** What moving a row means, by what the table is sorted by. Pure: answers edits and where the row goes in the list. */
import type { After, CellEdit } from '@qiao/domain/kind';
import type { SessionView } from '@qiao/domain/plan';
import { addDays, daysBetween } from '@qiao/domain/shared/dates';
import { dateOf, epochMinutes, instantIn, timeOf, zoneOf } from '@qiao/domain/shared/instants';
import { UNSCHEDULED, type DayBand } from './bands.ts';
import { sessionEdit, startAt, type DayContext } from './times.ts';

export interface Move {
  edits: readonly CellEdit[];
  /** Goes behind this session in the list, to the front (null); undefined: the list stays. */
  after: After;
}

const NO_MOVE: Move = { edits: [], after: undefined };

const startEdit = (session: SessionView, from: number): CellEdit =>
  sessionEdit(session.id, 'start', instantIn(from, zoneOf(session.start!)));

/**
 * One row up or down. Among rows of one time it changes their order; past another in its room the two exchange their places;
 * past one elsewhere it takes that one's time (sorted by room: its room); past the end of a day it goes to the next at its own time.
 * @param list all sessions in the order of the list
 */
export function carried(bands: readonly DayBand[], list: readonly string[], id: string, by: -1 | 1, sort: 'time' | 'room'): Move {
  const at = bands.findIndex((band) => band.rows.includes(id));
  const band = bands[at];
  if (!band) return NO_MOVE;
  const n = band.rows.indexOf(id);
  const session = band.sessions[n]!;
  const other = band.sessions[n + by];
  if (!other) return toNextDay(session, bands[at + by]);
  const order = { edits: [], after: by === 1 ? other.id : before(list, other.id, id) };
  if (session.from === null || other.from === null || session.start === null) return order;
  if (session.room?.id === other.room?.id && session.from !== other.from) return { edits: exchanged(session, other), after: undefined };
  if (sort === 'room')
    return session.room?.id === other.room?.id ? order : { edits: [sessionEdit(id, 'room', other.item.room)], after: undefined };
  return session.from === other.from ? order : { ...order, edits: [startEdit(session, other.from)] };
}

function exchanged(session: SessionView, other: SessionView): CellEdit[] {
  const [first, second] = session.from! < other.from! ? [session, other] : [other, session];
  return [startEdit(second, first.from!), startEdit(first, Math.max(first.from! + second.minutes!, second.until! - first.minutes!))];
}

function toNextDay(session: SessionView, band: DayBand | undefined): Move {
  if (!band?.date || session.start === null) return NO_MOVE;
  const days = daysBetween(dateOf(session.start), band.date);
  const start = startAt(timeOf(session.start), { date: addDays(dateOf(session.start), days), day: band.day, zone: zoneOf(session.start) });
  return start === null ? NO_MOVE : { edits: [sessionEdit(session.id, 'start', start)], after: undefined };
}

/** What stands before `id` in the list, leaving out the row that moves. */
function before(list: readonly string[], id: string, moving: string): After {
  const rest = list.filter((one) => one !== moving);
  return rest[rest.indexOf(id) - 1] ?? null;
}

/**
 * A row dropped before another (null: at the end) of a band: it takes the time at which that one begins, at the end the time at which the
 * last one ends. Dropped among what is not placed, it loses its time.
 */
export function dropped(
  bands: readonly DayBand[],
  list: readonly string[],
  id: string,
  target: string,
  next: string | null,
  zone: string,
): Move {
  const from = bands.find((band) => band.rows.includes(id));
  const to = bands.find((band) => band.id === target);
  const session = from?.sessions[from.rows.indexOf(id)];
  if (!to || !session || next === id) return NO_MOVE;
  const after = next === null ? to.rows.filter((row) => row !== id).at(-1) : before(list, next, id);
  if (to.id === UNSCHEDULED) return { edits: session.start === null || !session.placed ? [] : [sessionEdit(id, 'start', null)], after };
  const start = startOf(to, id, next, zone);
  const same = start !== null && session.start !== null && epochMinutes(start) === epochMinutes(session.start);
  return { edits: start === null || same ? [] : [sessionEdit(id, 'start', start)], after };
}

function startOf(band: DayBand, moving: string, next: string | null, zone: string): string | null {
  const before = band.sessions.find((session) => session.id === next);
  if (before) return before.start;
  const last = band.sessions.filter((session) => session.id !== moving && session.until !== null).at(-1);
  if (last) return instantIn(last.until!, zoneOf(last.start!));
  const context: DayContext = { date: band.date, day: band.day, zone };
  return band.day?.opens != null ? instantIn(band.day.opens, zone) : startAt('09:00', context);
}
