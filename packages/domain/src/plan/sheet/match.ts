/** Which item each row is: by its id, by what an earlier import made of it, or by the keys of its list. No item is given to two rows. */
import { normaliseField } from '../../kind/fields/field.ts';
import type { Item, Words } from '../../kind/types.ts';
import type { Reference } from '../../kind/values.ts';
import { dateOf, epochMinutes } from '../../shared/instants.ts';
import { itemIdFrom } from '../../shared/ids.ts';
import { nameKey } from '../../shared/names.ts';
import { freeId } from './names.ts';
import type { ReadRow } from './read-row.ts';
import { MAILBOX, type SheetTarget } from './targets.ts';

export type Match =
  | { is: 'item'; item: Item; by: 'id' | 'import' | 'key' }
  | { is: 'new'; id: string }
  /** It was made of this sheet before, and taken away since. */
  | { is: 'removed'; id: string }
  | { is: 'unclear'; words: Words };

/** Keys under which something can be found by these columns together; none where one of them is empty. */
export function keysBy(columns: readonly string[], valueOf: (key: string) => unknown): readonly string[] {
  let keys = [''];
  for (const column of columns) {
    const words = partsOf(column, valueOf);
    if (words.length === 0) return [];
    keys = keys.flatMap((key) => words.map((word) => `${key}\n${word}`));
  }
  return keys;
}

function partsOf(column: string, valueOf: (key: string) => unknown): readonly string[] {
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

/** `removed`: `part/list/id`. */
export function matchRows(
  rows: readonly ReadRow[],
  target: SheetTarget,
  items: readonly Item[],
  removed: ReadonlySet<string>,
): readonly Match[] {
  const byId = new Map(items.map((item) => [item.id, item]));
  const byGuid = new Map(
    items.flatMap((item) => (typeof item['guid'] === 'string' && item['guid'] !== '' ? [[item['guid'], item] as const] : [])),
  );
  const claimed = new Set<string>();
  const matches: (Match | null)[] = rows.map(() => null);
  const ids = derivedIds(rows, target);
  const claim = (n: number, item: Item, by: 'id' | 'import' | 'key'): void => {
    claimed.add(item.id);
    matches[n] = { is: 'item', item, by };
  };
  rows.forEach(({ id }, n) => {
    const item = id === null ? undefined : (byId.get(id) ?? byGuid.get(id));
    if (!item) return;
    if (claimed.has(item.id)) matches[n] = { is: 'unclear', words: TWICE };
    else claim(n, item, 'id');
  });
  const valueOf = (row: ReadRow) => (key: string) => row.values.get(key);
  target.keys.forEach((columns, level) => {
    const found = index(items, (item) => keysBy(columns, (key) => valueIn(item, target, key)));
    const asked = index(
      rows.map((_row, n) => n),
      (n) => keysBy(columns, valueOf(rows[n]!)),
    );
    rows.forEach((row, n) => {
      if (matches[n] !== null) return;
      const keys = keysBy(columns, valueOf(row));
      const all = keys.flatMap((key) => found.get(key) ?? []);
      const free = [...new Set(all)].filter((item) => !claimed.has(item.id));
      const rivals = new Set(keys.flatMap((key) => asked.get(key) ?? []));
      const isAlone = isLoose(columns, row)
        ? new Set(all).size === 1 && rivals.size === 1
        : free.length === 1 && [...rivals].filter((rival) => matches[rival] === null).length === 1;
      // With all that tells rows of a list apart in common, any of them will do: in their order.
      if (free[0] && (isAlone || level === 0 || columns.includes('start'))) claim(n, free[0], 'key');
    });
  });
  return matches.map((match, n) => match ?? unmatched(rows[n]!, ids[n]!, target, byId, items, claimed, removed));
}

/**
 * A name without a day is no sign that a row with one is meant, for breaks are called alike on all days; nor is a mailbox that
 * several share one of them. Only where it is the only one.
 */
const isLoose = (columns: readonly string[], row: ReadRow): boolean =>
  columns === MAILBOX || (row.values.has('start') && !columns.includes('day') && !columns.includes('start'));

function index<T>(all: readonly T[], keysOf: (one: T) => readonly string[]): ReadonlyMap<string, readonly T[]> {
  const found = new Map<string, T[]>();
  for (const one of all) for (const key of keysOf(one)) found.set(key, [...(found.get(key) ?? []), one]);
  return found;
}

const TWICE: Words = { zh: '系统编号和上面一行相同，一项只能有一行。', en: 'A row above has the same system id; an item has one row.' };

function unmatched(
  row: ReadRow,
  id: string,
  target: SheetTarget,
  byId: ReadonlyMap<string, Item>,
  items: readonly Item[],
  claimed: ReadonlySet<string>,
  removed: ReadonlySet<string>,
): Match {
  const made = byId.get(id);
  if (made && !claimed.has(id)) return { is: 'item', item: made, by: 'import' };
  if (removed.has(`${target.part}/${target.root}/${id}`)) return { is: 'removed', id };
  for (const columns of target.keys.filter((each) => !isLoose(each, row))) {
    const wanted = new Set(keysBy(columns, (key) => row.values.get(key)));
    const candidates = items.filter(
      (item) => !claimed.has(item.id) && keysBy(columns, (key) => valueIn(item, target, key)).some((key) => wanted.has(key)),
    );
    if (candidates.length > 0) return { is: 'unclear', words: unclear(candidates.length) };
  }
  return { is: 'new', id: made ? freeId(`sheet/${target.root}`, `${id}\nagain`, (one) => byId.has(one)) : id };
}

const unclear = (n: number): Words => ({
  zh: `分不清是已有的哪一项：同名的有${n}项。先导出这张表，在带系统编号的表里改，再导入。`,
  en: `Which of the present rows this is cannot be told: ${n} have its name. Export the list, change that sheet with its system ids, and import it.`,
});

/** Ids that every device derives alike from what a row is called; of rows that are called alike from their order too. */
function derivedIds(rows: readonly ReadRow[], target: SheetTarget): readonly string[] {
  const counts = new Map<string, number>();
  return rows.map((row) => {
    const level = target.keys.find((columns) => keysBy(columns, (key) => row.values.get(key)).length > 0);
    const name = level ? `${level.join('+')}${keysBy(level, (key) => row.values.get(key))[0]}` : JSON.stringify([...row.values]);
    const n = counts.get(name) ?? 0;
    counts.set(name, n + 1);
    return itemIdFrom(`sheet/${target.root}`, n === 0 ? name : `${name}\n#${n}`);
  });
}

/** The present value of a cell of an item, by its key: `title.zh`, `start`. */
export function valueIn(item: Item, target: SheetTarget, key: string): unknown {
  const [name = '', language] = key.split('.');
  const field = target.list.fields[name];
  if (!field) return undefined;
  const value = normaliseField(field, item[name]);
  return language === undefined ? value : (value as Record<string, unknown> | null)?.[language];
}
