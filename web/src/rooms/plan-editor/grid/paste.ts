/** A paste that is not made yet: what each cell would become, what is not understood. Nothing is written before the person says so. */
import type { CellEdit, Words } from '@qiao/domain/kind';
import type { Column, Missing } from './column.ts';
import { placesOf, type Place, type Range, type Shape } from './selection.ts';

/** Cells that one paste may bring; a whole workbook by mistake is refused before it is drawn. */
export const MAX_PASTE_CELLS = 20_000;

export interface PastedCell {
  place: Place;
  text: string;
  /** What it would write; empty when it holds that already. */
  edits: readonly CellEdit[];
  /** Why it cannot be written. */
  words: Words | null;
  missing: Missing | null;
}

export interface PastePlan {
  rows: number;
  columns: number;
  cells: readonly PastedCell[];
  /** Ids of rows that would be new, in order. */
  added: readonly string[];
  writable: number;
  /** Cells that are not understood. */
  unknown: readonly PastedCell[];
  /** Names to add so that more can be written, by what they name. */
  missing: readonly Missing[];
}

/** What the paste asks of the table. */
export interface PasteTarget<R> {
  shape: Shape;
  columnOf(id: string): Column<R> | undefined;
  rowOf(id: string): R | undefined;
  /** A row that is not there yet, to be pasted into. Null: the table takes no new rows. */
  newRow(): { id: string; row: R } | null;
  /** The row as it will be after these edits: what is pasted into one column is known to the next. */
  after(row: R, edits: readonly CellEdit[]): R;
}

export type Planned = { ok: true; plan: PastePlan } | { ok: false; why: 'empty' | 'too-large' };

/** Lays the pasted cells over the range: one cell fills it, a block is repeated where the range is a multiple of it, else it begins at its corner. */
export function planPaste<R>(pasted: readonly (readonly string[])[], range: Range, target: PasteTarget<R>): Planned {
  const height = pasted.length;
  const width = Math.max(0, ...pasted.map((row) => row.length));
  if (height === 0 || width === 0 || pasted.every((row) => row.every((text) => text === ''))) return { ok: false, why: 'empty' };
  const rows = repeated(range.bottom - range.top + 1, height);
  const columns = Math.min(repeated(range.right - range.left + 1, width), target.shape.columns.length - range.left);
  if (rows * columns > MAX_PASTE_CELLS) return { ok: false, why: 'too-large' };
  const { shape, added, fresh } = grown(target, range.top + rows);
  const places = placesOf(shape, { top: range.top, bottom: range.top + rows - 1, left: range.left, right: range.left + columns - 1 });
  const cells = places.flatMap((line, n) => {
    const texts = line.map((_place, m) => (pasted[n % height]![m % width] ?? '').trim());
    return pastedRow(target, line, texts, fresh);
  });
  const unknown = cells.filter((cell) => cell.words !== null);
  return {
    ok: true,
    plan: { rows: places.length, columns, cells, added, writable: cells.length - unknown.length, unknown, missing: gather(unknown) },
  };
}

const repeated = (room: number, size: number): number => (room % size === 0 ? room : size);

function grown<R>(target: PasteTarget<R>, wanted: number): { shape: Shape; added: string[]; fresh: Map<string, R> } {
  const added: string[] = [];
  const fresh = new Map<string, R>();
  while (target.shape.rows.length + added.length < wanted) {
    const next = target.newRow();
    if (!next) break;
    added.push(next.id);
    fresh.set(next.id, next.row);
  }
  return { shape: { ...target.shape, rows: [...target.shape.rows, ...added] }, added, fresh };
}

function pastedRow<R>(
  target: PasteTarget<R>,
  line: readonly Place[],
  texts: readonly string[],
  fresh: ReadonlyMap<string, R>,
): PastedCell[] {
  const id = line[0]?.row ?? '';
  let row = fresh.get(id) ?? target.rowOf(id);
  const cells: PastedCell[] = [];
  for (const [n, place] of line.entries()) {
    const column = target.columnOf(place.column);
    if (row === undefined || !column || column.fixed) continue;
    const text = texts[n] ?? '';
    const cell = readInto(column, row, place, text);
    cells.push(cell);
    row = target.after(row, cell.edits);
  }
  return cells;
}

/** What text becomes in one cell. Empty text clears it. */
export function readInto<R>(column: Column<R>, row: R, place: Place, text: string): PastedCell {
  const read = text === '' ? ({ ok: true, value: null } as const) : column.read(text, row);
  if (read.ok) return { place, text, edits: column.write(row, read.value), words: null, missing: null };
  return { place, text, edits: [], words: read.words, missing: read.missing ?? null };
}

function gather(unknown: readonly PastedCell[]): Missing[] {
  const names = new Map<string, Set<string>>();
  for (const { missing } of unknown) {
    if (missing) names.set(missing.what, new Set([...(names.get(missing.what) ?? []), ...missing.names]));
  }
  return [...names].map(([what, found]) => ({ what, names: [...found] }));
}

/** Everything the plan would write, in order. What is not understood stays out of it. */
export const editsOf = (plan: PastePlan): CellEdit[] => plan.cells.flatMap((cell) => cell.edits);

/** Where a plan lies among the rows that are there; its new rows lie beyond them. */
export function pasteRange(plan: PastePlan, shape: Shape): Range | null {
  const first = plan.cells[0]?.place;
  if (!first) return null;
  const [top, left] = [shape.rows.indexOf(first.row), shape.columns.indexOf(first.column)];
  return { top, bottom: top + plan.rows - plan.added.length - 1, left, right: left + plan.columns - 1 };
}
