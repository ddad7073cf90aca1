/** What others changed between two states of a part, item by item and person by person. Pure. */
import type { CellDifference } from '@qiao/domain/kind';
import * as Y from 'yjs';
import type { Writer } from './authorship.ts';
import { differencesBeyond, newNoted, printOf, writtenBy, type Noted } from './noted.ts';

export interface CellChange {
  /** Key of the cell, within its item when it has one: `room`, `title.zh`. */
  field: string;
  before: unknown;
  after: unknown;
}

/** A value as it stood when it was looked at, and which write made it; undefined and null for a cell that was deleted. */
export interface Standing {
  key: string;
  value: unknown;
  by: { client: number; clock: number } | null;
}

/** A text as it stood when it was looked at. */
export interface StandingText {
  /** Up to which clock each Yjs client of this person had written. */
  clocks: ReadonlyMap<number, number>;
  print: string;
}

/** What one person did to one item of a list, to the fields of a part, or to one of its texts. */
export interface Change {
  what: 'added' | 'removed' | 'restored' | 'changed' | 'moved' | 'text';
  root: string;
  /** Item id; empty for fields and texts. */
  item: string;
  cells: readonly CellChange[];
  /** All of it, order and removal too: what taking note of the change means. */
  stands: readonly Standing[];
  text?: StandingText;
}

export interface PersonChanges {
  user: string;
  name: string;
  changes: readonly Change[];
}

/** Changes by others beyond what was noted, in the order of their names; what nobody can be named for comes last. */
export function changesByPerson(
  before: Y.Doc,
  after: Y.Doc,
  writer: (client: number | null) => Writer,
  noted: Noted = newNoted(),
): PersonChanges[] {
  const found = differencesBeyond(before, after, noted);
  const people = new Map<string, { name: string; groups: Map<string, CellDifference[]>; texts: Map<string, StandingText> }>();
  const entry = ({ user, name }: Writer) => {
    const known = people.get(user) ?? { name, groups: new Map<string, CellDifference[]>(), texts: new Map<string, StandingText>() };
    people.set(user, known);
    return known;
  };
  for (const cell of found.cells) {
    const who = writer(cell.client);
    if (who.mine) continue;
    const { groups } = entry(who);
    const group = groups.get(groupOf(cell)) ?? [];
    group.push(cell);
    groups.set(groupOf(cell), group);
  }
  for (const text of found.texts) {
    const print = printOf(after, text.root);
    for (const client of text.clients.length > 0 ? text.clients : [null]) {
      const who = writer(client);
      if (who.mine) continue;
      const { texts } = entry(who);
      const clocks = new Map(texts.get(text.root)?.clocks);
      if (client !== null) clocks.set(client, Y.getState(after.store, client));
      texts.set(text.root, { clocks, print });
    }
  }
  return [...people]
    .map(([user, { name, groups, texts }]) => ({
      user,
      name,
      changes: [
        ...[...groups.values()].map((cells) => summarise(cells, after)),
        ...[...texts].map(([root, text]): Change => ({ what: 'text', root, item: '', cells: [], stands: [], text })),
      ],
    }))
    .sort((a, b) => Number(a.user === '') - Number(b.user === '') || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

const itemOf = ({ root, key }: CellDifference): string => (root === 'fields' ? '' : key.slice(0, Math.max(0, key.indexOf('/'))));
const fieldOf = ({ root, key }: CellDifference): string => (root === 'fields' ? key : key.slice(key.indexOf('/') + 1));
const groupOf = (cell: CellDifference): string => `${cell.root}\n${itemOf(cell)}`;

function summarise(cells: readonly CellDifference[], ydoc: Y.Doc): Change {
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
    stands: cells.map(({ root, key, after }) => ({ key, value: after, by: writtenBy(ydoc, root, key) })),
  };
}

/** An item is made by giving it its first order and cells. */
const isNew = (order: CellDifference | undefined, rest: readonly CellDifference[]): boolean =>
  order !== undefined && order.before === undefined && rest.every((cell) => cell.before === undefined);

export const countChanges = (people: readonly PersonChanges[]): number => people.reduce((sum, person) => sum + person.changes.length, 0);
