/** Which of several rows and items that are called alike belong together, and which never do. */
import type { Item } from '../../kind/types.ts';
import { nameKey } from '../../shared/names.ts';
import { comparable } from './comparable.ts';
import type { ReadRow } from './read-row.ts';
import { partsOf, valueIn, type ValueOf } from './row-keys.ts';
import type { SheetTarget } from './targets.ts';

/** What they have in common, and what was taken away, as `nameOf`. */
export interface Tied {
  columns: readonly string[];
  target: SheetTarget;
  removed: ReadonlySet<string>;
}

/** `id` is derived from the row. */
export type Tie = (item: Item, row: ReadRow, id: string, tied: Tied) => boolean;

/**
 * Of several that have these columns in common: first what stands there as the row says it. Where nothing else could tell
 * them apart any of them will do: what an earlier import made of a row in this place, then in their order. What that import
 * made and somebody took away is not replaced by its neighbour.
 */
export const TIES: readonly Tie[] = [
  (item, row, id, { target }) => item.id === id && isSame(item, row, target),
  (item, row, _id, { target }) => isSame(item, row, target),
  (item, row, id, tied) => item.id === id && saysAll(row, tied),
  (_item, row, id, tied) => !tied.removed.has(nameOf(tied.target, id)) && saysAll(row, tied),
];

const isSame = (item: Item, row: ReadRow, target: SheetTarget): boolean =>
  [...row.values].every(([key, value]) => {
    const field = target.list.fields[key.split('.')[0]!]!;
    return comparable(field, value) === comparable(field, valueIn(item, target, key) ?? null);
  });

/**
 * Whether these columns are all that the row has to tell it from others of its list. One that says a person, a car or a hall
 * besides is not any of those which stand there with another.
 */
const saysAll = (row: ReadRow, { columns, target }: Tied): boolean =>
  (columns === target.keys[0] || columns.includes('start')) &&
  target.keys[0]!.every((column) => columns.includes(column) || partsOf(column, (key) => row.values.get(key)).length === 0);

const wordOf = (value: unknown): string => (typeof value === 'string' ? nameKey(value) : '');
const areApart = (key: string, one: ValueOf, other: ValueOf): boolean => {
  const [a, b] = [wordOf(one(key)), wordOf(other(key))];
  return a !== '' && b !== '' && a !== b;
};

/** A name that several have in one language makes none of them another: those that are called alike in both come first. */
export const isCalledOtherwise = (target: SheetTarget, one: ValueOf, other: ValueOf): boolean =>
  target.columns.some(({ id, field }) => id !== field && target.keys[0]!.includes(field) && areApart(id, one, other));

/** Two people of one name with another mailbox and another organisation are two. */
export const isOther = (target: SheetTarget, one: ValueOf, other: ValueOf): boolean =>
  target.root === 'people' && areApart('email', one, other) && areApart('organisation', one, other);

/** As what was taken away is listed: `part/list/id`. */
export const nameOf = (target: SheetTarget, id: string): string => `${target.part}/${target.root}/${id}`;
