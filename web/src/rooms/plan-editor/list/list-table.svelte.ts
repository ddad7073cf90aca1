import { setCell, moveItem, type CellEdit, type Finding, type Item, type List, type Reference } from '@qiao/domain/kind';
import { event } from '@qiao/domain/kinds';
import { logisticsView, type Logistics, type PlanView } from '@qiao/domain/plan';
import { dateOf, instantIn } from '@qiao/domain/shared/instants';
import { isHan } from '@qiao/domain/shared/names';
import type { Column, Missing, RowMarks } from '../grid/column.ts';
import type { Place } from '../grid/selection.ts';
import type { GridSource } from '../grid/source.ts';
import { withEdits } from '../live/live-part.ts';
import { newItemId, type PlanRoom } from '../live/plan-room.svelte.ts';
import { EDITED } from '../live/undo.ts';
import { Directory } from '../programme/directory.svelte.ts';
import type { Line } from '../programme/marks.ts';
import type { DirectoryPerson } from '../programme/session-row.ts';
import { startAt, type DayContext } from '../programme/times.ts';
import { planLocale, planWords, type PlanWords } from '../words.ts';
import { dayBands, oneBand, type ListBand } from './day-bands.ts';
import { listLines, listMarks } from './list-marks.ts';
import { carriedRow, droppedRow, type ListMove, type Standing } from './list-moves.ts';
import type { ListContext, ListRow, ListSpec } from './list-row.ts';
import { endOf, startOf } from './time-columns.ts';
import { tabWords, type TabWords } from './words.ts';

/** What somebody is on the event's list who is added in this column. */
const ROLE_OF: Readonly<Record<string, string>> = { who: 'staff', person: 'staff', passengers: 'guest' };
/** Where what a column names is added; people go to the event's list. */
const ROOT_OF: Readonly<Record<string, 'rooms' | 'vehicles'>> = { room: 'rooms', vehicle: 'vehicles' };
/** A first row of a day begins then, unless the day says when it opens. */
const FIRST_TIME = '09:00';

/** One list of the plan as a grid: its rows, what they are marked with, and what writing in them does. */
export class ListTable implements GridSource<ListRow>, ListContext {
  readonly room: PlanRoom;
  readonly spec: ListSpec;
  readonly list: List;
  readonly people = new Directory();
  narrow = $state(false);
  /** The day that was worked in last: where a bare time of a row without one belongs. */
  day = $state<string | null>(null);
  /** Rows that are chosen in its grid. */
  chosen = $state.raw<readonly string[]>([]);
  /** Told after rows were taken away, to offer the way back. */
  removed: ((rows: readonly string[]) => void) | null = null;

  constructor(room: PlanRoom, spec: ListSpec) {
    const list = event.parts[spec.part]?.lists?.[spec.root];
    if (!list) throw new Error(`no list ${spec.part}/${spec.root}`);
    [this.room, this.spec, this.list] = [room, spec, list];
  }

  get part(): string {
    return this.spec.part;
  }
  get root(): string {
    return this.spec.root;
  }
  get view(): PlanView {
    return this.room.view;
  }
  get locale(): 'zh-CN' | 'en' {
    return planLocale();
  }
  get words(): PlanWords {
    return planWords();
  }
  get tabs(): TabWords {
    return tabWords();
  }
  get directory(): readonly DirectoryPerson[] {
    return this.people.found;
  }
  get locked(): boolean {
    return this.room.whyNot(this.part) !== null;
  }

  readonly logistics: Logistics = $derived.by(() => logisticsView(this.room.parts.values));
  readonly allColumns: readonly Column<ListRow>[] = $derived.by(() => this.spec.columns(this));
  readonly columns: readonly Column<ListRow>[] = $derived(this.allColumns.filter((column) => !(column.spare && this.narrow)));
  readonly items: readonly Item[] = $derived.by(() => this.room.parts.value(this.part).lists[this.root] ?? []);
  readonly #byId = $derived(new Map(this.items.map((item) => [item.id, item])));
  readonly bands: readonly ListBand[] = $derived.by(() => {
    if (!this.spec.byDay) return oneBand(this.items);
    const { starts, ends } = this.room.parts.value('case').fields;
    return dayBands(this.items, this.view, starts, ends);
  });
  readonly #bandOf = $derived(new Map(this.bands.flatMap((band) => band.rows.map((id) => [id, band] as const))));
  readonly #told = $derived.by(() => {
    const look = this.room.lookout.looks[this.part];
    const others = this.room.parts.others[this.part] ?? [];
    const [title] = this.allColumns.filter((column) => column.look === 'title');
    return {
      part: this.part,
      root: this.root,
      findings: this.room.lookout.findings,
      contested: look?.contested ?? [],
      changes: look?.changes ?? [],
      others,
      title: title ? [title.id] : [],
    };
  });
  readonly #marks = $derived.by(() => listMarks(this.#told));
  readonly #lines = $derived.by(() => {
    const rows = this.bands.flatMap((band) => band.rows);
    const findings = this.spec.linesElsewhere ? [] : this.room.lookout.findings;
    return listLines({ ...this.#told, findings }, rows, (finding) => this.spec.rowOf?.(finding) ?? null);
  });
  readonly #bad = $derived.by(() => {
    const clashes = this.room.lookout.findings.filter((finding) => finding.severity === 'clash');
    return new Set(clashes.flatMap((finding) => finding.items));
  });

  /** Clashes that stand under any row here; what is only a warning is not counted among them. */
  get findings(): readonly Finding[] {
    const lines = [...this.#lines.values()].flat();
    return lines.flatMap((line) => (line.is === 'clash' && line.finding.severity === 'clash' ? [line.finding] : []));
  }
  lines(id: string): readonly Line[] {
    return this.#lines.get(id) ?? [];
  }
  marks(id: string): RowMarks | undefined {
    return this.#marks.get(id);
  }
  isBad(id: string): boolean {
    return this.#bad.has(`${this.part}/${this.root}/${id}`);
  }
  item(id: string): Item | undefined {
    return this.#byId.get(id);
  }
  nameOf(id: string): string {
    const item = this.#byId.get(id);
    return (item && this.spec.nameOf(item, this.locale)) || this.words.table.untitled;
  }

  row(id: string): ListRow | undefined {
    const item = this.#byId.get(id);
    return item && { item, day: this.#dayOf(item) };
  }
  #dayOf(item: Item): DayContext {
    const date = this.#bandOf.get(item.id)?.date ?? (startOf(item) === null ? null : dateOf(startOf(item)!));
    return date === null ? this.#chosenDay() : { date, day: null, zone: this.view.zone };
  }
  #chosenDay(): DayContext {
    const dates = this.bands.flatMap((band) => band.date ?? []);
    const date = dates.find((one) => one === this.day) ?? (dates.length === 1 ? dates[0]! : null);
    return { date, near: dates[0] ?? null, day: null, zone: this.view.zone };
  }

  write(edits: readonly CellEdit[]): void {
    this.room.edit(edits);
  }
  undo(): void {
    this.room.undo();
  }
  redo(): void {
    this.room.redo();
  }
  together(run: () => void): void {
    this.room.act(run);
  }
  after(row: ListRow, edits: readonly CellEdit[]): ListRow {
    const mine = edits.filter((edit) => edit.part === this.part && edit.root === this.root);
    return { ...row, item: withEdits(this.list, row.item, mine) };
  }
  enter(place: Place | null): void {
    const date = place && this.#bandOf.get(place.row)?.date;
    if (date) this.day = date;
    this.room.parts.enter(this.part, place && `${this.root}/${place.row}/${place.column}`);
  }

  /** A row below this one: on its day, beginning when it ends. */
  add(below: string | null): string {
    const above = below === null ? undefined : this.#byId.get(below);
    const start = above && this.spec.byDay ? (endOf(above) ?? startOf(above)) : null;
    const values = { ...(start === null ? {} : { start }), ...(above ? this.spec.like?.(above) : {}) };
    return this.room.add(this.part, this.root, values, below ?? undefined);
  }
  /** A row at the end of a band. */
  addTo(band: ListBand): string {
    const last = band.rows.at(-1);
    if (last !== undefined || band.date === null) return this.add(last ?? null);
    const opens = this.view.days.find((day) => day.date === band.date)?.opens ?? null;
    const { zone } = this.view;
    this.day = band.date;
    const start = opens === null ? startAt(FIRST_TIME, { date: band.date, day: null, zone }) : instantIn(opens, zone);
    return this.room.add(this.part, this.root, { start });
  }
  remove(rows: readonly string[]): void {
    this.room.remove(this.part, this.root, rows);
    this.removed?.(rows);
  }
  restore(rows: readonly string[]): void {
    this.room.act(() => rows.forEach((id) => this.room.restore(this.part, this.root, id)));
  }

  carry(rows: readonly string[], by: -1 | 1): void {
    this.room.act(() => {
      for (const id of by === 1 ? [...rows].reverse() : rows) this.#move(id, carriedRow(this.#standing(), id, by));
    });
  }
  place(row: string, band: string, before: string | null): void {
    this.#move(row, droppedRow(this.#standing(), row, band, before));
  }
  #standing(): Standing {
    const list = this.items.map((item) => item.id);
    return { bands: this.bands, list, item: (id) => this.#byId.get(id), zone: this.view.zone };
  }
  #move(id: string, move: ListMove | null): void {
    const ydoc = this.room.parts.get(this.part)?.ydoc;
    if (!ydoc || !move) return;
    this.room.act(() => {
      ydoc.transact(() => {
        if (move.start !== undefined) setCell(ydoc, this.root, `${id}/start`, move.start);
        if (move.after !== undefined) moveItem(ydoc, this.root, id, move.after);
      }, EDITED);
    });
  }

  draft(): { id: string; row: ListRow } {
    const id = newItemId();
    const names = Object.keys(this.list.fields);
    const blank = names.map((field) => ({
      key: `${id}/${this.list.fields[field]!.type === 'localized' ? `${field}.zh` : field}`,
      value: null,
    }));
    return { id, row: { item: withEdits(this.list, { id, order: '' }, blank), day: this.#chosenDay() } };
  }
  prepare(missing: readonly Missing[], drafts: readonly string[]): void {
    for (const { what, names } of missing) {
      for (const name of names) {
        if (ROOT_OF[what]) this.addNamed(ROOT_OF[what], name);
        else this.addPerson(name, ROLE_OF[what] ?? 'guest');
      }
    }
    for (const id of drafts) this.room.add(this.part, this.root, {}, undefined, id);
  }

  addNamed(root: 'rooms' | 'vehicles', name: string): Reference {
    const cell = root === 'rooms' ? `name.${isHan(name) ? 'zh' : 'en'}` : 'name';
    return { id: this.room.add('plan', root, { [cell]: name }), label: name };
  }
  addPerson(name: string, role: string): Reference {
    return { id: this.room.add('people', 'people', { [isHan(name) ? 'name' : 'latinName']: name, role: [role] }), label: name };
  }
  addFromDirectory(person: DirectoryPerson, role: string): Reference {
    const label = person.name || person.latinName;
    const here = this.view.people.find(({ item }) => item?.person?.id === person.id);
    if (here) return { id: here.id, label };
    const { name, latinName, organisation, region } = person;
    const values = { name, latinName, organisation, region, role: [role], person: { id: person.id, label } };
    return { id: this.room.add('people', 'people', values), label };
  }
}
