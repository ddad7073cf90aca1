/** A table as it is read from a file or the clipboard, whatever program wrote it: plain data, so that it may cross to a worker. */
import { SHEET_DIGITS, SHEET_MAX_CELL, SHEET_MAX_COLUMNS, SHEET_MAX_ROWS } from './limits.ts';

export interface SheetCell {
  /** What it says, as text that can be read again; of a formula what it last came to. */
  text: string;
  /** It was a number there, and no text of figures. */
  number?: number;
  /** It was a day or a time there. `minutes` are those since midnight; without a date they may be a length of more than a day. */
  moment?: { date: string | null; minutes: number };
  /** The formula, as it was written. */
  formula?: string;
  /** The spreadsheet itself says that it is wrong: `#REF!`. */
  error?: true;
}

/** Cells that are drawn as one; only the first holds anything. Indexes from 0, both ends belong to it. */
export interface Merge {
  top: number;
  left: number;
  bottom: number;
  right: number;
}

export interface SheetTable {
  name: string;
  rows: readonly (readonly (SheetCell | null)[])[];
  merges: readonly Merge[];
  /** Its days are counted from 1904, as Excel for Macintosh did, not from 1900. */
  from1904?: boolean;
}

/** Letters of a column: 0 is A, 26 is AA. */
export function columnName(column: number): string {
  const rest = Math.floor(column / 26);
  return (rest > 0 ? columnName(rest - 1) : '') + String.fromCharCode(65 + (column % 26));
}

/** `C7` of indexes from 0. */
export const cellAddress = (row: number, column: number): string => `${columnName(column)}${row + 1}`;

export const mergeName = ({ top, left, bottom, right }: Merge): string => `${cellAddress(top, left)}:${cellAddress(bottom, right)}`;

const GUARDED = /^'(?='*[=+\-@＝＋－＠\t\r\n])/;

/** A cell of text; null for nothing but white. An apostrophe that keeps a spreadsheet from taking it for a formula is none of its letters. */
export const textCell = (text: string): SheetCell | null =>
  text.trim() === '' ? null : { text: text.slice(0, SHEET_MAX_CELL).replace(GUARDED, '') };

/** A number as decimal text of as many figures as a spreadsheet keeps: what stands there as 0.3 and not as 0.30000000000000004. */
export function numberText(value: number): string {
  const [digits = '0', exponent = '0'] = value.toExponential(SHEET_DIGITS - 1).split('e');
  const sign = digits.startsWith('-') ? '-' : '';
  const [whole = '0', fraction = ''] = digits.replace('-', '').split('.');
  const shifted = shiftPoint(`${whole}.${fraction}`, Number(exponent));
  return sign && shifted !== '0' ? sign + shifted : shifted;
}

/** Moves the point of unsigned decimal text by so many places, exactly. */
export function shiftPoint(decimal: string, places: number): string {
  const [whole = '', fraction = ''] = decimal.split('.');
  const digits = whole + fraction;
  const point = whole.length + places;
  const padded = point <= 0 ? '0'.repeat(1 - point) + digits : digits.padEnd(point, '0');
  const at = Math.max(1, point);
  const before = padded.slice(0, at).replace(/^0+(?=\d)/, '');
  const after = padded.slice(at).replace(/0+$/, '');
  return after === '' ? before : `${before}.${after}`;
}

export const isBlank = (row: readonly (SheetCell | null)[] | undefined): boolean => row === undefined || row.every((cell) => cell === null);

/** Without the empty rows and columns at its end: programs write them where there was only a format. */
export function trimTable(table: SheetTable): SheetTable {
  const end = table.rows.findLastIndex((row) => !isBlank(row)) + 1;
  const rows = table.rows.slice(0, end);
  const width = rows.reduce((most, row) => Math.max(most, row.findLastIndex((cell) => cell !== null) + 1), 0);
  return {
    ...table,
    rows: rows.map((row) => row.slice(0, width)),
    merges: table.merges.filter(({ top, left }) => top < end && left < width),
  };
}

export const widthOf = (table: SheetTable): number => table.rows.reduce((most, row) => Math.max(most, row.length), 0);

/** Why a trimmed table is not taken, or null. */
export function tooLarge(table: SheetTable): 'rows' | 'columns' | null {
  if (table.rows.length > SHEET_MAX_ROWS) return 'rows';
  return widthOf(table) > SHEET_MAX_COLUMNS ? 'columns' : null;
}

/** A pasted table. */
export const tableOf = (name: string, rows: readonly (readonly string[])[]): SheetTable =>
  trimTable({ name, rows: rows.map((row) => row.map(textCell)), merges: [] });
