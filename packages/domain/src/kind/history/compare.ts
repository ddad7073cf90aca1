/** What differs between two states of a part's history: item by item and cell by cell, with who wrote last. Pure. */
import { sameValue } from '../edit.ts';
import type { Cells, CellWrite, TextWrite } from './walk.ts';

export interface CellDelta {
  field: string;
  /** Undefined or null for an empty cell. */
  before: unknown;
  after: unknown;
  /** Row of the last write between the two, and its client. */
  row: number;
  client: number | null;
}

export interface ItemDelta {
  root: string;
  /** Empty for the fields of the part itself. */
  item: string;
  what: 'added' | 'removed' | 'changed';
  /** Of one that was added or removed: all that it holds on the side where it stands. */
  cells: readonly CellDelta[];
  /** The write that says it is there or gone, or the last one of its cells. */
  row: number;
  client: number | null;
}

export interface TextDelta {
  root: string;
  row: number;
  /** All who wrote in it between the two. */
  clients: readonly number[];
}

export interface Comparison {
  items: readonly ItemDelta[];
  texts: readonly TextDelta[];
}

/** Absent, null and never written are one: an empty cell. */
export const sameCell = (a: unknown, b: unknown): boolean => sameValue(a ?? null, b ?? null);

/** An item is there while any cell of it holds something and it was not taken away. */
export function stands(fields: ReadonlyMap<string, unknown> | undefined): boolean {
  if (!fields || fields.get('removed') === true) return false;
  for (const [field, value] of fields) if (field !== 'removed' && value !== null && value !== undefined) return true;
  return false;
}

/**
 * @param from state below, after `fromRow` rows
 * @param to state above; `writes` and `texts` hold all that lies between, in order
 */
export function compare(
  { cells: from, row: fromRow }: { cells: Cells; row: number },
  { cells: to, row: toRow }: { cells: Cells; row: number },
  writes: readonly CellWrite[],
  texts: readonly TextWrite[],
): Comparison {
  const last = new Map<string, Map<string, CellWrite>>();
  for (const write of writes) {
    if (write.row <= fromRow || write.row > toRow) continue;
    const group = `${write.root}\n${write.item}`;
    const fields = last.get(group) ?? new Map<string, CellWrite>();
    // Deleted and set again, so that the order is that of the last writes.
    fields.delete(write.field);
    last.set(group, fields.set(write.field, write));
  }
  const items = [...last.values()].flatMap((fields) => {
    const { root, item } = fields.values().next().value!;
    return itemDelta(root, item, from.get(root)?.get(item), to.get(root)?.get(item), fields) ?? [];
  });
  return { items, texts: textDeltas(texts, fromRow, toRow) };
}

function itemDelta(
  root: string,
  item: string,
  from: ReadonlyMap<string, unknown> | undefined,
  to: ReadonlyMap<string, unknown> | undefined,
  writes: ReadonlyMap<string, CellWrite>,
): ItemDelta | null {
  const latest = [...writes.values()].at(-1)!;
  const was = item === '' || stands(from);
  const is = item === '' || stands(to);
  if (!was && !is) return null;
  const mark = writes.get('removed') ?? latest;
  if (was !== is) {
    const what = is ? ('added' as const) : ('removed' as const);
    const cells = [...((is ? to : from) ?? [])]
      .filter(([field, value]) => field !== 'removed' && field !== 'order' && value !== null)
      .map(([field, value]) => ({
        field,
        before: is ? undefined : value,
        after: is ? value : undefined,
        row: mark.row,
        client: mark.client,
      }));
    return { root, item, what, cells, row: mark.row, client: mark.client };
  }
  const cells = [...writes.values()]
    .filter(({ field }) => (item === '' || field !== 'removed') && !sameCell(from?.get(field), to?.get(field)))
    .map(({ field, row, client }) => ({ field, before: from?.get(field), after: to?.get(field), row, client }));
  const newest = cells.at(-1);
  return newest ? { root, item, what: 'changed', cells, row: newest.row, client: newest.client } : null;
}

function textDeltas(texts: readonly TextWrite[], fromRow: number, toRow: number): TextDelta[] {
  const found = new Map<string, { row: number; clients: Set<number> }>();
  for (const { root, row, clients } of texts) {
    if (row <= fromRow || row > toRow) continue;
    const known = found.get(root) ?? { row, clients: new Set<number>() };
    for (const client of clients) known.clients.add(client);
    found.set(root, { ...known, row });
  }
  return [...found].map(([root, { row, clients }]) => ({ root, row, clients: [...clients] }));
}
