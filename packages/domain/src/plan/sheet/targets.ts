/** The columns that a sheet of each list may have, and what tells one row of it from another. */
import type { Field, List, Words } from '../../kind/types.ts';
import { event } from '../../kinds/event/event.ts';
import { aliasesOf } from './aliases.ts';
import type { SheetList } from './lists.ts';

export type SheetPart = 'plan' | 'people' | 'budget';

/** How a column is read. `day`, `start`, `end` and `length` together make a beginning and its minutes. */
export type ColumnKind = 'id' | 'day' | 'start' | 'end' | 'length' | 'field';

export interface SheetColumn {
  /** `title.zh`, `start`, `end`: unique among the columns of a list. */
  id: string;
  kind: ColumnKind;
  /** The list's field that it writes; empty for `id`. */
  field: string;
  label: Words;
  /** Words that heads use for it. */
  aliases: readonly string[];
}

export interface SheetTarget {
  part: SheetPart;
  root: SheetList;
  list: List;
  columns: readonly SheetColumn[];
  /** What tells one row from another, the surest first: columns that must be the same together. */
  keys: readonly (readonly string[])[];
  /** The columns without which a new row is nothing: one of them is needed. */
  needs: readonly string[];
}

const PART_OF: Readonly<Partial<Record<SheetList, SheetPart>>> = { people: 'people', lines: 'budget' };

/** Of one person as a rule; of a whole office at times. */
export const MAILBOX: readonly string[] = ['email'];

/** `title` is the text of either language, `day` the date of the beginning. */
const KEYS: Readonly<Record<SheetList, readonly (readonly string[])[]>> = {
  sessions: [['title', 'start', 'room'], ['title', 'start'], ['title', 'day'], ['title']],
  rooms: [['name']],
  tracks: [['name']],
  cues: [['cue', 'start'], ['cue', 'day'], ['cue']],
  vehicles: [['plate'], ['name']],
  legs: [
    ['start', 'from', 'to', 'vehicle'],
    ['start', 'from', 'to'],
    ['day', 'from', 'to'],
  ],
  meals: [
    ['start', 'kind', 'place'],
    ['start', 'kind'],
    ['day', 'kind', 'place'],
    ['day', 'kind'],
  ],
  shifts: [
    ['start', 'post', 'person'],
    ['start', 'post'],
    ['day', 'post', 'person'],
  ],
  lines: [['item', 'category'], ['item']],
  people: [['email', 'name'], ['email', 'latinName'], MAILBOX, ['name', 'organisation'], ['name']],
};

const NEEDS: Readonly<Record<SheetList, readonly string[]>> = {
  sessions: ['title.zh', 'title.en'],
  rooms: ['name.zh', 'name.en'],
  tracks: ['name.zh', 'name.en'],
  cues: ['cue'],
  vehicles: ['name', 'plate'],
  legs: ['from', 'to', 'start'],
  meals: ['kind', 'place', 'start'],
  shifts: ['post', 'person', 'start'],
  lines: ['item'],
  people: ['name', 'latinName'],
};

const targets = new Map<SheetList, SheetTarget>();

export function sheetTarget(root: SheetList): SheetTarget {
  const known = targets.get(root);
  if (known) return known;
  const part = PART_OF[root] ?? 'plan';
  const list = event.parts[part]?.lists?.[root];
  if (!list) throw new Error(`no list ${part}/${root}`);
  const fields = Object.entries(list.fields).filter(([name, field]) => !field.carried && !isForDirectory(name, field));
  const columns = [ID, ...fields.flatMap(([name, field]) => columnsOf(name, field))].map((column) => ({
    ...column,
    aliases: [column.label.zh, column.label.en, ...aliasesOf(root, column.id)],
  }));
  const target = { part, root, list, columns, keys: KEYS[root], needs: NEEDS[root] };
  targets.set(root, target);
  return target;
}

/** A link into the directory is not made by a name: two people may have it. */
const isForDirectory = (_name: string, field: Field): boolean => field.type === 'reference' && !field.of.startsWith('list:');

type Bare = Omit<SheetColumn, 'aliases'>;

const ID: Bare = { id: 'id', kind: 'id', field: '', label: { zh: '系统编号', en: 'System id' } };

function columnsOf(name: string, field: Field): Bare[] {
  const { label } = field;
  if (field.type === 'localized') {
    return [
      { id: `${name}.zh`, kind: 'field', field: name, label: { zh: `${label.zh}（中文）`, en: `${label.en} (Chinese)` } },
      { id: `${name}.en`, kind: 'field', field: name, label: { zh: `${label.zh}（英文）`, en: `${label.en} (English)` } },
    ];
  }
  if (field.type === 'instant') {
    return [
      { id: 'day', kind: 'day', field: name, label: { zh: '日期', en: 'Date' } },
      { id: 'start', kind: 'start', field: name, label: { zh: '开始', en: 'Start' } },
    ];
  }
  if (field.type === 'duration') {
    return [
      { id: 'end', kind: 'end', field: name, label: { zh: '结束', en: 'End' } },
      { id: 'length', kind: 'length', field: name, label: { zh: '时长', en: 'Length' } },
    ];
  }
  return [{ id: name, kind: 'field', field: name, label }];
}

export const isTimed = (target: SheetTarget): boolean => target.columns.some((column) => column.kind === 'start');
