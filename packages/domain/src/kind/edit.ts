/**
 * Writing cells. Each function is one Yjs transaction with the caller's origin. A cell that holds the value already is not
 * written again, so that nobody seems to have changed it. Ids come from the caller; `after` an unknown item is at the end.
 */
import { generateNKeysBetween } from 'fractional-indexing';
import type * as Y from 'yjs';
import { canonicalJson } from './canonical.ts';
import { cellValue, isItemId, livingCells, readCell, splitItemKey } from './cells.ts';
import { compareItems, isOrderKey } from './order.ts';
import type { CellEdit } from './types.ts';

/** Sets one cell; null clears it. Values are plain JSON. */
export function setCell(ydoc: Y.Doc, root: string, key: string, value: unknown, origin?: unknown): void {
  ydoc.transact(() => {
    const now = readCell(ydoc, root, key);
    const next = value ?? null;
    if (now === undefined ? next === null : sameValue(now, next)) return;
    ydoc.getMap(root).set(key, next);
  }, origin);
}

/** Whether two stored values are equal; what is no JSON equals nothing. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  try {
    return travelled(a) === travelled(b);
  } catch {
    return false;
  }
}

/** Canonical JSON of a value as it comes out at the other end: a key `__proto__` does not survive the way. */
function travelled(value: unknown): string {
  const json = canonicalJson(value);
  if (!json.includes('"__proto__"')) return json;
  return canonicalJson(JSON.parse(json, (key, inner: unknown) => (key === '__proto__' ? undefined : inner)));
}

/** Where an item goes: after this one, first (null), or last (undefined). */
export type After = string | null | undefined;

/** Adds an item with its cells (`title.zh`, not `title`). Throws for an id that no item may have. */
export function addItem(
  ydoc: Y.Doc,
  list: string,
  item: { id: string; after?: After; values: Record<string, unknown> },
  origin?: unknown,
): void {
  if (!isItemId(item.id)) throw new Error(`not an item id: ${item.id}`);
  ydoc.transact(() => {
    place(ydoc, list, item.id, item.after);
    for (const [field, value] of Object.entries(item.values)) setCell(ydoc, list, `${item.id}/${field}`, value);
  }, origin);
}

export function moveItem(ydoc: Y.Doc, list: string, id: string, after: After, origin?: unknown): void {
  ydoc.transact(() => place(ydoc, list, id, after), origin);
}

/** Marks an item as taken away. Its cells stay, so that what others wrote meanwhile can be brought back. */
export const removeItem = (ydoc: Y.Doc, list: string, id: string, origin?: unknown): void =>
  setCell(ydoc, list, `${id}/removed`, true, origin);

export const restoreItem = (ydoc: Y.Doc, list: string, id: string, origin?: unknown): void =>
  setCell(ydoc, list, `${id}/removed`, null, origin);

/** Writes edits, one transaction a part. Throws, before anything is written, when a part is not among the docs. */
export function applyEdits(ydocs: Readonly<Record<string, Y.Doc | undefined>>, edits: readonly CellEdit[], origin?: unknown): void {
  const parts = [...new Set(edits.map((edit) => edit.part))].map((part) => {
    const ydoc = ydocs[part];
    if (!ydoc) throw new Error(`no doc for part ${part}`);
    return { part, ydoc };
  });
  for (const { part, ydoc } of parts) {
    ydoc.transact(() => {
      for (const edit of edits) if (edit.part === part) setCell(ydoc, edit.root, edit.key, edit.value);
    }, origin);
  }
}

/** Order keys for so many items behind the last one, for writing many at once. */
export function appendKeys(ydoc: Y.Doc, list: string, count: number): string[] {
  const last = orderedItems(ydoc, list).findLast((item) => item.order !== '');
  return generateNKeysBetween(last?.order ?? null, null, count);
}

/** Gives `id` an order key that stands after `after`; neighbours are given keys of their own where they have none or the same. */
function place(ydoc: Y.Doc, list: string, id: string, after: After): void {
  const sequence = orderedItems(ydoc, list).filter((item) => item.id !== id);
  const at = after === null ? 0 : sequence.findIndex((item) => item.id === after) + 1 || sequence.length;
  const withoutKey = sequence.slice(0, at).findIndex((item) => item.order === '');
  const from = withoutKey < 0 ? at : withoutKey;
  const low = sequence[from - 1]?.order ?? null;
  let to = at;
  while (to < sequence.length && low !== null && from === at && sequence[to]!.order === low) to++;
  const high = from === at ? sequence[to]?.order || null : null;
  const keyed = [...sequence.slice(from, at).map((item) => item.id), id, ...sequence.slice(at, to).map((item) => item.id)];
  const keys = generateNKeysBetween(low, high, keyed.length);
  keyed.forEach((each, n) => setCell(ydoc, list, `${each}/order`, keys[n]));
}

/** All items of a list that have any cell, the removed ones too, as they stand on screen. */
function orderedItems(ydoc: Y.Doc, list: string): { id: string; order: string }[] {
  const orders = new Map<string, string>();
  for (const [key, item] of livingCells(ydoc, list)) {
    const split = splitItemKey(key);
    if (!split) continue;
    const value = split.field === 'order' ? cellValue(item) : undefined;
    if (isOrderKey(value)) orders.set(split.id, value);
    else if (!orders.has(split.id)) orders.set(split.id, '');
  }
  return [...orders].map(([id, order]) => ({ id, order })).sort(compareItems);
}
