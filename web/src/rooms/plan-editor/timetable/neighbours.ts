/** Which block the focus goes to from another. Pure. */
import type { Layout } from './layout.ts';

export interface Standing {
  id: string;
  from: number;
  until: number;
  /** Columns that it covers, both included. */
  first: number;
  last: number;
}

/** Everything on the sheet, by time and then from left to right. */
export function standingsOf({ blocks, bands }: Layout): Standing[] {
  const all: Standing[] = bands.map(({ id, from, until, first, last }) => ({ id, from, until, first, last }));
  for (const column of blocks.values())
    for (const { id, from, until, column: at } of column) all.push({ id, from, until, first: at, last: at });
  return all.sort((a, b) => a.from - b.from || a.first - b.first || (a.id < b.id ? -1 : 1));
}

/** The one to go to; the same when there is none that way, null when the sheet is empty. */
export function neighbour(
  all: readonly Standing[],
  id: string | null,
  way: 'left' | 'right' | 'before' | 'after' | 'first' | 'last',
): string | null {
  const here = all.findIndex((one) => one.id === id);
  const from = all[here];
  if (!from || way === 'first') return all[0]?.id ?? null;
  if (way === 'last') return all.at(-1)?.id ?? null;
  if (way === 'before' || way === 'after') {
    const column = all.filter((one) => one.first <= from.first && one.last >= from.first);
    const at = column.indexOf(from) + (way === 'after' ? 1 : -1);
    return (column[at] ?? all[here + (way === 'after' ? 1 : -1)] ?? from).id;
  }
  const beside = all.filter((one) => (way === 'left' ? one.last < from.first : one.first > from.last));
  const gap = (one: Standing): number => Math.max(0, one.from - from.until, from.from - one.until);
  const far = (one: Standing): number => (way === 'left' ? from.first - one.last : one.first - from.last);
  // The nearest column that is not empty, in it the nearest in time.
  const best = beside.reduce<Standing | null>(
    (found, one) => (found === null || far(one) < far(found) || (far(one) === far(found) && near(one, found, from, gap)) ? one : found),
    null,
  );
  return (best ?? from).id;
}

const near = (one: Standing, found: Standing, from: Standing, gap: (one: Standing) => number): boolean =>
  gap(one) < gap(found) || (gap(one) === gap(found) && Math.abs(one.from - from.from) < Math.abs(found.from - from.from));
