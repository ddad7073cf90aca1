/** Rows that hold no item: empty ones, sums, heads that are printed on each page. */
import type { Words } from '../../kind/types.ts';
import { headKey } from './heads.ts';
import type { Reading } from './read-row.ts';
import { isBlank, type SheetCell } from './sheet.ts';

const SUMS = /^(合计|总计|小计|共计|总和|sum|total|subtotal|grandtotal)$/;

export function whySkipped(cells: readonly (SheetCell | null)[], head: readonly string[], { columns }: Reading): Words | null {
  if ([...columns.keys()].every((n) => !cells[n])) return isBlank(cells) ? BLANK : NOTHING;
  const filled = [...columns.keys()].filter((n) => cells[n]);
  if (filled.length > 1 && filled.every((n) => headKey(cells[n]!.text) === head[n])) return HEAD_AGAIN;
  const first = cells.find((cell) => cell !== null);
  return first && SUMS.test(headKey(first.text)) ? SUM : null;
}

const BLANK: Words = { zh: '空行。', en: 'An empty row.' };
const NOTHING: Words = { zh: '对应的列里都没有内容。', en: 'Nothing in the columns that are matched.' };
const HEAD_AGAIN: Words = { zh: '表头又出现一次。', en: 'The heads once more.' };
const SUM: Words = { zh: '合计行，不导入。', en: 'A row of sums, not imported.' };

export const titleOfSkipped = (cells: readonly (SheetCell | null)[]): string => cells.find((cell) => cell !== null)?.text ?? '';
