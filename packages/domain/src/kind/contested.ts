/**
 * Cells that two people wrote apart.
 *
 * Yjs keeps all writes of one key of a map as a list, the last of which stands. Each write names the one it was made upon
 * (its origin), so the list is a tree; where it forks, two people wrote without knowing of each other. The list, with
 * its origins, survives deletion and garbage collection; the losing *values* do not, so they are read from the
 * updates as they were stored.
 *
 * Only forks on the way from the root to the present value count: the branch that holds it against the ends of all others.
 */
import * as Y from 'yjs';
import { derivedId } from '../shared/hash.ts';
import { cellValue, isMachinery } from './cells.ts';
import { sameValue } from './edit.ts';
import { settlements } from './settle.ts';

export interface Written {
  client: number;
  clock: number;
  value: unknown;
}

export interface Contested {
  /** Stays the same when a branch is written again: it is made of the first write of each branch. */
  id: string;
  root: string;
  key: string;
  winner: Written;
  others: readonly Written[];
}

/** Order of rows merges by itself: nobody could judge between two order keys. */
const isOrderCell = (key: string): boolean => key.endsWith('/order');

/** Unsettled contested cells of a part, by root and key. `rawUpdates` are the updates as written; what is not in them is not offered. */
export function contested(ydoc: Y.Doc, rawUpdates: readonly Uint8Array[]): readonly Contested[] {
  const settled = settlements(ydoc);
  const forks: { root: string; key: string; tip: Write; item: Y.Item }[] = [];
  for (const [root, type] of ydoc.share) {
    if (isMachinery(root)) continue;
    for (const [key, item] of type._map) {
      const tip = !item.deleted && !isOrderCell(key) && mayFork(item) ? readTree(item) : null;
      if (tip) forks.push({ root, key, tip, item });
    }
  }
  if (forks.length === 0) return [];
  const valueAt = indexValues(rawUpdates, new Set(forks.flatMap((fork) => endsOf(fork.tip).map((end) => end.client))));
  const found = forks.flatMap(({ root, key, tip, item }) =>
    contestedForks(tip, cellValue(item), valueAt).map((fork) => ({ ...fork, root, key })),
  );
  return found
    .filter((fork) => !settled.has(fork.id))
    .sort((a, b) => compare(a.root, b.root) || compare(a.key, b.key) || compare(a.id, b.id));
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** One write of a key. Neighbours that one client wrote in a row may lie merged in one Yjs item; each is a node of its own where a fork needs it. */
interface Write {
  client: number;
  clock: number;
  parent: Write | null;
  children: Write[];
}

/** Whether any item in the list was written upon something else than its left neighbour. */
function mayFork(last: Y.Item): boolean {
  for (let item: Y.Item = last; item.left !== null; item = item.left) if (!isUpon(item, item.left)) return true;
  return false;
}

const isUpon = (item: Y.Item, left: Y.Item): boolean =>
  item.origin !== null && item.origin.client === left.id.client && item.origin.clock === left.id.clock + left.length - 1;

/** The tree of all writes of a key; the answer is the write that stands. */
function readTree(last: Y.Item): Write {
  const writes = new Map<string, Write>();
  const root: Write = { client: -1, clock: -1, parent: null, children: [] };
  let item: Y.Item = last;
  while (item.left !== null) item = item.left;
  let write = root;
  for (let next: Y.Item | null = item; next !== null; next = next.right) {
    for (let n = 0; n < next.length; n++) {
      const origin: { client: number; clock: number } | null =
        n > 0 ? { client: next.id.client, clock: next.id.clock + n - 1 } : next.origin;
      const parent = origin === null ? root : (writes.get(`${origin.client}.${origin.clock}`) ?? root);
      write = { client: next.id.client, clock: next.id.clock + n, parent, children: [] };
      parent.children.push(write);
      writes.set(`${write.client}.${write.clock}`, write);
    }
  }
  return write;
}

/** Ends of all branches of the tree that this write stands in. */
function endsOf(write: Write): Write[] {
  let top = write;
  while (top.parent !== null) top = top.parent;
  return tipsBelow(top);
}

/** Last writes below a write, in list order: one for a branch that never forked again. */
function tipsBelow(write: Write): Write[] {
  const tips: Write[] = [];
  const stack = [write];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (next.children.length === 0) tips.push(next);
    for (let n = next.children.length - 1; n >= 0; n--) stack.push(next.children[n]!);
  }
  return tips;
}

type ValueAt = (write: Write) => { value: unknown } | null;

function contestedForks(tip: Write, value: unknown, valueAt: ValueAt): Omit<Contested, 'root' | 'key'>[] {
  const found: Omit<Contested, 'root' | 'key'>[] = [];
  for (let write = tip; write.parent !== null; write = write.parent) {
    const { children } = write.parent;
    if (children.length < 2) continue;
    const others: Written[] = [];
    for (const end of children.filter((child) => child !== write).flatMap(tipsBelow)) {
      const lost = end.client === tip.client ? null : valueAt(end);
      if (lost && !sameValue(lost.value, value)) others.push({ client: end.client, clock: end.clock, value: lost.value });
    }
    if (others.length === 0) continue;
    others.sort((a, b) => a.client - b.client || a.clock - b.clock);
    const id = derivedId(
      'two-values',
      children.map((child) => `${child.client}.${child.clock}`),
    );
    found.push({ id, winner: { client: tip.client, clock: tip.clock, value }, others });
  }
  return found;
}

/** Values by writer and clock, from the updates in which they were still whole. Damaged updates hold nothing. */
function indexValues(rawUpdates: readonly Uint8Array[], clients: ReadonlySet<number>): ValueAt {
  const values = new Map<string, unknown>();
  for (const update of rawUpdates) {
    for (const struct of structsOf(update)) {
      if (!(struct instanceof Y.Item) || !clients.has(struct.id.client)) continue;
      const { content } = struct;
      if (content instanceof Y.ContentAny || content instanceof Y.ContentJSON || content instanceof Y.ContentBinary) {
        content.getContent().forEach((value: unknown, n) => values.set(`${struct.id.client}.${struct.id.clock + n}`, value));
      }
    }
  }
  return ({ client, clock }) => {
    const key = `${client}.${clock}`;
    return values.has(key) ? { value: values.get(key) } : null;
  };
}

function structsOf(update: Uint8Array): readonly (Y.Item | Y.GC | Y.Skip)[] {
  try {
    return Y.decodeUpdate(update).structs;
  } catch {
    return [];
  }
}
