/** A workbook (.xlsx, .xlsm) as tables: values as they are stored, formulas and merges told, nothing computed. */
import {
  columnName,
  numberText,
  SHEET_MAX_TABLES,
  SHEET_MAX_UNPACKED_BYTES,
  SHEET_SIGHT_COLUMNS,
  SHEET_SIGHT_ROWS,
  textCell,
  tooLarge,
  trimTable,
  type SheetCell,
} from '@qiao/domain/plan/sheet';
import { readXlsx, type Cell, type CellValue, type Sheet } from 'hucre/xlsx';
import type { ReadSheets, ReadTable } from './sheets.ts';
import { unpackedBytes } from './unpacked.ts';

const DAY_MINUTES = 24 * 60;
const MINUTE_MS = 60_000;
/** Days before this are none that an event has: such a cell was a time or a length, counted from the first day of the system. */
const FIRST_DAY = '1905-01-01';

export async function readWorkbook(bytes: Uint8Array): Promise<ReadSheets> {
  const unpacked = unpackedBytes(bytes);
  if (unpacked === null) return { ok: false, code: 'broken' };
  if (unpacked > SHEET_MAX_UNPACKED_BYTES) return { ok: false, code: 'unpacks-too-large' };
  let sheets: readonly Sheet[];
  let from1904: boolean;
  try {
    const workbook = await readXlsx(bytes, { range: `A1:${columnName(SHEET_SIGHT_COLUMNS - 1)}${SHEET_SIGHT_ROWS}` });
    sheets = workbook.sheets;
    from1904 = workbook.dateSystem === '1904';
  } catch {
    // The library throws for whatever a damaged or foreign file does to it.
    return { ok: false, code: 'broken' };
  }
  if (sheets.length > SHEET_MAX_TABLES) return { ok: false, code: 'too-many-tables' };
  const shown = sheets.filter((sheet) => !sheet.hidden && !sheet.veryHidden);
  const tables = (shown.length > 0 ? shown : sheets)
    .map((sheet) => tableOfSheet(sheet, from1904))
    .filter((table) => table.rows.length > 0 || table.tooLarge !== null);
  return tables.length === 0 ? { ok: false, code: 'empty' } : { ok: true, tables };
}

function tableOfSheet(sheet: Sheet, from1904: boolean): ReadTable {
  const formulas = formulasOf(sheet);
  const rows = sheet.rows.map((row, at) =>
    row.map((value, n) => {
      const key = `${at},${n}`;
      const cell = cellOf(value, sheet.cells?.get(key), from1904);
      const formula = formulas.get(key);
      // A formula that came to nothing, or was never computed, is no empty cell.
      return formula === undefined ? cell : { text: '', ...cell, formula };
    }),
  );
  const merges = (sheet.merges ?? []).map(({ startRow, startCol, endRow, endCol }) => ({
    top: startRow,
    left: startCol,
    bottom: endRow,
    right: endCol,
  }));
  const table = trimTable({ name: sheet.name, rows, merges, from1904 });
  const large = tooLarge(table);
  return { ...table, ...(large ? { rows: [], merges: [] } : {}), tooLarge: large };
}

/** Formulas by `row,column`. One over a range stands in its first cell and speaks for all. */
function formulasOf(sheet: Sheet): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [key, cell] of sheet.cells ?? []) {
    if (cell.formula === undefined) continue;
    found.set(key, `=${cell.formula}`);
    const range = cell.formulaType === 'array' ? /^([A-Z]+)(\d+):([A-Z]+)(\d+)$/.exec(cell.formulaRef ?? '') : null;
    if (!range) continue;
    for (let row = Number(range[2]) - 1; row < Math.min(Number(range[4]), SHEET_SIGHT_ROWS); row++) {
      for (let n = columnIndex(range[1]!); n <= Math.min(columnIndex(range[3]!), SHEET_SIGHT_COLUMNS); n++)
        found.set(`${row},${n}`, `=${cell.formula}`);
    }
  }
  return found;
}

const columnIndex = (name: string): number => [...name].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;

function cellOf(value: CellValue, details: Cell | undefined, from1904: boolean): SheetCell | null {
  if (value === null || value === undefined) return null;
  if (value instanceof Date) return momentCell(value, from1904);
  if (typeof value === 'number') return Number.isFinite(value) ? { text: numberText(value), number: value } : null;
  if (typeof value === 'boolean') return { text: value ? 'TRUE' : 'FALSE' };
  const cell = textCell(String(value));
  return cell && details?.type === 'error' ? { ...cell, error: true } : cell;
}

/** The library gives days and times as if they were of Greenwich: only the figures of it count. */
function momentCell(value: Date, from1904: boolean): SheetCell {
  const whole = Math.round(value.getTime() / 1000) * 1000;
  const iso = new Date(whole).toISOString();
  const day = iso.slice(0, 10);
  if (day >= FIRST_DAY) {
    const minutes = (whole - Date.parse(`${day}T00:00Z`)) / MINUTE_MS;
    if (!Number.isInteger(minutes)) return { text: `${day} ${iso.slice(11, 19)}` };
    return { text: minutes === 0 ? day : `${day} ${iso.slice(11, 16)}`, moment: { date: day, minutes } };
  }
  const minutes = (whole - Date.parse(from1904 ? '1904-01-01T00:00Z' : '1899-12-31T00:00Z')) / MINUTE_MS;
  if (!Number.isInteger(minutes) || minutes < 0) return { text: iso.slice(11, 19) };
  const hours = Math.floor(minutes / 60);
  const text = `${String(hours).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
  return minutes < 365 * DAY_MINUTES ? { text, moment: { date: null, minutes } } : { text: iso.slice(0, 16) };
}
