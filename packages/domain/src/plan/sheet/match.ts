/** Which item each row is: by its id, by what an earlier import made of it, or by the keys of its list. No item is given to two rows. */
import type { Item, Words } from '../../kind/types.ts';
import { itemIdFrom } from '../../shared/ids.ts';
import { freeId } from './names.ts';
import type { ReadRow } from './read-row.ts';
import { keysBy, valueIn, type ValueOf } from './row-keys.ts';
import { MAILBOX, type SheetTarget } from './targets.ts';
import { isCalledOtherwise, isOther, nameOf, TIES, type Tie } from './tell-apart.ts';

export type Match =
  | { is: 'item'; item: Item; by: 'id' | 'import' | 'key' }
  | { is: 'new'; id: string }
  /** It was exported, or made of this sheet before, and taken away since. */
  | { is: 'removed'; id: string }
  | { is: 'unclear'; words: Words };

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
    if (item && claimed.has(item.id)) matches[n] = { is: 'unclear', words: TWICE };
    else if (item) claim(n, item, 'id');
    // A row of an exported sheet that was taken away here since.
    else if (id !== null && removed.has(nameOf(target, id))) matches[n] = { is: 'removed', id };
  });
  const ofItem = (item: Item) => (key: string) => valueIn(item, target, key);
  const ofRow = (row: ReadRow) => (key: string) => row.values.get(key);

  function matchBy(columns: readonly string[], isAgreeing: boolean, tie: Tie | null): void {
    const keys = rows.map((row) => keysBy(columns, ofRow(row)));
    const found = index(items, (item) => keysBy(columns, ofItem(item)));
    const asked = index([...rows.keys()], (n) => keys[n]!);
    rows.forEach((row, n) => {
      if (matches[n] !== null) return;
      const own = ofRow(row);
      const isMeant = (other: ValueOf): boolean => !isOther(target, own, other) && !(isAgreeing && isCalledOtherwise(target, own, other));
      const all = alike(keys[n]!, found).filter((item) => isMeant(ofItem(item)));
      const free = all.filter((item) => !claimed.has(item.id));
      if (!free[0]) return;
      const rivals = alike(keys[n]!, asked).filter((rival) => isMeant(ofRow(rows[rival]!)));
      const isAlone = isLoose(columns, row)
        ? all.length === 1 && rivals.length === 1
        : free.length === 1 && rivals.filter((rival) => matches[rival] === null).length === 1;
      const item = isAlone ? free[0] : tie && free.find((one) => tie(one, row, ids[n]!, { columns, target, removed }));
      if (item) claim(n, item, 'key');
    });
  }
  for (const columns of target.keys) for (const tie of TIES) matchBy(columns, true, tie);
  for (const columns of target.keys) matchBy(columns, false, null);
  return matches.map((match, n) => match ?? unmatched(rows[n]!, ids[n]!, target, byId, items, claimed, removed));
}

/**
 * A name without a day is no sign that a row with one is meant, for breaks are called alike on all days; nor is a mailbox that
 * several share one of them. Only where it is the only one.
 */
const isLoose = (columns: readonly string[], row: ReadRow): boolean =>
  columns === MAILBOX || (row.values.has('start') && !columns.includes('day') && !columns.includes('start'));

const alike = <T>(keys: readonly string[], of: ReadonlyMap<string, readonly T[]>): readonly T[] => [
  ...new Set(keys.flatMap((key) => of.get(key) ?? [])),
];

function index<T>(all: readonly T[], keysOf: (one: T) => readonly string[]): ReadonlyMap<string, readonly T[]> {
  const found = new Map<string, T[]>();
  for (const one of all) {
    for (const key of keysOf(one)) {
      const known = found.get(key);
      if (known) known.push(one);
      else found.set(key, [one]);
    }
  }
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
  if (removed.has(nameOf(target, id))) return { is: 'removed', id };
  const own = (key: string): unknown => row.values.get(key);
  for (const columns of target.keys.filter((each) => !isLoose(each, row))) {
    const wanted = new Set(keysBy(columns, own));
    const candidates = items.filter((item) => {
      const its = (key: string): unknown => valueIn(item, target, key);
      return !claimed.has(item.id) && !isOther(target, own, its) && keysBy(columns, its).some((key) => wanted.has(key));
    });
    if (candidates.length > 0) return { is: 'unclear', words: unclear(candidates.length) };
  }
  const free = made ? freeId(`sheet/${target.root}`, `${id}\nagain`, (one) => byId.has(one)) : id;
  return { is: removed.has(nameOf(target, free)) ? 'removed' : 'new', id: free };
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
