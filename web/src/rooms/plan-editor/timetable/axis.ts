/** The time axis of one day: exact minutes since 1970, so that a day of 23 or 25 hours is as long as it is. Pure. */
import { epochMinutes, instantAt, instantIn, timeOf } from '@qiao/domain/shared/instants';

/** A quarter of an hour: what the height of a step of zoom is given for. Minutes. */
export const QUARTER = 15;
/** Hours that a day shows when it has none of its own. */
export const FIRST_HOUR = '08:00';
export const LAST_HOUR = '18:00';
/** A session that lasts longer is cut off at the foot of the sheet, which would otherwise have no end. Minutes. */
export const MAX_TAIL_MINUTES = 24 * 60;

export interface Axis {
  /** Minutes since 1970, on whole hours of the wall clock. */
  from: number;
  until: number;
  zone: string;
}

interface Day {
  date: string | null;
  day: { opens: number | null; closes: number | null } | null;
  sessions: readonly { from: number | null; until: number | null }[];
}

/** From the opening or the first session to the closing or the end of the last one, in whole hours. */
export function axisOf({ date, day, sessions }: Day, zone: string): Axis {
  const timed = sessions.filter((session): session is { from: number; until: number } => session.from !== null && session.until !== null);
  const first = Math.min(...timed.map((session) => session.from));
  const last = Math.max(...timed.map((session) => Math.min(session.until, session.from + MAX_TAIL_MINUTES)));
  const opens = day?.opens ?? Math.min(first, wallMinute(date, FIRST_HOUR, zone));
  const closes = day?.closes ?? Math.max(last, wallMinute(date, LAST_HOUR, zone), opens + 60);
  return { from: floorHour(Math.min(opens, first), zone), until: ceilHour(Math.max(closes, last), zone), zone };
}

function wallMinute(date: string | null, time: string, zone: string): number {
  const wall = instantAt(date ?? '1970-01-01', time, zone);
  if (wall.ok) return epochMinutes(wall.instant);
  const utc = instantAt(date ?? '1970-01-01', time, 'UTC');
  return utc.ok ? epochMinutes(utc.instant) : 0;
}

/** `09:45` on the wall clock of the zone. */
export const wallTime = (minute: number, zone: string): string => timeOf(instantIn(minute, zone));
/** `09:45–10:30`. */
export const wallSpan = (from: number, until: number, zone: string): string => `${wallTime(from, zone)}–${wallTime(until, zone)}`;

const pastHour = (minute: number, zone: string): number => Number(wallTime(minute, zone).slice(3));
export const floorHour = (minute: number, zone: string): number => minute - pastHour(minute, zone);
export const ceilHour = (minute: number, zone: string): number => (pastHour(minute, zone) === 0 ? minute : floorHour(minute, zone) + 60);

export interface Hour {
  at: number;
  /** `09:00`; where the clock was put back the same label stands twice. */
  label: string;
}

/** The whole hours of the wall clock within a stretch of the axis. */
export function hoursWithin(axis: Axis, from: number, until: number): Hour[] {
  const hours: Hour[] = [];
  const last = Math.min(until, axis.until - 1);
  for (let at = Math.max(axis.from, floorHour(Math.floor(from), axis.zone)); at <= last;) {
    hours.push({ at, label: wallTime(at, axis.zone) });
    const next = floorHour(at + 60, axis.zone);
    // Half an hour put back would lead to the same hour for ever.
    at = next > at ? next : at + 60;
  }
  return hours;
}

/** The nearest whole step of the clock; offsets of all zones in use are whole quarters. */
export const snap = (minute: number, step: number): number => Math.round(minute / step) * step;
