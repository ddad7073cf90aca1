import { guessColumns, sheetTarget, tableOf, type SheetList } from '@qiao/domain/plan/sheet';

/** Heads that are surely known, so that a pasted line is taken for a row of heads and not for content. */
const KNOWN = 2;

export function hasHeads(rows: readonly (readonly string[])[], root: SheetList): boolean {
  if (rows.length < 2) return false;
  const sure = guessColumns(tableOf('', rows), 0, sheetTarget(root)).filter((guess) => guess?.confidence === 'sure');
  return sure.length >= KNOWN;
}
