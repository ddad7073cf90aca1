/** Rows of a list by the day of their start, what has none last. Pure. */
import { compareItems, type Item } from '@qiao/domain/kind';
import type { PlanView } from '@qiao/domain/plan';
import { dateOf, epochMinutes } from '@qiao/domain/shared/instants';
import type { Localized } from '@qiao/domain/shared/names';
import type { Band } from '../grid/column.ts';
import { eventDates } from '../programme/bands.ts';
import { startOf } from './time-columns.ts';

/** What has no start yet. */
export const UNTIMED = 'untimed';

export interface ListBand extends Band {
  /** Null for what has no start, and where rows are not by day. */
  date: string | null;
  title: Localized;
}

const NO_TITLE: Localized = { zh: '', en: '' };

/** Beginning first, then the order that people gave. */
const byStart = (a: Item, b: Item): number => {
  const [one, two] = [startOf(a)!, startOf(b)!];
  return epochMinutes(one) - epochMinutes(two) || compareItems(a, b);
};

/** `starts` and `ends` are the dates of the event's case: its days are shown though nothing is on them. */
export function dayBands(items: readonly Item[], view: PlanView, starts: unknown, ends: unknown): ListBand[] {
  const timed = Map.groupBy(
    items.filter((item) => startOf(item) !== null),
    (item) => dateOf(startOf(item)!),
  );
  const dates = [...new Set([...view.days.map((day) => day.date), ...eventDates(starts, ends), ...timed.keys()])].sort();
  const untimed = items.filter((item) => startOf(item) === null);
  const days = dates.map((date): ListBand => ({
    id: date,
    date,
    title: view.days.find((day) => day.date === date)?.title ?? NO_TITLE,
    rows: (timed.get(date) ?? []).sort(byStart).map((item) => item.id),
  }));
  const last: ListBand = { id: UNTIMED, date: null, title: NO_TITLE, rows: untimed.map((item) => item.id) };
  return untimed.length > 0 || days.length === 0 ? [...days, last] : days;
}

export const oneBand = (items: readonly Item[]): ListBand[] => [
  { id: 'all', date: null, title: NO_TITLE, rows: items.map((item) => item.id) },
];
