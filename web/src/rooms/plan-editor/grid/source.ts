import type { CellEdit } from '@qiao/domain/kind';
import type { Band, Column, Missing, RowMarks } from './column.ts';
import type { Place } from './selection.ts';

/** What a grid shows and where it writes. Getters are reactive: reading them in markup follows the data. */
export interface GridSource<R> {
  /** Those that are shown, in order. */
  readonly columns: readonly Column<R>[];
  readonly bands: readonly Band[];
  row(id: string): R | undefined;
  marks(id: string): RowMarks | undefined;
  /** Name of a row for a screen reader. */
  nameOf(id: string): string;
  /** Nobody may write here now. */
  readonly locked: boolean;
  /** One step of undo. */
  write(edits: readonly CellEdit[]): void;
  undo(): void;
  redo(): void;
  /** The row as it will be after these edits. */
  after(row: R, edits: readonly CellEdit[]): R;
  /** Says to the others where one is; null: nowhere. */
  enter(place: Place | null): void;
  /** A row below this one; answers its id. */
  add(below: string | null): string | null;
  remove(rows: readonly string[]): void;
  /** Moves rows by one place. */
  carry(rows: readonly string[], by: -1 | 1): void;
  /** Moves a row to before another one of a band; null: to the band's end. */
  place(row: string, band: string, before: string | null): void;
  /** A row to be pasted into beyond the last one, not there yet. */
  draft(below: string | null): { id: string; row: R } | null;
  /** Makes what a paste was planned with: first the names that there is nothing for, then new rows; answers after everything is there. */
  prepare(missing: readonly Missing[], drafts: readonly string[]): void;
  /** Runs several writes as one step of undo. */
  together(run: () => void): void;
}
