/** Under what a row of a sheet, and an item of the plan, can be found. */
import { normaliseField } from '../../kind/fields/field.ts';
import type { Item } from '../../kind/types.ts';
import type { Reference } from '../../kind/values.ts';
import { dateOf, epochMinutes } from '../../shared/instants.ts';
import { nameKey } from '../../shared/names.ts';
import type { SheetTarget } from './targets.ts';

/** The value of a cell by its key, `title.zh`: of a row, or of an item. */
export type ValueOf = (key: string) => unknown;

/** Keys under which something can be found by these columns together; none where one of them is empty. */
export function keysBy(columns: readonly string[], valueOf: ValueOf): readonly string[] {
  let keys = [''];
  for (const column of columns) {
    const words = partsOf(column, valueOf);
    if (words.length === 0) return [];
    keys = keys.flatMap((key) => words.map((word) => `${key}\n${word}`));
  }
  return keys;
}

/** Of one column of a key. */
export function partsOf(column: string, valueOf: ValueOf): readonly string[] {
  if (column === 'day' || column === 'start') {
    const start = valueOf('start');
    return typeof start === 'string' && start !== '' ? [column === 'day' ? dateOf(start) : String(epochMinutes(start))] : [];
  }
  const one = valueOf(column) ?? null;
  const all = one === null ? [valueOf(`${column}.zh`), valueOf(`${column}.en`)] : [one];
  return [...new Set(all.flatMap(wordsOf))].filter((word) => word !== '');
}

function wordsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [nameKey(value)];
  if (typeof value !== 'object' || value === null) return [];
  if ('id' in value) return [(value as Reference).id];
  return 'zh' in value && 'en' in value ? [nameKey(String(value.zh)), nameKey(String(value.en))] : [];
}

/** The present value of a cell of an item, by its key: `title.zh`, `start`. */
export function valueIn(item: Item, target: SheetTarget, key: string): unknown {
  const [name = '', language] = key.split('.');
  const field = target.list.fields[name];
  if (!field) return undefined;
  const value = normaliseField(field, item[name]);
  return language === undefined ? value : (value as Record<string, unknown> | null)?.[language];
}
