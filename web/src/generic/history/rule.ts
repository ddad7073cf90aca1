/** The rule of time: a stroke for each hour with changes, in the days that have any. Pure. */
import type { RowFacts } from '@qiao/domain/kind';

export interface Stroke {
  /** Place on the rule, 0 to 1. */
  x: number;
  /** Height, 0 to 1 of the tallest. */
  height: number;
  /** Rows of this hour: from the first to the last. */
  first: number;
  last: number;
}

export interface Day {
  x: number;
  /** Of its first moment, milliseconds since 1970. */
  at: number;
}

export interface Rule {
  strokes: readonly Stroke[];
  days: readonly Day[];
  /** Where a time lies on it. */
  place(at: number): number;
}

/** Days that are named below the rule; more would stand on each other. */
export const MOST_DAYS_NAMED = 8;
const HOUR_MS = 3_600_000;

const dayStart = (at: number): number => {
  const date = new Date(at);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
};

/** Days in which nothing happened have no width: a month of pauses leaves room for what was done. */
export function ruleOf(rows: readonly RowFacts[], sealedAt: readonly number[], now: number): Rule {
  const starts = [...new Set([...rows.map(({ at }) => at), ...sealedAt, now].map(dayStart))].sort((a, b) => a - b);
  const width = 1 / starts.length;
  // Work lies between six and midnight; earlier hours stand at the day's beginning.
  const within = (at: number): number => Math.min(1, Math.max(0, (at - dayStart(at) - 6 * HOUR_MS) / (18 * HOUR_MS)));
  // A day is as wide as any other; the last ends now.
  const place = (at: number): number => {
    if (at >= now) return 1;
    const day = starts.findLastIndex((start) => start <= at);
    if (day < 0) return 0;
    const share = day === starts.length - 1 ? within(at) / Math.max(within(now), 0.001) : within(at);
    return (day + Math.min(1, share)) * width;
  };
  const hours = new Map<number, { first: number; last: number; count: number }>();
  rows.forEach(({ at }, n) => {
    const hour = Math.floor(at / HOUR_MS);
    const known = hours.get(hour);
    hours.set(hour, { first: known?.first ?? n + 1, last: n + 1, count: (known?.count ?? 0) + 1 });
  });
  const most = Math.max(1, ...[...hours.values()].map(({ count }) => count));
  return {
    // By the root of their number, so that one busy hour does not flatten all others.
    strokes: [...hours].map(([hour, { first, last, count }]) => ({
      x: place(hour * HOUR_MS + HOUR_MS / 2),
      height: Math.sqrt(count / most),
      first,
      last,
    })),
    days: starts.map((at, n) => ({ at, x: n * width })).filter((_, n) => n % Math.ceil(starts.length / MOST_DAYS_NAMED) === 0),
    place,
  };
}
