/** Sheets of spreadsheets into the lists of an event, and out of them. */
export { applySheet, readSheetEvent, type SheetApplied, type SheetDocs } from './apply.ts';
export type { DayOrder } from './days.ts';
export { findHead, guessColumns, headKey, type Guess, type Guesses } from './heads.ts';
export type { SheetChange } from './judge-row.ts';
export {
  SHEET_MAX_BYTES,
  SHEET_MAX_CELL,
  SHEET_MAX_COLUMNS,
  SHEET_MAX_ROWS,
  SHEET_MAX_TABLES,
  SHEET_MAX_UNPACKED_BYTES,
  SHEET_SIGHT_COLUMNS,
  SHEET_SIGHT_ROWS,
} from './limits.ts';
export { SHEET_LISTS, type SheetList } from './lists.ts';
export type { Added } from './names.ts';
export {
  openOrders,
  previewSheet,
  SHEET_DEFAULTS,
  SHEET_VERDICTS,
  type SheetChoices,
  type SheetEvent,
  type SheetPreview,
  type SheetRow,
  type SheetVerdict,
} from './preview.ts';
export type { Fault } from './read-row.ts';
export {
  cellAddress,
  columnName,
  numberText,
  tableOf,
  textCell,
  tooLarge,
  trimTable,
  widthOf,
  type Merge,
  type SheetCell,
  type SheetTable,
} from './sheet.ts';
export { sheetTarget, type SheetColumn, type SheetPart, type SheetTarget } from './targets.ts';
export { sheetRows } from './write-sheet.ts';
