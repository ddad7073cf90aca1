import type { CellEdit } from '@qiao/domain/kind';
import type { Column } from './column.ts';
import { placesOf, type Range, type Shape } from './selection.ts';

interface FillTarget<R> {
  shape: Shape;
  columnOf(id: string): Column<R> | undefined;
  rowOf(id: string): R | undefined;
}

/**
 * Fills a range from its own first rows (`Ctrl D`: from one; the knob: from as many as were chosen, again and again).
 * `upwards`: the source lies at the bottom.
 */
export function fillEdits<R>(target: FillTarget<R>, range: Range, sourceRows: number, upwards = false): CellEdit[] {
  const lines = placesOf(target.shape, range);
  if (upwards) lines.reverse();
  return lines.slice(sourceRows).flatMap((line, n) =>
    line.flatMap((place, column) => {
      const source = lines[n % sourceRows]![column]!;
      const definition = target.columnOf(place.column);
      const [from, to] = [target.rowOf(source.row), target.rowOf(place.row)];
      if (!definition || definition.fixed || from === undefined || to === undefined) return [];
      return [...definition.write(to, definition.value(from))];
    }),
  );
}

/** Empties a range. */
export function clearEdits<R>(target: FillTarget<R>, range: Range): CellEdit[] {
  return placesOf(target.shape, range).flatMap((line) =>
    line.flatMap((place) => {
      const definition = target.columnOf(place.column);
      const row = target.rowOf(place.row);
      return !definition || definition.fixed || row === undefined ? [] : [...definition.write(row, null)];
    }),
  );
}

/** Text of a range as it is copied. */
export function copyTexts<R>(target: FillTarget<R>, range: Range): string[][] {
  return placesOf(target.shape, range).map((line) =>
    line.map((place) => {
      const row = target.rowOf(place.row);
      return row === undefined ? '' : (target.columnOf(place.column)?.text(row) ?? '');
    }),
  );
}

/** The range after the knob was drawn to a row: it grows down or up, never sideways. */
export function drawnTo(range: Range, row: number): { range: Range; upwards: boolean } | null {
  if (row > range.bottom) return { range: { ...range, bottom: row }, upwards: false };
  if (row < range.top) return { range: { ...range, top: row }, upwards: true };
  return null;
}
