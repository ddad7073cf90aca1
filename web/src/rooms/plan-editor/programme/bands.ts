/** The sessions of a plan in the order in which the table shows them: by day, what is not placed yet last. */
import { compareItems } from '@qiao/domain/kind';
import { byRoom, type DayView, type PlanView, type SessionView } from '@qiao/domain/plan';
import { addDays, daysBetween, isDate } from '@qiao/domain/shared/dates';
import { dateOf } from '@qiao/domain/shared/instants';
import type { Localized } from '@qiao/domain/shared/names';

/** Empty days that are shown because the event lasts over them; a longer event shows only days with something on them. */
export const MAX_EMPTY_DAYS = 31;
export const UNSCHEDULED = 'unscheduled';

export interface DayBand {
  /** Id of the day's item, its date where it has none, or `UNSCHEDULED`. */
  id: string;
  /** Null for what is not placed. */
  date: string | null;
  title: Localized;
  day: DayView | null;
  rows: readonly string[];
  sessions: readonly SessionView[];
}

export interface BandWish {
  sort: 'time' | 'room';
  /** Only sessions of these tracks; null for all. */
  tracks: ReadonlySet<string> | null;
  /** Dates of the event's case. */
  starts: unknown;
  ends: unknown;
}

/** Beginning first, then the order that people gave: rows of one time may be moved among each other. */
const byTime = (a: SessionView, b: SessionView): number => (a.from ?? Infinity) - (b.from ?? Infinity) || compareItems(a.item, b.item);

export function bandsOf(view: PlanView, wish: BandWish): DayBand[] {
  const { tracks } = wish;
  const shown = (session: SessionView): boolean => tracks === null || (session.track !== null && tracks.has(session.track.id));
  const sorted = (sessions: readonly SessionView[]): SessionView[] => sessions.filter(shown).sort(wish.sort === 'room' ? byRoom : byTime);
  const elsewhere = Map.groupBy(view.elsewhere, (session) => dateOf(session.start!));
  const known = new Set(view.days.map((day) => day.date));
  const dates = [...eventDates(wish.starts, wish.ends), ...elsewhere.keys()].filter((date) => !known.has(date));
  const days: DayBand[] = [
    ...view.days.map((day) => band(day.id, day.date, day.title, day, sorted(day.sessions))),
    ...[...new Set(dates)].map((date) => band(date, date, { zh: '', en: '' }, null, sorted(elsewhere.get(date) ?? []))),
  ];
  days.sort((a, b) => ((a.date ?? '') < (b.date ?? '') ? -1 : (a.date ?? '') > (b.date ?? '') ? 1 : 0));
  return [...days, band(UNSCHEDULED, null, { zh: '', en: '' }, null, view.unscheduled.filter(shown))];
}

const band = (id: string, date: string | null, title: Localized, day: DayView | null, sessions: readonly SessionView[]): DayBand => ({
  id,
  date,
  title,
  day,
  sessions,
  rows: sessions.map((session) => session.id),
});

/** All days of the event by its case, as long as it is no mistake. */
export function eventDates(starts: unknown, ends: unknown): string[] {
  if (typeof starts !== 'string' || !isDate(starts)) return [];
  const last = typeof ends === 'string' && isDate(ends) && ends >= starts ? ends : starts;
  const count = daysBetween(starts, last) + 1;
  return count > MAX_EMPTY_DAYS ? [] : Array.from({ length: count }, (_, n) => addDays(starts, n));
}
