/** Beginning and end of whatever in a list has a start and a length: typed as in the programme. */
import type { Item } from '@qiao/domain/kind';
import { addMinutes, epochMinutes, timeOf } from '@qiao/domain/shared/instants';
import type { Column } from '../grid/column.ts';
import { endText, readEnd, readStart, startAt } from '../programme/times.ts';
import { listEdit } from './field-columns.ts';
import type { ListContext, ListRow } from './list-row.ts';

export const startOf = (item: Item): string | null => (item['start'] ?? null) as string | null;
export const minutesOf = (item: Item): number | null => (item['minutes'] ?? null) as number | null;

/** When it ends; null where it has no start or no length. */
export function endOf(item: Item): string | null {
  const [start, minutes] = [startOf(item), minutesOf(item)];
  return start === null || minutes === null ? null : addMinutes(start, minutes);
}

/** Minutes since 1970 of its beginning and end, for what is free then. */
export function spanOf(item: Item): { id: string; from: number | null; until: number | null } {
  const start = startOf(item);
  const from = start === null ? null : epochMinutes(start);
  return { id: item.id, from, until: from === null ? null : from + Math.max(1, minutesOf(item) ?? 0) };
}

export function startColumn(context: ListContext, label: string): Column<ListRow> {
  return {
    id: 'start',
    label,
    width: 60,
    look: 'time',
    text: ({ item }) => (startOf(item) === null ? '' : timeOf(startOf(item)!)),
    // What is filled down is the time of day: each row stays on its own day.
    value: ({ item }) => (startOf(item) === null ? null : timeOf(startOf(item)!)),
    read: (text, row) => readStart(text, context.locale, row.day),
    write: ({ item, day }, value) => {
      if (value === null) return startOf(item) === null ? [] : [listEdit(context, item.id, 'start', null)];
      const start = startAt(value, day);
      return start === null || start === startOf(item) ? [] : [listEdit(context, item.id, 'start', start)];
    },
  };
}

export function endColumn(context: ListContext, label: string): Column<ListRow> {
  return {
    id: 'minutes',
    label,
    width: 60,
    look: 'time',
    text: ({ item }) => endText(startOf(item), minutesOf(item), context.locale),
    value: ({ item }) => minutesOf(item),
    read: (text, { item }) => (text.trim() === '' ? { ok: true, value: null } : readEnd(text, context.locale, startOf(item))),
    write: ({ item }, value) => (minutesOf(item) === value ? [] : [listEdit(context, item.id, 'minutes', value)]),
  };
}
