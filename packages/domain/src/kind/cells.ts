/**
 * Reads the cells of a root map without defining its type, so that reading never throws, whatever a foreign client
 * made of the root, and never writes.
 */
import * as Y from 'yjs';

/** Root maps whose name begins so hold machinery (settlements, import bases): no content of anybody's. */
export const isMachinery = (root: string): boolean => root.startsWith('$');

/** What every shared type has, whatever it is: the list that it holds and its map. */
export interface SharedType {
  _start: Y.Item | null;
  _map: Map<string, Y.Item>;
}

/** The item that holds the present value of each living cell of the root. */
export function* livingCells(ydoc: Y.Doc, root: string): Generator<[key: string, item: Y.Item]> {
  const type = ydoc.share.get(root);
  if (!type) return;
  for (const [key, item] of type._map) if (!item.deleted) yield [key, item];
}

/** The cell's plain value; undefined for what is no value (a nested Yjs type, a sub-document). */
export function cellValue(item: Y.Item): unknown {
  const { content } = item;
  if (content instanceof Y.ContentType || content instanceof Y.ContentDoc) return undefined;
  return content.getContent()[item.length - 1];
}

/** The present value of one cell; undefined when it is absent. */
export function readCell(ydoc: Y.Doc, root: string, key: string): unknown {
  const item = ydoc.share.get(root)?._map.get(key);
  return item && !item.deleted ? cellValue(item) : undefined;
}

/** Which write gave a cell its present value; null when it holds none. */
export function cellWriteId(ydoc: Y.Doc, root: string, key: string): { client: number; clock: number } | null {
  const item = ydoc.share.get(root)?._map.get(key);
  return item && !item.deleted ? { client: item.id.client, clock: item.id.clock + item.length - 1 } : null;
}

/** Splits `<item id>/<field>`; null when the key is not of that shape or the id could not be a name of an item. */
export function splitItemKey(key: string): { id: string; field: string } | null {
  const slash = key.indexOf('/');
  if (slash < 1) return null;
  const id = key.slice(0, slash);
  return isItemId(id) ? { id, field: key.slice(slash + 1) } : null;
}

const ITEM_ID = /^[0-9A-Za-z][0-9A-Za-z_-]{0,63}$/;

/** Item ids may be used as keys of plain objects: names that objects are born with are refused. */
export const isItemId = (id: string): boolean => ITEM_ID.test(id) && !(id in Object.prototype);
