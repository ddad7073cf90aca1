/** What a sheet may be. A table of an event is far below; what is beyond is another file, a mistake, or meant to hurt. */
/** Bytes of a file, before anything of it is read. */
export const SHEET_MAX_BYTES = 10 * 1024 * 1024;
/** Bytes of all that a workbook unpacks to: a small file may hold gigabytes. */
export const SHEET_MAX_UNPACKED_BYTES = 100 * 1024 * 1024;
/** Tables of a workbook. */
export const SHEET_MAX_TABLES = 50;
/** Rows of a table up to the last that holds anything, the head among them. */
export const SHEET_MAX_ROWS = 5_000;
/** Columns of a table up to the last that holds anything. */
export const SHEET_MAX_COLUMNS = 100;
/** UTF-16 units of one cell: as many as Excel holds. */
export const SHEET_MAX_CELL = 32_767;
/** The head is looked for among so many rows: a title and a note may stand above it. */
export const SHEET_HEAD_ROWS = 20;
/** Figures that a spreadsheet keeps of a number. What is longer has lost its end before it comes here. */
export const SHEET_DIGITS = 15;
/** Reasons that are said of one row. */
export const SHEET_MAX_FAULTS = 5;
/** Of a workbook no more is looked at than this, so that one far cell does not unroll a sheet of millions: a table is long too large before. */
export const SHEET_SIGHT_ROWS = 20_000;
export const SHEET_SIGHT_COLUMNS = 1_000;
