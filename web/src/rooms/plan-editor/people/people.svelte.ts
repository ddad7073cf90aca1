import type { CellEdit, Finding, Words } from '@qiao/domain/kind';
import { event } from '@qiao/domain/kinds';
import { PEOPLE_CELLS, type PersonItem } from '@qiao/domain/plan';
import type { Band, Column, Mark, Missing, RowMarks } from '../grid/column.ts';
import type { Place } from '../grid/selection.ts';
import type { GridSource } from '../grid/source.ts';
import { withEdits } from '../live/live-part.ts';
import { newItemId, type PlanRoom } from '../live/plan-room.svelte.ts';
import { inLanguage } from '../programme/names.ts';
import { planLocale, planWords, type PlanWords } from '../words.ts';
import { peopleColumns, type PeopleContext } from './people-columns.ts';

const LIST = event.parts['people']!.lists!['people']!;
const PEOPLE = 'people/people/';
const FIELDS = Object.keys(LIST.fields);

/** The people of an event as a grid, with the sessions that each is in. */
export class People implements GridSource<PersonItem>, PeopleContext {
  readonly room: PlanRoom;
  narrow = $state(false);

  constructor(room: PlanRoom) {
    this.room = room;
  }

  get locale(): 'zh-CN' | 'en' {
    return planLocale();
  }
  get words(): PlanWords {
    return planWords();
  }

  readonly allColumns: readonly Column<PersonItem>[] = $derived.by(() => peopleColumns(this));
  readonly columns: readonly Column<PersonItem>[] = $derived(this.allColumns.filter((column) => !(column.spare && this.narrow)));
  readonly items = $derived.by(() => this.room.parts.value('people').lists['people'] as readonly PersonItem[]);
  readonly bands: readonly Band[] = $derived.by(() => [{ id: 'people', rows: this.items.map((item) => item.id) }]);
  readonly #byId = $derived.by(() => new Map(this.items.map((item) => [item.id, item])));
  readonly #sessions = $derived.by(() => {
    const sessions = new Map<string, string[]>();
    for (const session of this.room.view.sessions) {
      const people = new Set(PEOPLE_CELLS.flatMap((cell) => session.people[cell].map((person) => person.id)));
      for (const id of people)
        sessions.set(id, [...(sessions.get(id) ?? []), inLanguage(session.title, this.locale) || this.words.table.untitled]);
    }
    return sessions;
  });
  /** Clashes by the people whom they concern. */
  readonly clashes: ReadonlyMap<string, readonly Finding[]> = $derived.by(() => {
    const found = this.room.lookout.findings.flatMap((finding) =>
      finding.items.filter((item) => item.startsWith(PEOPLE)).map((item) => ({ id: item.slice(PEOPLE.length), finding })),
    );
    return new Map([...Map.groupBy(found, (one) => one.id)].map(([id, list]) => [id, list.map((one) => one.finding)]));
  });
  readonly #marks = $derived.by(() => {
    const marks = new Map<string, Record<string, Mark>>();
    const mark = (id: string, column: string, what: Mark): void => {
      marks.set(id, { ...marks.get(id), [column]: { ...marks.get(id)?.[column], ...what } });
    };
    for (const id of this.clashes.keys()) mark(id, 'sessions', { bad: true });
    for (const { changes } of this.room.lookout.looks['people']?.changes ?? [])
      for (const change of changes)
        for (const cell of change.what === 'added' ? [{ field: 'name' }] : change.cells) mark(change.item, cell.field, { changed: true });
    for (const { key, root } of this.room.lookout.looks['people']?.contested ?? [])
      if (root === 'people') mark(key.split('/')[0]!, key.split('/')[1] ?? '', { two: true });
    for (const { at, name, who } of this.room.parts.others['people'] ?? []) {
      const [root, id = '', field = ''] = at.split('/');
      if (root === 'people') mark(id, field, { held: { name, who } });
    }
    return marks;
  });

  sessionsOf(person: string): readonly string[] {
    return this.#sessions.get(person) ?? [];
  }
  row(id: string): PersonItem | undefined {
    return this.#byId.get(id);
  }
  marks(id: string): RowMarks | undefined {
    return this.#marks.get(id);
  }
  get label(): Words {
    return LIST.label;
  }
  nameOf(id: string): string {
    const item = this.#byId.get(id);
    return (item && inLanguage({ zh: item.name, en: item.latinName }, this.locale)) || this.words.people.newRow;
  }
  get locked(): boolean {
    return this.room.whyNot('people') !== null;
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
  after(row: PersonItem, edits: readonly CellEdit[]): PersonItem {
    return withEdits(LIST, row, edits);
  }
  enter(place: Place | null): void {
    this.room.parts.enter('people', place && `people/${place.row}/${place.column}`);
  }
  add(below: string | null): string {
    return this.room.add('people', 'people', {}, below ?? undefined);
  }
  remove(rows: readonly string[]): void {
    this.room.remove('people', 'people', rows);
  }
  carry(rows: readonly string[], by: -1 | 1): void {
    const ids = this.items.map((item) => item.id);
    const [first, last] = [ids.indexOf(rows[0] ?? ''), ids.indexOf(rows.at(-1) ?? '')];
    const other = by === 1 ? ids[last + 1] : ids[first - 1];
    // The neighbour goes to the other side of the rows: one move, however many they are.
    if (other !== undefined) this.room.move('people', 'people', other, by === 1 ? (ids[first - 1] ?? null) : rows.at(-1));
  }
  place(row: string, _band: string, before: string | null): void {
    const ids = this.items.map((item) => item.id).filter((id) => id !== row);
    this.room.move('people', 'people', row, before === null ? undefined : (ids[ids.indexOf(before) - 1] ?? null));
  }
  draft(): { id: string; row: PersonItem } {
    const id = newItemId();
    const blank = FIELDS.map((field) => ({ key: `${id}/${field}`, value: null }));
    return { id, row: withEdits(LIST, { id, order: '' } as PersonItem, blank) };
  }
  prepare(_missing: readonly Missing[], drafts: readonly string[]): void {
    for (const id of drafts) this.room.add('people', 'people', {}, undefined, id);
  }
}
