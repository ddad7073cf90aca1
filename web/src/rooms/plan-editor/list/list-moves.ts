/** What moving a row of a list means. Pure: answers edits and where the row goes in the list. */
import type { After, Item } from '@qiao/domain/kind';
import { timeOf } from '@qiao/domain/shared/instants';
import { startAt, type DayContext } from '../programme/times.ts';
import type { ListBand } from './day-bands.ts';
import { startOf } from './time-columns.ts';

export interface ListMove {
  /** The row's new start; undefined: it keeps its own. */
  start?: string | null;
  /** Goes behind this row in the list, to the front (null); undefined: the list stays. */
  after: After;
}

export interface Standing {
  bands: readonly ListBand[];
  /** All rows in the order of the list. */
  list: readonly string[];
  item: (id: string) => Item | undefined;
  zone: string;
}

/** One row up or down: within its band it takes the next one's place and time, past its end the next day at its own time. */
export function carriedRow({ bands, list, item, zone }: Standing, id: string, by: -1 | 1): ListMove | null {
  const at = bands.findIndex((band) => band.rows.includes(id));
  const band = bands[at];
  const row = item(id);
  if (!band || !row) return null;
  const other = band.rows[band.rows.indexOf(id) + by];
  const next = bands[at + by];
  if (other === undefined) {
    const start = startOf(row);
    if (!next?.date || start === null) return null;
    return { start: startAt(timeOf(start), contextOf(next.date, zone)), after: undefined };
  }
  const after = by === 1 ? other : before(list, other, id);
  const [own, theirs] = [startOf(row), startOf(item(other)!)];
  return own === theirs ? { after } : { start: theirs, after };
}

/** A row dropped before another of a band (null: at its end) takes its place, and its time where the rows have times. */
export function droppedRow({ bands, list, item, zone }: Standing, id: string, target: string, next: string | null): ListMove | null {
  const band = bands.find((one) => one.id === target);
  const row = item(id);
  if (!band || !row || next === id) return null;
  const after = next === null ? band.rows.filter((one) => one !== id).at(-1) : before(list, next, id);
  if (bands.every((one) => one.date === null) && startOf(row) === null) return { after };
  const neighbour = next ?? band.rows.filter((one) => one !== id).at(-1);
  const theirs = neighbour === undefined ? null : startOf(item(neighbour)!);
  if (theirs !== null || band.date === null) return { start: theirs, after };
  const own = startOf(row);
  return { start: startAt(own === null ? '09:00' : timeOf(own), contextOf(band.date, zone)), after };
}

const contextOf = (date: string, zone: string): DayContext => ({ date, day: null, zone });

/** What stands before `id` in the list, leaving out the row that moves. */
function before(list: readonly string[], id: string, moving: string): After {
  const rest = list.filter((one) => one !== moving);
  return rest[rest.indexOf(id) - 1] ?? null;
}
