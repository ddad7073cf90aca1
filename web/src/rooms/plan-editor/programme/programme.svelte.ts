import { setCell, moveItem, type CellEdit, type Finding, type Reference } from '@qiao/domain/kind';
import { event } from '@qiao/domain/kinds';
import type { PeopleCell, PersonItem, PlanView, SessionItem, SessionView } from '@qiao/domain/plan';
import { dateOf, instantIn } from '@qiao/domain/shared/instants';
import { isHan } from '@qiao/domain/shared/names';
import { sayDate } from '@qiao/domain/shared/dates';
import type { Column, Missing, RowMarks } from '../grid/column.ts';
import type { Place } from '../grid/selection.ts';
import type { GridSource } from '../grid/source.ts';
import { withEdits } from '../live/live-part.ts';
import { newItemId, type PlanRoom } from '../live/plan-room.svelte.ts';
import { EDITED } from '../live/undo.ts';
import { planLocale, planWords, type PlanWords } from '../words.ts';
import { bandsOf, UNSCHEDULED, type DayBand } from './bands.ts';
import { CELL_OF } from './column-cells.ts';
import { programmeColumns } from './columns.ts';
import { Directory } from './directory.svelte.ts';
import { clashing, linesOf, marksOf, sessionsOf, type Line } from './marks.ts';
import { carried, dropped, type Move } from './moving.ts';
import { roomReference } from './names.ts';
import type { DirectoryPerson, ProgrammeContext, SessionRow } from './session-row.ts';
import { sessionEdit, startAt, type DayContext } from './times.ts';

const LIST = event.parts['plan']!.lists!['sessions']!;
const WISHES = 'qiao.plan.columns';
/** Columns that are put away until they are wished for. */
const SELDOM: ReadonlySet<string> = new Set(['track', 'equipment']);
const ROLE_OF: Record<PeopleCell, string> = { chair: 'chair', speakers: 'speaker', interpreters: 'interpreter' };

/** The programme as a grid: its rows, what they are marked with, and what writing in them does. */
export class Programme implements GridSource<SessionRow>, ProgrammeContext {
  readonly room: PlanRoom;
  readonly people = new Directory();
  sort = $state<'time' | 'room'>('time');
  /** Only sessions of these tracks; null for all. */
  tracks = $state.raw<ReadonlySet<string> | null>(null);
  /** Spare columns that a person asked for or put away; the others follow the width of the screen. */
  wished = $state.raw<Readonly<Record<string, boolean>>>(readWishes());
  narrow = $state(false);
  /** The day that was chosen above or worked in last: where a bare time of an unscheduled row belongs. */
  day = $state<string | null>(null);

  constructor(room: PlanRoom) {
    this.room = room;
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
  get directory(): readonly DirectoryPerson[] {
    return this.people.found;
  }

  readonly allColumns: readonly Column<SessionRow>[] = $derived.by(() => programmeColumns(this));
  readonly columns: readonly Column<SessionRow>[] = $derived(this.allColumns.filter((column) => this.isShown(column)));

  /** Shows or puts away a column, on this device from now on. */
  wish(column: string, shown: boolean): void {
    this.wished = { ...this.wished, [column]: shown };
    localStorage.setItem(WISHES, JSON.stringify(this.wished));
  }

  isShown(column: Column<SessionRow>): boolean {
    return this.wished[column.id] ?? !(column.spare && (this.narrow || SELDOM.has(column.id)));
  }

  readonly bands: readonly DayBand[] = $derived.by(() => {
    const { starts, ends } = this.room.parts.value('case').fields;
    return bandsOf(this.view, { sort: this.sort, tracks: this.tracks, starts, ends });
  });
  readonly #byId = $derived(new Map(this.view.sessions.map((session) => [session.id, session])));
  readonly #bandOf = $derived(new Map(this.bands.flatMap((band) => band.rows.map((id) => [id, band] as const))));
  readonly #numbers = $derived(new Map(this.bands.flatMap((band) => band.rows).map((id, n) => [id, n + 1])));
  readonly #personById = $derived(new Map(this.view.people.map((person) => [person.id, person.item])));
  /** Clashes of sessions. A session that nobody is on shift for is the staff's to see: a day of them would bury the programme. */
  readonly findings: readonly Finding[] = $derived.by(() =>
    this.room.lookout.findings.filter((finding) => finding.severity === 'clash' && sessionsOf(finding).length > 0),
  );
  readonly #marks = $derived.by(() => {
    const look = this.room.lookout.looks['plan'];
    return marksOf({
      findings: this.findings,
      contested: look?.contested ?? [],
      changes: look?.changes ?? [],
      others: this.room.parts.others['plan'] ?? [],
    });
  });
  readonly #lines = $derived.by(() => {
    const rows = this.bands.flatMap((band) => band.rows);
    return linesOf(rows, this.findings, this.room.lookout.looks['plan']?.contested ?? []);
  });
  readonly clashing: ReadonlySet<string> = $derived.by(() => clashing(this.findings));

  session(id: string): SessionView | undefined {
    return this.#byId.get(id);
  }
  number(id: string): number {
    return this.#numbers.get(id) ?? 0;
  }
  lines(id: string): readonly Line[] {
    return this.#lines.get(id) ?? [];
  }
  marks(id: string): RowMarks | undefined {
    return this.#marks.get(id);
  }
  personById(id: string): PersonItem | undefined {
    return this.#personById.get(id) ?? undefined;
  }
  get locked(): boolean {
    return this.room.whyNot('plan') !== null;
  }

  row(id: string): SessionRow | undefined {
    const session = this.#byId.get(id);
    return session && { item: session.item, day: this.#dayOf(session) };
  }

  #dayOf(session: SessionView): DayContext {
    const { zone } = this.view;
    const band = this.#bandOf.get(session.id);
    if (band?.date) return { date: band.date, day: band.day, zone };
    const day = this.view.dayOf.get(session.id) ?? null;
    if (session.start !== null) return { date: day?.date ?? dateOf(session.start), day, zone };
    return this.#chosenDay();
  }

  #chosenDay(): DayContext {
    const days = this.bands.filter((band) => band.date !== null);
    const band = days.find((one) => one.id === this.day) ?? (days.length === 1 ? days[0] : undefined);
    return { date: band?.date ?? null, near: days[0]?.date ?? null, day: band?.day ?? null, zone: this.view.zone };
  }

  /** The chosen day in words; empty when none is. */
  get chosenDayName(): string {
    const { date } = this.#chosenDay();
    return date === null ? '' : sayDate(date, this.locale, Number(date.slice(0, 4)));
  }

  nameOf(id: string): string {
    const title = this.#byId.get(id)?.title;
    const name = title && (this.locale === 'en' ? title.en || title.zh : title.zh || title.en);
    return name || this.words.table.untitled;
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
  after(row: SessionRow, edits: readonly CellEdit[]): SessionRow {
    return { ...row, item: withEdits(LIST, row.item, edits) };
  }
  enter(place: Place | null): void {
    // The day one works in is where a time without a date belongs.
    const band = place && this.#bandOf.get(place.row);
    if (band?.date) this.day = band.id;
    const cell = place && CELL_OF[place.column];
    this.room.parts.enter('plan', cell ? `sessions/${place.row}/${cell}` : null);
  }

  /** A session below this one: on its day, beginning when it ends, in its room; below an unscheduled one, unscheduled too. */
  add(below: string | null): string {
    const above = below === null ? undefined : this.#byId.get(below);
    const placed = above?.placed ? { start: this.#endOf(above), minutes: above.minutes, room: above.item.room } : {};
    return this.room.add('plan', 'sessions', placed, below ?? undefined);
  }

  #endOf(session: SessionView): string | null {
    const { day } = { day: this.#dayOf(session) };
    const end = session.item.start && startAt(endTime(session), day);
    return end ?? session.start;
  }

  /** A session at the end of a band. */
  addTo(band: DayBand): string {
    const last = band.rows.at(-1);
    if (last !== undefined) return this.add(last);
    if (band.id === UNSCHEDULED) return this.room.add('plan', 'sessions', {});
    // Without a room it stands among the unscheduled: what is typed or pasted there belongs to this day all the same.
    this.day = band.id;
    const opens = band.day?.opens ?? null;
    const start =
      opens === null ? startAt('09:00', { date: band.date, day: band.day, zone: this.view.zone }) : instantIn(opens, this.view.zone);
    const room = this.view.rooms[0];
    return this.room.add('plan', 'sessions', { start, minutes: 60, ...(room ? { room: roomReference(room) } : {}) });
  }

  remove(rows: readonly string[]): void {
    this.room.remove('plan', 'sessions', rows);
    this.removed?.(rows);
  }
  /** Told after rows were taken away, to offer the way back. */
  removed: ((rows: readonly string[]) => void) | null = null;

  carry(rows: readonly string[], by: -1 | 1): void {
    this.room.act(() => {
      for (const id of by === 1 ? [...rows].reverse() : rows) this.#move(id, carried(this.bands, this.#list(), id, by, this.sort));
    });
  }
  place(row: string, band: string, before: string | null): void {
    this.#move(row, dropped(this.bands, this.#list(), row, band, before, this.view.zone));
  }
  #list(): string[] {
    return this.view.sessions.map((session) => session.id);
  }
  #move(id: string, { edits, after }: Move): void {
    const ydoc = this.room.parts.get('plan')?.ydoc;
    if (!ydoc || (edits.length === 0 && after === undefined)) return;
    this.room.act(() => {
      ydoc.transact(() => {
        for (const edit of edits) setCell(ydoc, edit.root, edit.key, edit.value);
        if (after !== undefined) moveItem(ydoc, 'sessions', id, after);
      }, EDITED);
    });
  }

  draft(): { id: string; row: SessionRow } {
    const id = newItemId();
    const blank = withEdits(
      LIST,
      { id, order: '' } as SessionItem,
      Object.values(CELL_OF).map((cell) => sessionEdit(id, cell, null)),
    );
    return { id, row: { item: blank, day: this.#chosenDay() } };
  }

  prepare(missing: readonly Missing[], drafts: readonly string[]): void {
    for (const { what, names } of missing) {
      for (const name of names) {
        if (what === 'room') this.addRoom(name);
        else if (what === 'track') this.addTrack(name);
        else this.addPerson(name, what as PeopleCell);
      }
    }
    for (const id of drafts) this.room.add('plan', 'sessions', {}, undefined, id);
  }

  addRoom(name: string): Reference {
    return { id: this.room.add('plan', 'rooms', localized('name', name)), label: name };
  }
  addTrack(name: string): Reference {
    return { id: this.room.add('plan', 'tracks', localized('name', name)), label: name };
  }
  addPerson(name: string, cell: PeopleCell): Reference {
    const id = this.room.add('people', 'people', { [isHan(name) ? 'name' : 'latinName']: name, role: [ROLE_OF[cell]] });
    return { id, label: name };
  }
  addFromDirectory(person: DirectoryPerson, cell: PeopleCell): Reference {
    const label = person.name || person.latinName;
    const here = this.view.people.find(({ item }) => item?.person?.id === person.id);
    if (here) return { id: here.id, label };
    const { name, latinName, organisation, region } = person;
    const values = { name, latinName, organisation, region, role: [ROLE_OF[cell]], person: { id: person.id, label } };
    return { id: this.room.add('people', 'people', values), label };
  }
}

function readWishes(): Record<string, boolean> {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(WISHES) ?? '{}');
    return typeof stored === 'object' && stored !== null ? (stored as Record<string, boolean>) : {};
  } catch {
    return {};
  }
}

const localized = (field: string, name: string): Record<string, string> => ({ [`${field}.${isHan(name) ? 'zh' : 'en'}`]: name });

function endTime({ start, minutes }: SessionView): string {
  const end = Number(start!.slice(11, 13)) * 60 + Number(start!.slice(14, 16)) + (minutes ?? 0);
  return `${String(Math.floor(end / 60) % 24).padStart(2, '0')}:${String(end % 60).padStart(2, '0')}`;
}
