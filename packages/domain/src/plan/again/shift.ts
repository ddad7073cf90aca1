/** Dates and wall times so many whole days later: what began at nine begins at nine, whatever the clocks did in between. */
import { addDays, isDate, weekday } from '../../shared/dates.ts';
import { dateOf, instantAt, isZone, timeOf, zoneOf } from '../../shared/instants.ts';
import { Temporal } from 'temporal-polyfill';

/** Days that an event may be moved by when it is made again, either way: ten years and their leap days. */
export const AGAIN_MAX_DAYS = 3_653;

/**
 * The instant with the same wall time in its own zone, `days` later. A time that the clock shows twice that day is the
 * first; one that it leaves out is as much later as the clock is put forward. A zone that nobody knows keeps its offset.
 */
export function shiftInstant(instant: string, days: number): string {
  const [date, time, zone] = [addDays(dateOf(instant), days), timeOf(instant), zoneOf(instant)];
  if (!isZone(zone)) return `${date}${instant.slice(10)}`;
  const at = instantAt(date, time, zone);
  if (at.ok) return at.instant;
  return Temporal.PlainDateTime.from(`${date}T${time}`)
    .toZonedDateTime(zone, { disambiguation: 'later' })
    .toString({ smallestUnit: 'minute' });
}

/** The day nearest to the same date `years` on that is the same weekday: conferences begin on their weekday. */
export function sameWeekday(date: string, years: number): string {
  const year = Number(date.slice(0, 4)) + years;
  // 29 February is the 28th where there is none.
  const there = [`${year}${date.slice(4)}`, `${year}-02-28`].find(isDate)!;
  const ahead = (weekday(date) - weekday(there) + 7) % 7;
  return addDays(there, ahead > 3 ? ahead - 7 : ahead);
}

/** First day to be offered: the same weekday next year, or in the first year in which it lies after `today`. */
export function nextFirstDay(first: string, today: string): string {
  const years = Math.max(1, Number(today.slice(0, 4)) - Number(first.slice(0, 4)));
  const day = sameWeekday(first, years);
  return day > today ? day : sameWeekday(first, years + 1);
}
