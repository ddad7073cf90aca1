import type { CellEdit, Words } from '@qiao/domain/kind';
import type { Choice, Column, Missing } from './column.ts';
import { clearEdits, copyTexts, drawnTo, fillEdits } from './fill.ts';
import { endsName, lastName } from './names.ts';
import { actionOf, type Action, type Press, type Typing } from './keys.ts';
import { readInto, type PastePlan, type PasteTarget } from './paste.ts';
import { Pasting, type Offered } from './pasting.svelte.ts';
import {
  at,
  entered,
  everything,
  kept,
  moved,
  rangeOf,
  samePlace,
  tabbed,
  type Place,
  type Range,
  type Selection,
  type Shape,
} from './selection.ts';
import { RowViews } from './row-view.svelte.ts';
import type { GridSource } from './source.ts';

/** Text that was typed and cannot be read: it stays in its cell until it is mended or given up. */
export interface Draft {
  text: string;
  words: Words;
}

const keyOf = ({ row, column }: Place): string => `${row}/${column}`;

/** The state of one grid on screen. What keys and the clipboard mean stands in plain functions beside it. */
export class Grid<R> {
  readonly source: GridSource<R>;
  selection = $state.raw<Selection | null>(null);
  typing = $state<Typing>('ready');
  /** What stands in the cell's text field while one types. */
  text = $state('');
  /** The offer that Enter would take; -1 for none. */
  picked = $state(0);
  /** Where the knob is being drawn to. */
  drawing = $state.raw<Range | null>(null);
  drafts = $state.raw<ReadonlyMap<string, Draft>>(new Map());
  /** The keyboard is in the grid: its cell takes the focus when it moves. */
  focused = $state(false);
  /** What of the selection each drawn row shows. */
  readonly views = new RowViews();
  /** Rows that fit on a page. */
  page = 10;
  /** After Escape, Tab leaves the grid instead of moving in it. */
  #leaving = false;
  #shape: Shape = { rows: [], columns: [] };
  readonly #pasting: Pasting<R>;

  readonly shape: Shape = $derived.by(() => ({
    rows: this.source.bands.flatMap((band) => band.rows),
    columns: this.source.columns.map((column) => column.id),
  }));
  readonly range: Range | null = $derived(this.selection && rangeOf(this.shape, this.selection));
  readonly offers: readonly Choice[] = $derived.by(() => this.#offers());

  constructor(source: GridSource<R>) {
    this.source = source;
    this.#pasting = new Pasting(source, () => this.#target());
  }

  /** The cells of a paste that waits. */
  get pasted(): readonly (readonly string[])[] | null {
    return this.#pasting.waiting;
  }
  /** A paste that is not made yet. */
  get paste(): PastePlan | null {
    return this.#pasting.plan;
  }

  /** The grid's rows or columns changed: what was chosen stays chosen, or its nearest. */
  settle(): void {
    if (this.selection) {
      const next = kept(this.#shape, this.shape, this.selection);
      if (next !== this.selection) {
        // What was being typed belonged to a row that somebody took away.
        if (!next || !samePlace(next.cell, this.selection.cell)) this.#stopTyping();
        this.selection = next;
      }
    }
    this.#shape = this.shape;
  }

  column(id: string): Column<R> | undefined {
    return this.source.columns.find((column) => column.id === id);
  }

  /** Where one is; the first cell when nothing was chosen yet, so that Tab has a place to arrive at. */
  get place(): Place | null {
    const [row, column] = [this.shape.rows[0], this.shape.columns[0]];
    return this.selection?.cell ?? (row !== undefined && column !== undefined ? { row, column } : null);
  }

  draftAt(place: Place): Draft | undefined {
    return this.drafts.get(keyOf(place));
  }

  isFixed(place: Place): boolean {
    const column = this.column(place.column);
    return this.source.locked || !column || column.fixed === true;
  }

  #offers(): readonly Choice[] {
    const { place } = this;
    const column = place && this.column(place.column);
    const row = place && this.source.row(place.row);
    if (this.typing === 'ready' || !column?.choices || !row) return [];
    return column.choices(this.text, row);
  }

  /** Goes to a cell; what was being typed is taken first. */
  go(place: Place, extend = false): void {
    this.leave();
    this.selection = extend && this.selection ? { ...this.selection, to: place } : at(place);
    this.#leaving = false;
    this.source.enter(place);
  }

  /** Chooses whole rows. */
  chooseRow(row: string, extend = false): void {
    this.leave();
    const [left, right] = [this.shape.columns[0], this.shape.columns.at(-1)];
    if (left === undefined || right === undefined) return;
    const first = extend && this.selection ? this.selection.cell.row : row;
    this.selection = { cell: { row: first, column: left }, to: { row, column: right }, tabFrom: null };
    this.source.enter(this.selection.cell);
  }

  /** The text field's content as it stands while the cell waits: selected, so that the first letter replaces it. */
  get resting(): string {
    const { place } = this;
    const row = place && this.source.row(place.row);
    return (place && (this.draftAt(place)?.text ?? (row && this.column(place.column)?.text(row)))) ?? '';
  }

  /**
   * The text field changed: the first letter, or the beginning of a composition, came into a waiting cell, or one types on.
   * While `composing` nothing is taken.
   */
  type(text: string, composing: boolean): void {
    const { place } = this;
    if (!place || this.isFixed(place)) return;
    const offer = this.offers[Math.max(0, this.picked)];
    if (!composing && offer && !offer.adds && this.column(place.column)?.many && endsName(text) && this.#token(this.text) !== '') {
      this.choose(offer);
      return;
    }
    if (this.typing === 'ready') {
      this.typing = 'typed';
      this.selection = this.#narrowed(place);
      this.source.enter(place);
    }
    this.text = text;
    this.picked = this.#token(text) === '' ? -1 : 0;
    this.#leaving = false;
  }

  /** Opens the cell to change what it holds. */
  open(): void {
    const { place } = this;
    if (!place || this.isFixed(place)) return;
    this.text = this.resting;
    this.typing = 'opened';
    this.picked = -1;
    this.selection = this.#narrowed(place);
    this.source.enter(place);
  }

  /** Typing is in one cell; where a run of Tabs began is not forgotten by it. */
  #narrowed(place: Place): Selection {
    return { ...at(place), tabFrom: this.selection?.tabFrom ?? null };
  }

  /** Answers whether the key was the grid's. Keys of an input method must not come here. */
  press(press: Press): boolean {
    if (this.paste && (press.key === 'Enter' || press.key === 'Escape')) {
      if (press.key === 'Escape') this.cancelPaste();
      else if (this.paste.unknown.length === 0) this.makePaste();
      return true;
    }
    const action = actionOf(press, this.typing, this.offers.length > 0);
    if (!action || !this.place) return false;
    return this.#act(action, this.place);
  }

  #act(action: Action, place: Place): boolean {
    const selection = this.selection ?? at(place);
    switch (action.do) {
      case 'move':
        if (!this.#take('move')) return true;
        return this.#arrive(moved(this.shape, selection, action.step, action.extend, this.page));
      case 'tab':
        if (this.#leaving) return false;
        if (!this.#take('move')) return true;
        return this.#arrive(tabbed(this.shape, selection, action.back));
      case 'enter':
        if (!this.#take('enter')) return true;
        return this.#arrive(entered(this.shape, selection, action.back));
      case 'open':
        this.open();
        return true;
      case 'pick':
        this.picked = Math.max(0, Math.min(this.offers.length - 1, this.picked + action.by));
        return true;
      case 'cancel':
        if (this.typing === 'ready') this.#leaving = true;
        this.#drop(place);
        this.#stopTyping();
        return true;
      case 'all':
        return this.#arrive(everything(this.shape, selection));
      case 'undo':
      case 'redo':
        this.source[action.do]();
        return true;
      default:
        return this.#change(action.do, action.do === 'carry' ? action.by : 1, selection);
    }
  }

  /** What the keys change in the rows themselves. */
  #change(what: 'clear' | 'fill' | 'carry' | 'add' | 'remove', by: -1 | 1, selection: Selection): boolean {
    if (this.source.locked) return true;
    const range = rangeOf(this.shape, selection);
    const rows = this.shape.rows.slice(range.top, range.bottom + 1);
    if (what === 'clear') {
      for (const row of rows) for (const column of this.shape.columns.slice(range.left, range.right + 1)) this.#drop({ row, column });
      this.#write(clearEdits(this.#target(), range));
    } else if (what === 'fill') this.#write(fillEdits(this.#target(), range, 1));
    else if (what === 'carry') this.source.carry(rows, by);
    else if (what === 'remove') this.source.remove(rows);
    else this.addBelow(selection.cell.row);
    return true;
  }

  addBelow(row: string | null): void {
    const id = this.source.add(row);
    const column = this.source.columns.find((one) => one.look === 'title') ?? this.source.columns[0];
    if (id && column) this.selection = at({ row: id, column: column.id });
  }

  #arrive(selection: Selection | null): boolean {
    if (!selection) return false;
    this.selection = selection;
    this.#leaving = false;
    this.source.enter(selection.cell);
    return true;
  }

  /** Leaves the cell as a press elsewhere does: what cannot be read stays in it as a draft. */
  leave(): void {
    if (!this.#take('leave')) this.#stopTyping();
  }

  /** Writes what is typed so far and can be read, and stays in the cell: the page may be gone the next moment. */
  save(): void {
    const { place } = this;
    const column = place && this.column(place.column);
    const row = place && this.source.row(place.row);
    if (this.typing === 'ready' || !place || !column || row === undefined || row === null) return;
    const read = readInto(column, row, place, this.text.trim());
    if (!read.words) this.#write(read.edits);
  }

  /**
   * Takes what was typed. False when it cannot be read: one stays in the cell, and nothing is lost. An offer is taken by a key,
   * not by a press elsewhere, and something new is added by Enter alone.
   */
  #take(by: 'enter' | 'move' | 'leave'): boolean {
    const { place, typing } = this;
    if (typing === 'ready' || !place) return true;
    const offer = this.picked >= 0 ? this.offers[this.picked] : undefined;
    if (offer && by !== 'leave' && (!offer.adds || by === 'enter')) {
      if (this.choose(offer).length === 0) return this.#stopTyping();
      // Names that nothing was found for stay to be read, and say so.
      this.picked = -1;
    }
    const column = this.column(place.column);
    const row = this.source.row(place.row);
    if (!column || row === undefined) return this.#stopTyping();
    const read = readInto(column, row, place, this.text.trim());
    if (read.words) {
      this.drafts = new Map(this.drafts).set(keyOf(place), { text: this.text, words: read.words });
      return false;
    }
    this.#drop(place);
    this.#write(read.edits);
    return this.#stopTyping();
  }

  /** What is being typed now: of several names the last. */
  #token(text: string): string {
    const many = this.place ? this.column(this.place.column)?.many : false;
    return many ? lastName(text) : text.trim();
  }

  /** Takes an offer in place of the last name that is typed. Gives the names before it that nothing was found for: they stay in the text. */
  choose(offer: Choice): readonly string[] {
    const { place } = this;
    const column = place && this.column(place.column);
    const row = place && this.source.row(place.row);
    if (!place || !column?.choose || row === undefined || row === null) return [];
    const left = column.left?.(offer, this.text, row) ?? [];
    this.source.together(() => this.#write(column.write(row, column.choose!(offer, row, this.text))));
    this.#drop(place);
    const after = this.source.row(place.row);
    if (column.many && after !== undefined) {
      this.text = [column.text(after), ...left]
        .filter(Boolean)
        .map((name) => `${name}、`)
        .join('');
      this.picked = -1;
    } else this.#stopTyping();
    return left;
  }

  #write(edits: readonly CellEdit[]): void {
    if (edits.length > 0) this.source.write(edits);
  }

  #drop(place: Place): void {
    if (!this.drafts.has(keyOf(place))) return;
    const drafts = new Map(this.drafts);
    drafts.delete(keyOf(place));
    this.drafts = drafts;
  }

  #stopTyping(): true {
    this.typing = 'ready';
    this.text = '';
    this.picked = 0;
    return true;
  }

  #target(): PasteTarget<R> {
    let below = this.shape.rows.at(-1) ?? null;
    return {
      shape: this.shape,
      columnOf: (id) => this.column(id),
      rowOf: (id) => this.source.row(id),
      newRow: () => {
        const made = this.source.draft(below);
        below = made?.id ?? below;
        return made;
      },
      after: (row, edits) => this.source.after(row, edits),
    };
  }

  /** Text of what is chosen, for the clipboard. */
  copy(): string[][] {
    return this.range ? copyTexts(this.#target(), this.range) : [];
  }

  cut(): string[][] {
    const texts = this.copy();
    if (this.range && !this.source.locked) this.#write(clearEdits(this.#target(), this.range));
    return texts;
  }

  /** Lays a paste over what is chosen. */
  offerPaste(pasted: string[][]): Offered {
    return this.range && !this.source.locked ? this.#pasting.offer(pasted, this.range) : 'empty';
  }

  makePaste(missing: readonly Missing[] = []): void {
    this.#pasting.make(missing);
  }

  cancelPaste(): void {
    this.#pasting.cancel();
  }

  /** The knob is over a row. */
  draw(row: string): void {
    if (this.range) this.drawing = drawnTo(this.range, this.shape.rows.indexOf(row))?.range ?? null;
  }

  /** The knob was let go. */
  endDraw(): void {
    const { drawing, range, selection } = this;
    this.drawing = null;
    if (!drawing || !range || !selection) return;
    this.#write(fillEdits(this.#target(), drawing, range.bottom - range.top + 1, drawing.top < range.top));
    const [first, last] = [this.shape.rows[drawing.top], this.shape.rows[drawing.bottom]];
    const [left, right] = [this.shape.columns[range.left], this.shape.columns[range.right]];
    if (first !== undefined && last !== undefined && left !== undefined && right !== undefined)
      this.selection = { cell: { row: first, column: left }, to: { row: last, column: right }, tabFrom: null };
  }
}
