/** What others changed between two states of a part, item by item and person by person. Pure. */
import { differences, type CellDifference } from '@qiao/domain/kind';
import type * as Y from 'yjs';
import type { Writer } from './authorship.ts';

export interface CellChange {
  /** Key of the cell, within its item when it has one: `room`, `title.zh`. */
  field: string;
  before: unknown;
  after: unknown;
}

/** What one person did to one item of a list, to the fields of a part, or to one of its texts. */
export interface Change {
  what: 'added' | 'removed' | 'restored' | 'changed' | 'moved' | 'text';
  root: string;
  /** Item id; empty for fields and texts. */
  item: string;
  cells: readonly CellChange[];
}

export interface PersonChanges {
  user: string;
  name: string;
  changes: readonly Change[];
}

/** Changes by others, in the order of their names; what nobody can be named for comes last. */
export function changesByPerson(before: Y.Doc, after: Y.Doc, writer: (client: number | null) => Writer): PersonChanges[] {
  const found = differences(before, after);
  const people = new Map<string, { name: string; groups: Map<string, CellDifference[]>; texts: Set<string> }>();
  const entry = ({ user, name }: Writer) => {
    const known = people.get(user) ?? { name, groups: new Map<string, CellDifference[]>(), texts: new Set<string>() };
    people.set(user, known);
    return known;
  };
  for (const cell of found.cells) {
    const who = writer(cell.client);
    if (who.mine) continue;
    const { groups } = entry(who);
    const group = groupOf(cell);
    groups.set(group, [...(groups.get(group) ?? []), cell]);
  }
  for (const text of found.texts) {
    const writers = text.clients.length > 0 ? text.clients.map(writer) : [writer(null)];
    for (const who of writers) if (!who.mine) entry(who).texts.add(text.root);
  }
  return [...people]
    .map(([user, { name, groups, texts }]) => ({
      user,
      name,
      changes: [...[...groups.values()].map(summarise), ...[...texts].map((root): Change => ({ what: 'text', root, item: '', cells: [] }))],
    }))
    .sort((a, b) => Number(a.user === '') - Number(b.user === '') || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

const itemOf = ({ root, key }: CellDifference): string => (root === 'fields' ? '' : key.slice(0, Math.max(0, key.indexOf('/'))));
const fieldOf = ({ root, key }: CellDifference): string => (root === 'fields' ? key : key.slice(key.indexOf('/') + 1));
const groupOf = (cell: CellDifference): string => `${cell.root}\n${itemOf(cell)}`;

function summarise(cells: readonly CellDifference[]): Change {
  const [first] = cells as [CellDifference, ...CellDifference[]];
  const order = cells.find((cell) => fieldOf(cell) === 'order');
  const removed = cells.find((cell) => fieldOf(cell) === 'removed');
  const rest = cells.filter((cell) => cell !== order && cell !== removed);
  const what =
    removed?.after === true ? 'removed' : isNew(order, rest) ? 'added' : removed ? 'restored' : rest.length > 0 ? 'changed' : 'moved';
  return {
    what,
    root: first.root,
    item: itemOf(first),
    cells: rest.map((cell) => ({ field: fieldOf(cell), before: cell.before, after: cell.after })),
  };
}

/** An item is made by giving it its first order and cells. */
const isNew = (order: CellDifference | undefined, rest: readonly CellDifference[]): boolean =>
  order !== undefined && order.before === undefined && rest.every((cell) => cell.before === undefined);

export const countChanges = (people: readonly PersonChanges[]): number => people.reduce((sum, person) => sum + person.changes.length, 0);
