import type { Range } from './selection.ts';

/** What of the selection one drawn row shows. */
export class RowView {
  /** The column of this row's cell where one is. */
  here = $state<string | null>(null);
  /** The keyboard is in the grid, and in this row. */
  isChosen = $state(false);
  /** What is chosen, where it touches this row. */
  range = $state.raw<Range | null>(null);
}

/** Where one is, and what is chosen or being drawn while the keyboard is in the grid. */
export interface Chosen {
  row: string | null;
  column: string | null;
  focused: boolean;
  area: Range | null;
}

/**
 * Tells each drawn row what concerns it: a step of the selection then costs the rows that it leaves and enters. If every row
 * looked at the selection by itself, each step would ask all of them.
 */
export class RowViews {
  readonly #views = new Map<string, { rowAt: number; view: RowView }>();
  #chosen: Chosen = { row: null, column: null, focused: false, area: null };

  /** The view of a row that is drawn from now on; `drop` it when it is no longer. */
  take(id: string, rowAt: number): RowView {
    const view = new RowView();
    this.#views.set(id, { rowAt, view });
    this.#tell(id, rowAt, view);
    return view;
  }

  /** The row stands at another place now. */
  place(id: string, rowAt: number): void {
    const known = this.#views.get(id);
    if (!known || known.rowAt === rowAt) return;
    known.rowAt = rowAt;
    this.#tell(id, rowAt, known.view);
  }

  /** Another row may have taken the same id since. */
  drop(id: string, view: RowView): void {
    if (this.#views.get(id)?.view === view) this.#views.delete(id);
  }

  choose(chosen: Chosen): void {
    this.#chosen = chosen;
    for (const [id, { rowAt, view }] of this.#views) this.#tell(id, rowAt, view);
  }

  /** Writes only what differs, so that nothing else is drawn anew. */
  #tell(id: string, rowAt: number, view: RowView): void {
    const { row, column, focused, area } = this.#chosen;
    const isHere = row === id;
    view.here = isHere ? column : null;
    view.isChosen = focused && isHere;
    view.range = area && rowAt >= area.top && rowAt <= area.bottom ? area : null;
  }
}
