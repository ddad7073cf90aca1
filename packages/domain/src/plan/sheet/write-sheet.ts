/** A list as the rows of a sheet, which reads back as the same. */
import { enumerate } from '../../kind/fields/choice.ts';
import { formatField, normaliseField } from '../../kind/fields/field.ts';
import type { Item, Projected } from '../../kind/types.ts';
import type { Reference } from '../../kind/values.ts';
import { addMinutes, dateOf, epochMinutes, instantIn, timeOf } from '../../shared/instants.ts';
import { say, type Locale } from '../../shared/words.ts';
import { planView } from '../view.ts';
import type { Reading } from './read-row.ts';
import type { SheetCell } from './sheet.ts';
import type { SheetColumn, SheetTarget } from './targets.ts';

const DAY_MINUTES = 24 * 60;

/** Names of what items refer to, as they are now. */
type NameOf = (reference: Reference) => string;

/** Heads and rows in the order of the list; `locale` is that of heads, choices and regions. */
export function sheetRows(parts: Projected, target: SheetTarget, locale: Locale): readonly (readonly string[])[] {
  const view = planView(parts);
  const nameOf = namesNow(parts);
  const items = parts[target.part]?.lists[target.root] ?? [];
  const heads = target.columns.map((column) => say(column.label, locale));
  return [
    heads,
    ...items.map((item) => target.columns.map((column) => guarded(columnText(item, column, target, view.zone, nameOf, locale)))),
  ];
}

function namesNow(parts: Projected): NameOf {
  const names = new Map<string, string>();
  for (const part of Object.values(parts)) {
    for (const items of Object.values(part?.lists ?? {})) {
      for (const item of items) {
        const name = item['name'] ?? item['title'];
        const text = typeof name === 'string' ? name || textOf(item['latinName']) || textOf(item['plate']) : eitherOf(name);
        if (text !== '') names.set(item.id, text);
      }
    }
  }
  return ({ id, label }) => names.get(id) ?? label;
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const eitherOf = (value: unknown): string =>
  typeof value === 'object' && value !== null && 'zh' in value && 'en' in value ? textOf(value.zh) || textOf(value.en) : '';

function columnText(item: Item, column: SheetColumn, target: SheetTarget, zone: string, nameOf: NameOf, locale: Locale): string {
  const start = item['start'] as string | null | undefined;
  const minutes = item['minutes'] as number | null | undefined;
  const here = start ? instantIn(epochMinutes(start), zone) : null;
  switch (column.kind) {
    case 'id':
      return item.id;
    case 'day':
      return here === null ? '' : dateOf(here);
    case 'start':
      return here === null ? '' : timeOf(here);
    case 'end':
      return here === null || !minutes || minutes >= DAY_MINUTES / 2 ? '' : timeOf(addMinutes(here, minutes));
    case 'length':
      return minutes ? String(minutes) : '';
    case 'field':
      return fieldText(item, column, target, nameOf, locale);
  }
}

function fieldText(item: Item, column: SheetColumn, target: SheetTarget, nameOf: NameOf, locale: Locale): string {
  const field = target.list.fields[column.field]!;
  const value = normaliseField(field, item[column.field]);
  if (field.type === 'localized') return (value as Record<string, string>)[column.id.slice(-2)] ?? '';
  if (field.type !== 'reference') return formatField(field, value, locale);
  const references = value === null ? [] : Array.isArray(value) ? (value as Reference[]) : [value as Reference];
  return enumerate(references.map(nameOf), locale);
}

const FORMULA = /^'*[=+\-@＝＋－＠\t\r\n]/;
const FIGURE = /^-?[\d,.]+$/;

/** A spreadsheet takes text that begins so for a formula, and may run it: an apostrophe keeps it text. */
export const guarded = (text: string): string => (FORMULA.test(text) && !FIGURE.test(text) ? `'${text}` : text);

const SPAN: readonly string[] = ['day', 'start', 'end', 'length'];

/**
 * A row without the cells that say what stands there already, letter by letter: they are not read again, so that what a sheet
 * cannot tell apart (two rooms of one name, an hour that comes twice) stays as it is. Only for rows that name their item.
 */
export function unchangedColumns(
  parts: Projected,
  target: SheetTarget,
  reading: Reading,
  items: readonly Item[],
): (cells: readonly (SheetCell | null)[]) => readonly (SheetCell | null)[] {
  const byId = new Map(items.map((item) => [item.id, item]));
  const [idColumn] = [...reading.columns].find(([, column]) => column.kind === 'id') ?? [];
  const nameOf = namesNow(parts);
  return (cells) => {
    const item = idColumn === undefined ? undefined : byId.get(cells[idColumn]?.text.trim() ?? '');
    if (!item) return cells;
    const isSame = (n: number, column: SheetColumn): boolean =>
      cells[n] == null ||
      (cells[n].formula === undefined &&
        cells[n].text.trim() === columnText(item, column, target, reading.zone, nameOf, reading.locale).trim());
    const span = [...reading.columns].filter(([, column]) => SPAN.includes(column.kind));
    const keepsSpan = span.every(([n, column]) => isSame(n, column));
    return cells.map((cell, n) => {
      const column = reading.columns.get(n);
      if (cell === null || !column || column.kind === 'id') return cell;
      return (SPAN.includes(column.kind) ? keepsSpan : isSame(n, column)) ? null : cell;
    });
  };
}
