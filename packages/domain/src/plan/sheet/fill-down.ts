/** What a sheet says once for several rows: merged cells, and a day that stands over the rows of it. */
import type { Reading } from './read-row.ts';
import { isBlank, type SheetCell, type SheetTable } from './sheet.ts';

/** One column, downwards: each row of it may be taken to say the same. */
export const fillsDown = ({ left, right }: { left: number; right: number }): boolean => left === right;

/** Merged cells say the same on each row; a day that is written once holds until the next. */
export function fillDown(table: SheetTable, { columns }: Reading, head: number): readonly (readonly (SheetCell | null)[])[] {
  const rows = table.rows.map((row) => [...row]);
  for (const merge of table.merges.filter(fillsDown)) {
    for (let at = merge.top + 1; at <= merge.bottom; at++) if (rows[at]) rows[at]![merge.left] = rows[merge.top]?.[merge.left] ?? null;
  }
  for (const [n, column] of columns) {
    if (column.kind !== 'day') continue;
    for (let at = head + 2; at < rows.length; at++) if (!isBlank(rows[at]) && !rows[at]![n]) rows[at]![n] = rows[at - 1]![n] ?? null;
  }
  return rows;
}

export function hasGaps(table: SheetTable, { columns }: Reading, head: number): boolean {
  if (table.merges.some((merge) => fillsDown(merge) && merge.bottom > head && columns.has(merge.left))) return true;
  const [day] = [...columns].find(([, column]) => column.kind === 'day') ?? [];
  if (day === undefined) return false;
  const days = table.rows
    .slice(head + 1)
    .filter((row) => !isBlank(row))
    .map((row) => row[day] ?? null);
  return days[0] !== null && days.length > 0 && days.includes(null);
}
