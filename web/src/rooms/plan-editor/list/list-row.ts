import type { Item, List, Reference } from '@qiao/domain/kind';
import type { Logistics, PlanView } from '@qiao/domain/plan';
import type { Locale } from '@qiao/domain/shared/words';
import type { Column } from '../grid/column.ts';
import type { DirectoryPerson } from '../programme/session-row.ts';
import type { DayContext } from '../programme/times.ts';
import type { PlanWords } from '../words.ts';
import type { TabWords } from './words.ts';

/** A row of any list of the plan: its item, and where a bare time that is typed into it belongs. */
export interface ListRow {
  item: Item;
  day: DayContext;
}

/** What a list's columns ask of the room around them. Reading it in markup follows the data. */
export interface ListContext {
  readonly part: string;
  readonly root: string;
  readonly list: List;
  readonly view: PlanView;
  readonly logistics: Logistics;
  readonly locale: Locale;
  readonly words: PlanWords;
  readonly tabs: TabWords;
  /** People of the directory found for what is typed now. */
  readonly directory: readonly DirectoryPerson[];
  addPerson(name: string, role: string): Reference;
  addFromDirectory(person: DirectoryPerson, role: string): Reference;
  /** Adds a room, a vehicle … of the plan under this name. */
  addNamed(root: 'rooms' | 'vehicles', name: string): Reference;
}

/** How a list is shown and written: data, one for each list of a tab. Column ids are the cells they write first. */
export interface ListSpec {
  part: string;
  root: string;
  /** Rows stand by the day of their start; else in one band, in the order that people give. */
  byDay: boolean;
  columns(context: ListContext): Column<ListRow>[];
  /** What a row is called in sentences; empty for nothing. */
  nameOf(item: Item, locale: Locale): string;
  /** What a row under another one begins with, beside its start. */
  like?(above: Item): Record<string, unknown>;
  /** The row that a clash which names none of the list stands under. */
  rowOf?(finding: { rule: string; remedies: readonly { edits: readonly { root: string; key: string }[] }[] }): string | null;
  /** Clashes are marked here, and settled in another list that they name. */
  linesElsewhere?: true;
  /** Columns whose texts are the second line of a row on a phone, and the one whose figure stands at its end. */
  below: readonly string[];
  figure?: string;
}
