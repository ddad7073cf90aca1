/** Rows told as moments: what the same people wrote without a pause. Pure. */
import type { RowFacts } from './walk.ts';

/** A longer pause begins another moment. */
export const MOMENT_GAP_MS = 10 * 60_000;

export interface Moment {
  /** First and last row, from 1. */
  first: number;
  last: number;
  /** Of its first and last row, milliseconds since 1970. */
  from: number;
  until: number;
  /** User ids of who wrote, in order. */
  users: readonly string[];
}

/**
 * @param writersOf user ids of who wrote a row
 * @param cuts rows after which a moment ends in any case, for something was sealed there
 */
export function momentsOf(
  rows: readonly RowFacts[],
  writersOf: (row: RowFacts) => readonly string[],
  cuts: ReadonlySet<number> = new Set(),
): Moment[] {
  const moments: Moment[] = [];
  rows.forEach((row, index) => {
    const users = [...writersOf(row)].sort();
    const last = moments.at(-1);
    if (last && row.at - last.until < MOMENT_GAP_MS && isSame(last.users, users) && !cuts.has(index)) {
      last.last = index + 1;
      last.until = row.at;
    } else moments.push({ first: index + 1, last: index + 1, from: row.at, until: row.at, users });
  });
  return moments;
}

const isSame = (a: readonly string[], b: readonly string[]): boolean => a.length === b.length && a.every((one, n) => one === b[n]);
