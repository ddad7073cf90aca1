/** Where one is in a grid, by ids: rows may come, go and move under it while others edit. */
export interface Place {
  row: string;
  column: string;
}

/** Rows and columns in the order in which they are shown. */
export interface Shape {
  rows: readonly string[];
  columns: readonly string[];
}

/** `cell` is where one types, `to` the opposite corner. `tabFrom`: the column where a run of Tabs began; Enter goes back below it. */
export interface Selection {
  cell: Place;
  to: Place;
  tabFrom: string | null;
}

/** Indices, all inclusive. */
export interface Range {
  top: number;
  bottom: number;
  left: number;
  right: number;
}

/** `first` and `last` keep the column, `home` and `end` the row; `top` and `bottom` are the grid's corners. */
export type Step = 'up' | 'down' | 'left' | 'right' | 'first' | 'last' | 'home' | 'end' | 'top' | 'bottom' | 'page-up' | 'page-down';

export const at = (place: Place): Selection => ({ cell: place, to: place, tabFrom: null });

export const samePlace = (a: Place, b: Place): boolean => a.row === b.row && a.column === b.column;

export function rangeOf(shape: Shape, { cell, to }: Selection): Range {
  const [r1, r2] = [shape.rows.indexOf(cell.row), shape.rows.indexOf(to.row)];
  const [c1, c2] = [shape.columns.indexOf(cell.column), shape.columns.indexOf(to.column)];
  return { top: Math.min(r1, r2), bottom: Math.max(r1, r2), left: Math.min(c1, c2), right: Math.max(c1, c2) };
}

export const contains = (range: Range, row: number, column: number): boolean =>
  row >= range.top && row <= range.bottom && column >= range.left && column <= range.right;

/** Edges of the range's frame that run along this cell, as letters `t b l r`. */
export function edgesOf(range: Range, row: number, column: number): string {
  if (!contains(range, row, column)) return '';
  return (
    (row === range.top ? 't' : '') +
    (row === range.bottom ? 'b' : '') +
    (column === range.left ? 'l' : '') +
    (column === range.right ? 'r' : '')
  );
}

/** Places of a range, row by row. */
export function placesOf(shape: Shape, range: Range): Place[][] {
  const columns = shape.columns.slice(range.left, range.right + 1);
  return shape.rows.slice(range.top, range.bottom + 1).map((row) => columns.map((column) => ({ row, column })));
}

/** Arrow keys and their like. With `extend` the range grows from the cell where one types. `page`: rows on a page. */
export function moved(shape: Shape, selection: Selection, step: Step, extend: boolean, page: number): Selection {
  const from = extend ? selection.to : selection.cell;
  const to = stepped(shape, from, step, page);
  return extend ? { ...selection, to } : at(to);
}

function stepped({ rows, columns }: Shape, from: Place, step: Step, page: number): Place {
  const row = rows.indexOf(from.row);
  const column = columns.indexOf(from.column);
  const rowBy = (by: number): string => rows[Math.max(0, Math.min(rows.length - 1, row + by))] ?? from.row;
  const columnBy = (by: number): string => columns[Math.max(0, Math.min(columns.length - 1, column + by))] ?? from.column;
  switch (step) {
    case 'up':
      return { ...from, row: rowBy(-1) };
    case 'down':
      return { ...from, row: rowBy(1) };
    case 'left':
      return { ...from, column: columnBy(-1) };
    case 'right':
      return { ...from, column: columnBy(1) };
    case 'first':
      return { ...from, row: rowBy(-rows.length) };
    case 'last':
      return { ...from, row: rowBy(rows.length) };
    case 'home':
      return { ...from, column: columnBy(-columns.length) };
    case 'end':
      return { ...from, column: columnBy(columns.length) };
    case 'top':
      return { row: rowBy(-rows.length), column: columnBy(-columns.length) };
    case 'bottom':
      return { row: rowBy(rows.length), column: columnBy(columns.length) };
    case 'page-up':
      return { ...from, row: rowBy(-page) };
    case 'page-down':
      return { ...from, row: rowBy(page) };
  }
}

/** Tab: to the next cell, at a row's end into the next row; null past the last cell, where Tab leaves the grid. */
export function tabbed(shape: Shape, selection: Selection, back: boolean): Selection | null {
  const { rows, columns } = shape;
  const row = rows.indexOf(selection.cell.row);
  const next = columns.indexOf(selection.cell.column) + (back ? -1 : 1);
  const wraps = next < 0 || next >= columns.length;
  const target = rows[row + (wraps ? (back ? -1 : 1) : 0)];
  const column = columns[(next + columns.length) % columns.length];
  if (target === undefined || column === undefined) return null;
  return { ...at({ row: target, column }), tabFrom: wraps ? null : (selection.tabFrom ?? selection.cell.column) };
}

/** Enter: one row down (Shift: up), below the column where a run of Tabs began. */
export function entered(shape: Shape, selection: Selection, back: boolean): Selection {
  const start = selection.tabFrom ?? selection.cell.column;
  return moved(shape, at({ row: selection.cell.row, column: start }), back ? 'up' : 'down', false, 1);
}

/**
 * The selection after the grid changed: what is gone is replaced by what now stands nearest to where it stood. Null when
 * nothing is left.
 */
export function kept(before: Shape, now: Shape, selection: Selection): Selection | null {
  const near = (ids: readonly string[], was: readonly string[], id: string): string | undefined =>
    ids.includes(id) ? id : ids[Math.max(0, Math.min(ids.length - 1, was.indexOf(id)))];
  const place = ({ row, column }: Place): Place | null => {
    const nextRow = near(now.rows, before.rows, row);
    const nextColumn = near(now.columns, before.columns, column);
    return nextRow === undefined || nextColumn === undefined ? null : { row: nextRow, column: nextColumn };
  };
  const cell = place(selection.cell);
  const to = place(selection.to);
  if (!cell || !to) return null;
  return samePlace(cell, selection.cell) && samePlace(to, selection.to) ? selection : { ...selection, cell, to };
}

export const everything = ({ rows, columns }: Shape, selection: Selection): Selection => ({
  cell: { row: rows[0] ?? selection.cell.row, column: columns[0] ?? selection.cell.column },
  to: { row: rows.at(-1) ?? selection.to.row, column: columns.at(-1) ?? selection.to.column },
  tabFrom: null,
});
