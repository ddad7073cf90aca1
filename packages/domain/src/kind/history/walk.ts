/**
 * What each kept row of a part did, cell by cell: from the state below the rows, applied one by one (SPEC HIS7). All that
 * is asked later (what stood at a moment, what changed between two) is read from this list, without Yjs.
 */
import * as Y from 'yjs';
import { cellValue, isMachinery, livingCells, splitItemKey, type SharedType } from '../cells.ts';
import { differences } from '../differences.ts';
import { sameValue } from '../edit.ts';

export interface HistoryRow {
  seq: number;
  /** User id of who delivered it; who wrote is told by client ids. */
  actor: string;
  /** Server time, milliseconds since 1970. */
  at: number;
  update: Uint8Array;
}

/** One cell written by one row. `row` counts from 1; what is not in a row yet is one more than the last. */
export interface CellWrite {
  row: number;
  root: string;
  /** Item id; empty for `fields`. */
  item: string;
  field: string;
  /** Undefined when there was no such cell. */
  before: unknown;
  after: unknown;
  /** Yjs client of the value that stands after it; null when nothing does. */
  client: number | null;
}

export interface TextWrite {
  row: number;
  root: string;
  clients: readonly number[];
}

/** What one row did, but for its cells and texts. */
export interface RowFacts {
  seq: number;
  at: number;
  actor: string;
  /** Clients that wrote in it; none where it only took away. */
  clients: readonly number[];
}

/** Values by root, item and field. */
export type Cells = ReadonlyMap<string, ReadonlyMap<string, ReadonlyMap<string, unknown>>>;

export class PartHistory {
  readonly #base: Uint8Array | null;
  readonly #updates: Uint8Array[] = [];
  readonly #end = new Y.Doc({ gc: false });
  readonly #first: Map<string, Map<string, Map<string, unknown>>>;
  readonly rows: RowFacts[] = [];
  readonly writes: CellWrite[] = [];
  readonly texts: TextWrite[] = [];

  /** @param base the state below the rows; null or empty for none */
  constructor(base: Uint8Array | null) {
    this.#base = base && base.length > 0 ? base : null;
    if (this.#base) Y.applyUpdate(this.#end, this.#base);
    this.#first = cellsOf(this.#end);
  }

  /** Goes on with rows that came after. */
  add(rows: readonly HistoryRow[]): void {
    const state = toMutable(this.cellsAt(this.rows.length));
    for (const { seq, at, actor, update } of rows) {
      const row = this.rows.length + 1;
      const { cells, texts, clients } = apply(this.#end, update);
      this.#updates.push(update);
      this.rows.push({ seq, at, actor, clients });
      for (const root of texts) this.texts.push({ row, root, clients });
      for (const [root, keys] of cells) {
        for (const key of keys) {
          const place = placeOf(root, key);
          const living = this.#end.share.get(root)?._map.get(key);
          const item = living && !living.deleted ? living : null;
          const after = item ? cellValue(item) : undefined;
          const before = state.get(root)?.get(place.item)?.get(place.field);
          if (sameValue(before, after)) continue;
          put(state, root, place.item, place.field, after);
          this.writes.push({ row, root, ...place, before, after, client: item ? item.id.client : null });
        }
      }
    }
  }

  /** Cells after so many rows. */
  cellsAt(row: number): Cells {
    const state = toMutable(this.#first);
    for (const write of this.writes) {
      if (write.row > row) break;
      put(state, write.root, write.item, write.field, write.after);
    }
    return state;
  }

  /** The part after so many rows, as a document of its own. Costs a rebuilding: for texts, which are not kept as cells. */
  docAt(row: number): Y.Doc {
    const ydoc = new Y.Doc({ gc: false });
    if (this.#base) Y.applyUpdate(ydoc, this.#base);
    for (const update of this.#updates.slice(0, row)) Y.applyUpdate(ydoc, update);
    return ydoc;
  }

  /** What stands in the open part and is in no row yet: edits that wait, and what arrived since. As the row after the last. */
  ahead(live: Y.Doc): { writes: CellWrite[]; texts: TextWrite[] } {
    const found = differences(this.#end, live);
    const row = this.rows.length + 1;
    return {
      writes: found.cells.map(({ root, key, before, after, client }) => ({ row, root, ...placeOf(root, key), before, after, client })),
      texts: found.texts.map(({ root, clients }) => ({ row, root, clients })),
    };
  }

  /** Number of the last row at or before this place of the workspace's log. */
  rowAtSeq(seq: number): number {
    return countUntil(this.rows, (row) => row.seq <= seq);
  }

  /** Number of the last row that is not after this time. */
  rowAtTime(at: number): number {
    return countUntil(this.rows, (row) => row.at <= at);
  }

  close(): void {
    this.#end.destroy();
  }
}

/** Cells of a document, machinery left out. */
export function cellsOf(ydoc: Y.Doc): Map<string, Map<string, Map<string, unknown>>> {
  const found = new Map<string, Map<string, Map<string, unknown>>>();
  for (const root of ydoc.share.keys()) {
    if (isMachinery(root)) continue;
    for (const [key, item] of livingCells(ydoc, root)) {
      const place = placeOf(root, key);
      put(found, root, place.item, place.field, cellValue(item));
    }
  }
  return found;
}

/** A key of `fields`, or one that names no item, is a field of the part itself. */
function placeOf(root: string, key: string): { item: string; field: string } {
  const split = root === 'fields' ? null : splitItemKey(key);
  return split ? { item: split.id, field: split.field } : { item: '', field: key };
}

export const keyOf = ({ item, field }: { item: string; field: string }): string => (item === '' ? field : `${item}/${field}`);

function put(state: Map<string, Map<string, Map<string, unknown>>>, root: string, item: string, field: string, value: unknown): void {
  const items = state.get(root) ?? new Map<string, Map<string, unknown>>();
  const fields = items.get(item) ?? new Map<string, unknown>();
  if (value === undefined) fields.delete(field);
  else fields.set(field, value);
  items.set(item, fields);
  state.set(root, items);
}

const toMutable = (cells: Cells): Map<string, Map<string, Map<string, unknown>>> =>
  new Map([...cells].map(([root, items]) => [root, new Map([...items].map(([item, fields]) => [item, new Map(fields)]))]));

/** Applies one row and says which cells and texts it touched, and who wrote in it. */
function apply(ydoc: Y.Doc, update: Uint8Array): { cells: Map<string, Set<string>>; texts: Set<string>; clients: number[] } {
  const cells = new Map<string, Set<string>>();
  const texts = new Set<string>();
  const clients = new Set<number>();
  const listen = (transaction: Y.Transaction): void => {
    for (const [client, clock] of transaction.afterState) if (clock > (transaction.beforeState.get(client) ?? 0)) clients.add(client);
    for (const [type, keys] of transaction.changed) {
      const root = rootOf(ydoc, type as unknown as Y.AbstractType<unknown>);
      if (root === null || isMachinery(root.name)) continue;
      for (const key of keys) {
        if (key !== null && root.isRoot) cells.set(root.name, (cells.get(root.name) ?? new Set()).add(key));
        else texts.add(root.name);
      }
    }
  };
  ydoc.on('afterTransaction', listen);
  try {
    Y.applyUpdate(ydoc, update);
  } finally {
    ydoc.off('afterTransaction', listen);
  }
  return { cells, texts, clients: [...clients] };
}

/** The root that a type lies in; what lies inside a cell's own type is no text. */
function rootOf(ydoc: Y.Doc, type: Y.AbstractType<unknown>): { name: string; isRoot: boolean } | null {
  let at: Y.AbstractType<unknown> = type;
  while (at._item !== null) {
    const parent = at._item.parent;
    if (!(parent instanceof Y.AbstractType)) return null;
    if (at._item.parentSub !== null && parent._item === null) return null;
    at = parent as Y.AbstractType<unknown>;
  }
  for (const [name, root] of ydoc.share) if ((root as SharedType) === (at as SharedType)) return { name, isRoot: at === type };
  return null;
}

/** How many from the beginning hold; rows are in order. */
function countUntil(rows: readonly RowFacts[], holds: (row: RowFacts) => boolean): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(rows[middle]!)) low = middle + 1;
    else high = middle;
  }
  return low;
}
