import {
  applySheet,
  columnName,
  findHead,
  guessColumns,
  headKey,
  openOrders,
  previewSheet,
  readSheetEvent,
  SHEET_DEFAULTS,
  sheetTarget,
  tableOf,
  tooLarge,
  widthOf,
  type DayOrder,
  type Guesses,
  type SheetApplied,
  type SheetChoices,
  type SheetDocs,
  type SheetEvent,
  type SheetList,
  type SheetPreview,
  type SheetTarget,
} from '@qiao/domain/plan/sheet';
import type { PlanRoom } from '../live/plan-room.svelte.ts';
import { EDITED } from '../live/undo.ts';
import { planLocale } from '../words.ts';
import { readFile } from './read/read-file.ts';
import type { ReadFault, ReadTable } from './read/sheets.ts';
import { recallColumns, rememberColumns } from './remembered.ts';

export type Step = 'file' | 'columns' | 'preview';
export type Fault = { code: ReadFault | 'rows' | 'columns' | 'nothing'; line?: number; name?: string };
type Asked = Pick<SheetChoices, 'formulas' | 'gaps' | 'names' | 'edited'>;

/** Rows whose values are shown beside a head. */
const SAMPLES = 3;

/** One sheet on its way into one list: nothing is written before `write`. */
export class ImportSheet {
  readonly room: PlanRoom;
  readonly target: SheetTarget;
  readonly #docs: () => SheetDocs;
  #reading: AbortController | null = null;
  step = $state<Step>('file');
  name = $state('');
  busy = $state(false);
  failed = $state(false);
  fault = $state.raw<Fault | null>(null);
  tables = $state.raw<readonly ReadTable[]>([]);
  at = $state(0);
  head = $state(0);
  hasHead = $state(false);
  remembered = $state(false);
  guesses = $state.raw<Guesses>([]);
  columns = $state.raw<readonly (string | null)[]>([]);
  orders = $state.raw<Readonly<Record<number, DayOrder>>>({});
  asked = $state.raw<Asked>(SHEET_DEFAULTS);
  /** Only the rows that can be taken are written: the person's own word. */
  onlyGood = $state(false);
  preview = $state.raw<SheetPreview | null>(null);

  constructor(room: PlanRoom, root: SheetList) {
    this.room = room;
    this.target = sheetTarget(root);
    this.#docs = () => {
      const found = [...new Set(['plan', 'people', this.target.part] as const)].flatMap((part) => {
        const ydoc = room.parts.get(part)?.ydoc;
        return ydoc ? [[part, ydoc] as const] : [];
      });
      return Object.fromEntries(found);
    };
  }

  readonly table = $derived(this.tables[this.at] ?? null);
  readonly heads: readonly string[] = $derived.by(() => {
    const { table } = this;
    return table ? Array.from({ length: widthOf(table) }, (_, n) => table.rows[this.head]?.[n]?.text.trim() ?? '') : [];
  });
  /** Columns of which only the person can say whether month or day comes first. */
  readonly openOrders: readonly number[] = $derived.by(() =>
    this.table ? openOrders(this.table, this.target, { head: this.head, columns: this.columns }, this.#event()) : [],
  );
  /** Columns of the list that two columns of the sheet go to. */
  readonly twice: readonly string[] = $derived.by(() => {
    const seen = this.columns.filter((id) => id !== null);
    return [...new Set(seen.filter((id, n) => seen.indexOf(id) !== n))];
  });
  /** Why there is no preview yet. */
  readonly unready: 'nothing' | 'twice' | 'order' | null = $derived.by(() => {
    if (this.columns.every((id) => id === null)) return 'nothing';
    if (this.twice.length > 0) return 'twice';
    return this.openOrders.some((n) => this.orders[n] === undefined) ? 'order' : null;
  });
  /** Nothing is written while a row is refused and the person has not said to write the others alone. */
  readonly isWhole = $derived(this.preview !== null && (this.preview.counts.refuse === 0 || this.onlyGood));
  readonly hasWork = $derived(this.preview !== null && this.preview.counts.create + this.preview.counts.change > 0);

  async read(file: File): Promise<void> {
    this.stop();
    const reading = (this.#reading = new AbortController());
    [this.name, this.busy, this.fault] = [file.name, true, null];
    try {
      const read = await readFile(file, reading.signal);
      if (read.ok) this.#take(read.tables);
      else this.#refuse(read);
    } catch (error) {
      // Stopped by the person, or another file came in between.
      if (!reading.signal.aborted) this.#refuse({ code: 'broken' });
      else if (this.#reading === reading) this.name = '';
      if (!reading.signal.aborted && !(error instanceof Error)) throw error;
    } finally {
      if (this.#reading === reading) this.busy = false;
    }
  }

  /** Gives up the file that is being read. */
  stop(): void {
    this.#reading?.abort();
    this.busy = false;
  }

  paste(rows: readonly (readonly string[])[], name: string): void {
    this.stop();
    const table = tableOf(name, rows);
    [this.name, this.fault] = [name, null];
    // One line of text is no table: somebody pasted something else.
    if (table.rows.length < 2) this.#refuse({ code: 'nothing' });
    else this.#take([{ ...table, tooLarge: tooLarge(table) }]);
  }

  #refuse(fault: Fault): void {
    [this.fault, this.tables, this.preview, this.step] = [fault, [], null, 'file'];
  }

  #take(tables: readonly ReadTable[]): void {
    this.tables = tables;
    const scores = tables.map((table) =>
      table.tooLarge ? -1 : guessColumns(table, findHead(table, this.target), this.target).filter(Boolean).length,
    );
    // Of several sheets the one whose heads are known best.
    this.choose(Math.max(0, scores.indexOf(Math.max(...scores))));
  }

  choose(at: number): void {
    this.at = at;
    const table = this.tables[at];
    if (!table) return;
    this.fault = table.tooLarge ? { code: table.tooLarge, name: table.name } : null;
    this.step = table.tooLarge ? 'file' : 'columns';
    const head = findHead(table, this.target);
    this.hasHead = head >= 0;
    this.chooseHead(Math.max(0, head));
  }

  chooseHead(head: number): void {
    const { table } = this;
    if (!table) return;
    this.head = head;
    this.guesses = guessColumns(table, head, this.target);
    const known = recallColumns(this.target.root, this.#keys());
    this.remembered = known !== null;
    this.columns = (known ?? this.guesses.map((guess) => guess?.column ?? null)).map((id) =>
      this.target.columns.some((column) => column.id === id) ? id : null,
    );
    [this.orders, this.asked, this.onlyGood, this.preview] = [{}, SHEET_DEFAULTS, false, null];
  }

  match(n: number, id: string | null): void {
    this.columns = this.columns.map((one, at) => (at === n ? id : one));
    this.preview = null;
  }

  order(n: number, order: DayOrder): void {
    this.orders = { ...this.orders, [n]: order };
  }

  samples(n: number): readonly string[] {
    const texts = (this.table?.rows.slice(this.head + 1) ?? []).flatMap((row) => row[n]?.text.replace(/\s+/g, ' ') ?? []);
    return texts.filter((text) => text !== '').slice(0, SAMPLES);
  }

  ask(asked: Partial<Asked>): void {
    this.asked = { ...this.asked, ...asked };
    this.look();
  }

  /** Holds the sheet against the event as it stands now. */
  look(): void {
    const { table, target, head, columns, orders } = this;
    if (!table || this.unready) return;
    this.preview = previewSheet(table, target, { ...this.asked, head, columns, orders }, this.#event(), planLocale());
    this.onlyGood &&= this.preview.counts.refuse > 0;
    this.step = 'preview';
  }

  /** Writes it as one step of undo; answers when it is durable here. Null where there is nothing to write. */
  async write(): Promise<SheetApplied | null> {
    const { preview } = this;
    if (!preview || !this.isWhole || !this.hasWork || this.busy) return null;
    [this.busy, this.failed] = [true, false];
    try {
      const docs = this.#docs();
      const applied = this.room.act(() => applySheet(preview, docs, EDITED));
      for (const part of Object.keys(docs)) await this.room.parts.get(part)?.flushed();
      rememberColumns(this.target.root, this.#keys(), this.columns);
      return applied;
    } catch {
      this.failed = true;
      return null;
    } finally {
      this.busy = false;
    }
  }

  #keys(): readonly string[] {
    return this.heads.map((head, n) => headKey(head) || columnName(n));
  }

  #event(): SheetEvent {
    return readSheetEvent(this.room.parts.values, this.#docs());
  }
}
