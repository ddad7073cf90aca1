/** What a sheet would do to a list, row by row, each with its reason. Nothing is written; pure. */
import { isEmptyValue } from '../../kind/fields/field.ts';
import type { Field, Projected, Words } from '../../kind/types.ts';
import { planItems } from '../items.ts';
import type { SourceEntry } from '../programme/source.ts';
import { planView } from '../view.ts';
import { dayOrder, eventDays, type DayOrder } from './days.ts';
import { fillDown, fillsDown, hasGaps } from './fill-down.ts';
import { headKey, unitOf } from './heads.ts';
import { judgeRow, type SheetChange } from './judge-row.ts';
import { unchangedColumns } from './write-sheet.ts';
import { SHEET_MAX_FAULTS } from './limits.ts';
import { matchRows, type Match } from './match.ts';
import { Names, type Added } from './names.ts';
import { readRow, type Fault, type Reading, type ReadRow } from './read-row.ts';
import type { SheetTable } from './sheet.ts';
import { titleOfSkipped, whySkipped } from './skip-row.ts';
import type { SheetTarget } from './targets.ts';

/** What the person decided on the way. */
export interface SheetChoices {
  /** Index of the row of heads. */
  head: number;
  /** For each column of the sheet the id of what it is, or null where it is left out. */
  columns: readonly (string | null)[];
  /** Chosen order of month and day, by column of the sheet; only where it cannot be told. */
  orders: Readonly<Record<number, DayOrder>>;
  formulas: 'refuse' | 'take';
  /** Merged cells, and days written once for several rows. */
  gaps: 'refuse' | 'fill';
  /** Names that nothing has. */
  names: 'add' | 'refuse';
  /** Cells that were changed here since the same sheet was imported. */
  edited: 'keep' | 'replace';
}

export const SHEET_DEFAULTS = { orders: {}, formulas: 'refuse', gaps: 'refuse', names: 'add', edited: 'keep' } as const;

/** The event as a sheet meets it. */
export interface SheetEvent {
  parts: Projected;
  /** What earlier imports wrote, by `sheet/<list>/<item>`. */
  sources: ReadonlyMap<string, SourceEntry>;
  /** Items that were taken away: `part/list/id`. */
  removed: ReadonlySet<string>;
}

export const SHEET_VERDICTS = ['refuse', 'change', 'create', 'skip'] as const;
export type SheetVerdict = (typeof SHEET_VERDICTS)[number];

export interface SheetRow {
  /** Index in the table: one less than the number that the spreadsheet shows. */
  at: number;
  verdict: SheetVerdict;
  /** What the row is called, in the language of its cells. */
  title: string;
  changes: readonly SheetChange[];
  /** Cells that stay as they were written here; `after` is what the sheet says. */
  kept: readonly SheetChange[];
  faults: readonly Fault[];
  /** Why it is skipped. */
  note: Words | null;
}

/** What `applySheet` writes for a row. */
export interface SheetWrite {
  id: string;
  creates: boolean;
  changes: readonly SheetChange[];
  source: SourceEntry;
}

export interface SheetPreview {
  target: SheetTarget;
  rows: readonly SheetRow[];
  counts: Readonly<Record<SheetVerdict, number>>;
  /** What is added because rows that are taken name it. */
  added: readonly Added[];
  writes: readonly SheetWrite[];
  /** What the person may decide, for it would make a difference. */
  asks: { formulas: boolean; gaps: boolean; names: boolean; edited: boolean };
}

/** Columns of the sheet whose order of month and day only the person can tell. */
export function openOrders(
  table: SheetTable,
  target: SheetTarget,
  choices: Pick<SheetChoices, 'head' | 'columns'>,
  event: SheetEvent,
): readonly number[] {
  const dates = datesOf(event);
  return choices.columns.flatMap((id, n) => (isDated(target, id) && dayOrder(textsOf(table, choices.head, n), dates) === null ? [n] : []));
}

export function previewSheet(
  table: SheetTable,
  target: SheetTarget,
  choices: SheetChoices,
  event: SheetEvent,
  locale: 'zh-CN' | 'en',
): SheetPreview {
  const items = planItems(event.parts);
  const names = new Names(items, event.removed, choices.names === 'add');
  const reading = readingOf(table, target, choices, event, names, locale);
  const head = table.rows[choices.head]?.map((cell) => headKey(cell?.text ?? '')) ?? [];
  const filled = choices.gaps === 'fill' ? fillDown(table, reading, choices.head) : table.rows;
  const present = event.parts[target.part]?.lists[target.root] ?? [];
  const said = unchangedColumns(event.parts, target, reading, present);
  const rows: (SheetRow | (ReadRow & { at: number }))[] = [];
  const once = new Map<string, number>();
  const named = new Set<unknown>(present.flatMap((item) => [item.id, item['guid']]));
  for (let at = choices.head + 1; at < table.rows.length; at++) {
    const why = whySkipped(table.rows[at]!, head, reading);
    const row = why ? null : { ...readRow(said(filled[at]!), at, reading), at };
    const note = why ?? (row!.id !== null && named.has(row!.id) ? null : saidBefore(row!, once));
    if (note) rows.push({ at, verdict: 'skip', title: titleOfSkipped(table.rows[at]!), changes: [], kept: [], faults: [], note });
    else rows.push(row!);
  }
  const read = rows.filter((row): row is ReadRow & { at: number } => 'values' in row);
  const matches = matchRows(read, target, present, event.removed);
  const judged = new Map<number, { row: SheetRow; write: SheetWrite | null }>();
  read.forEach((row, n) => judged.set(row.at, judgeOne(row, matches[n]!, { target, choices, event, locale })));
  const all = rows.map((row) => judged.get(row.at)?.row ?? (row as SheetRow));
  const writes = [...judged.values()].flatMap(({ write }) => write ?? []);
  const counts: Record<SheetVerdict, number> = { refuse: 0, change: 0, create: 0, skip: 0 };
  for (const row of all) counts[row.verdict] += 1;
  const used = JSON.stringify(writes.map((write) => write.changes.map((change) => change.after)));
  return {
    target,
    rows: all,
    counts,
    added: names.added.filter(({ id }) => used.includes(`"${id}"`)),
    writes,
    asks: {
      formulas: table.rows
        .slice(choices.head + 1)
        .some((row) => row.some((cell, n) => cell?.formula !== undefined && reading.columns.has(n))),
      gaps: hasGaps(table, reading, choices.head),
      names: names.added.length > 0 || names.missed,
      edited: all.some((row) => row.kept.length > 0) || choices.edited === 'replace',
    },
  };
}

function readingOf(
  table: SheetTable,
  target: SheetTarget,
  choices: SheetChoices,
  event: SheetEvent,
  names: Names,
  locale: 'zh-CN' | 'en',
): Reading {
  const columns = new Map(
    choices.columns.flatMap((id, n) => {
      const column = target.columns.find((one) => one.id === id);
      return column ? [[n, column] as const] : [];
    }),
  );
  const dates = datesOf(event);
  const dated = [...columns].filter(([, { id }]) => isDated(target, id));
  return {
    target,
    columns,
    units: new Map([...columns.keys()].map((n) => [n, unitOf(table.rows[choices.head]?.[n]?.text ?? '')])),
    orders: new Map(dated.map(([n]) => [n, choices.orders[n] ?? dayOrder(textsOf(table, choices.head, n), dates)])),
    names,
    dates,
    zone: planView(event.parts).zone,
    locale,
    from1904: table.from1904 === true,
    takesFormulas: choices.formulas === 'take',
    merges: choices.gaps === 'fill' ? table.merges.filter((merge) => !fillsDown(merge)) : table.merges,
  };
}

const datesOf = ({ parts }: SheetEvent): readonly string[] => {
  const fields = parts['case']?.fields ?? {};
  return eventDays(
    planView(parts).days.map((day) => day.date),
    fields['starts'],
    fields['ends'],
  );
};

const isDated = (target: SheetTarget, id: string | null): boolean =>
  target.columns.some((column) => column.id === id && (column.kind === 'day' || column.kind === 'start'));

/** The day's part of what stands in a column: of a cell with a time after it, what stands before. */
const textsOf = (table: SheetTable, head: number, n: number): readonly string[] =>
  table.rows.slice(head + 1).flatMap((row) =>
    row[n] && row[n].moment === undefined
      ? [
          row[n].text
            .normalize('NFKC')
            .trim()
            .split(/\s+(?=\d{1,2}[:.点时])/)[0]!,
        ]
      : [],
  );

/** The same twice is a slip, whether the first of them is there already or not. `once`: rows so far by all that they say. */
function saidBefore({ values, faults, at }: ReadRow & { at: number }, once: Map<string, number>): Words | null {
  if (faults.length > 0) return null;
  const said = JSON.stringify([...values]);
  const before = once.get(said);
  if (before !== undefined) return { zh: `和第${before + 1}行完全相同。`, en: `The same as row ${before + 1}.` };
  once.set(said, at);
  return null;
}

interface Judging {
  target: SheetTarget;
  choices: SheetChoices;
  event: SheetEvent;
  locale: 'zh-CN' | 'en';
}

function judgeOne(row: ReadRow & { at: number }, match: Match, judging: Judging): { row: SheetRow; write: SheetWrite | null } {
  const { target, choices, event } = judging;
  const title = titleOf(row, match, target);
  const bare = { at: row.at, title, changes: [], kept: [], faults: [], note: null };
  const refuse = (faults: readonly Fault[]) => ({
    row: { ...bare, verdict: 'refuse' as const, faults: faults.slice(0, SHEET_MAX_FAULTS) },
    write: null,
  });
  const skip = (note: Words) => ({ row: { ...bare, verdict: 'skip' as const, note }, write: null });
  if (row.faults.length > 0) return refuse(row.faults);
  if (match.is === 'unclear') return refuse([{ address: String(row.at + 1), words: match.words }]);
  if (match.is === 'removed') return skip(REMOVED);
  if (match.is === 'new') {
    if (target.needs.every((key) => isEmptyValue(row.values.get(key) ?? null)))
      return refuse([{ address: String(row.at + 1), words: nameless(target) }]);
  }
  const id = match.is === 'new' ? match.id : match.item.id;
  const source = event.sources.get(`sheet/${target.root}/${id}`);
  const { changes, kept, entry } = judgeRow(row, match.is === 'new' ? null : match.item, id, target, source, choices.edited);
  const write: SheetWrite = { id, creates: match.is === 'new', changes, source: entry };
  const verdict: SheetVerdict = match.is === 'new' ? 'create' : changes.length > 0 ? 'change' : 'skip';
  const note = verdict !== 'skip' ? null : kept.length > 0 ? KEPT : SAME;
  return { row: { ...bare, verdict, changes, kept, note }, write };
}

const SAME: Words = { zh: '和现有的一样。', en: 'The same already.' };
const KEPT: Words = { zh: '导入之后在这里改过，保留这里的。', en: 'Changed here since it was imported; what stands here is kept.' };
const REMOVED: Words = {
  zh: '这一行后来在这里移去了，不再加回。要用，从“已移去的行”里取回。',
  en: 'It was removed here since, and is not brought back. To have it again, take it from the removed rows.',
};

function nameless(target: SheetTarget): Words {
  const labels = target.needs.flatMap((key) => target.columns.find((column) => column.id === key)?.label ?? []);
  return {
    zh: `缺${labels.map((label) => label.zh).join('或')}，不能新增。补上再导入。`,
    en: `Without ${labels.map((label) => label.en.toLowerCase()).join(' or ')} nothing is added. Fill it in.`,
  };
}

function titleOf(row: ReadRow, match: Match, target: SheetTarget): string {
  const text = (key: string): string => {
    const value = row.values.get(key) ?? (match.is === 'item' ? match.item[key] : null);
    if (typeof value === 'string') return optionLabel(target.list.fields[key], value);
    if (typeof value !== 'object' || value === null) return '';
    const { zh, en, label } = value as { zh?: string; en?: string; label?: string };
    return zh || en || label || '';
  };
  const { title } = target.list;
  const keys = [`${title}.zh`, `${title}.en`, title, ...target.needs.filter((key) => key !== 'start'), 'latinName'];
  return keys.map(text).find((one) => one !== '') ?? '';
}

const optionLabel = (field: Field | undefined, value: string): string =>
  field?.type === 'choice' && Object.hasOwn(field.options, value) ? field.options[value]!.zh : value;
