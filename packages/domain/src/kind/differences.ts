/** What changed between two states of a part, for "while you were away" and for history. */
import * as Y from 'yjs';
import { cellValue, isMachinery, livingCells, type SharedType } from './cells.ts';
import { sameValue } from './edit.ts';

export interface CellDifference {
  root: string;
  key: string;
  /** Undefined when there was no such cell. */
  before: unknown;
  /** Undefined when it was deleted. */
  after: unknown;
  /** Yjs client that wrote the present value; null when the cell was deleted, for Yjs does not keep by whom. */
  client: number | null;
}

export interface TextDifference {
  root: string;
  /** Yjs clients whose writing is new and still stands, in order; empty when something was only deleted. */
  clients: readonly number[];
}

export interface Differences {
  cells: readonly CellDifference[];
  texts: readonly TextDifference[];
}

/** Up to which clock each client's writing in each text is known beside what the earlier state holds. */
export type KnownTexts = ReadonlyMap<string, ReadonlyMap<number, number>>;

/** Compares two states of one part. Machinery (`$…`) is left out; a cell rewritten with its own value is no difference. */
export function differences(before: Y.Doc, after: Y.Doc, known: KnownTexts = new Map()): Differences {
  const roots = [...new Set([...before.share.keys(), ...after.share.keys()])].filter((root) => !isMachinery(root)).sort();
  return {
    cells: roots.flatMap((root) => cellDifferences(before, after, root)),
    texts: roots.flatMap((root) => textDifferences(before, after, root, known.get(root))),
  };
}

function cellDifferences(before: Y.Doc, after: Y.Doc, root: string): CellDifference[] {
  const then = new Map([...livingCells(before, root)].map(([key, item]) => [key, cellValue(item)]));
  const found: CellDifference[] = [];
  for (const [key, item] of livingCells(after, root)) {
    const value = cellValue(item);
    if (!then.has(key) || !sameValue(then.get(key), value))
      found.push({ root, key, before: then.get(key), after: value, client: item.id.client });
    then.delete(key);
  }
  for (const [key, value] of then) found.push({ root, key, before: value, after: undefined, client: null });
  return found.sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** What a text says, marks and all: differs when the text does. */
export const textPrint = (ydoc: Y.Doc, root: string): string => print(ydoc.share.get(root), () => undefined);

function textDifferences(before: Y.Doc, after: Y.Doc, root: string, more?: ReadonlyMap<number, number>): TextDifference[] {
  const known = Y.decodeStateVector(Y.encodeStateVector(before));
  for (const [client, clock] of more ?? []) known.set(client, Math.max(known.get(client) ?? 0, clock));
  const clients = new Set<number>();
  const now = print(after.share.get(root), (item) => {
    if (item.id.clock + item.length > (known.get(item.id.client) ?? 0)) clients.add(item.id.client);
  });
  return now === textPrint(before, root) ? [] : [{ root, clients: [...clients].sort((a, b) => a - b) }];
}

/** Text, elements, marks and attributes in one string that differs when they do. Walks with a stack: nesting may be of any depth. */
function print(root: SharedType | undefined, visit: (item: Y.Item) => void): string {
  const pieces: string[] = [];
  const stack: (Y.Item | string)[] = [];
  const open = (type: SharedType): void => {
    if (type._start) stack.push(type._start);
  };
  if (root) open(root);
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (typeof next === 'string') {
      pieces.push(next);
      continue;
    }
    if (next.right) stack.push(next.right);
    if (next.deleted) continue;
    visit(next);
    const { content } = next;
    if (content instanceof Y.ContentString) pieces.push(content.str);
    else if (content instanceof Y.ContentFormat) pieces.push(`\u0001${content.key}=${printValue(content.value)}\u0001`);
    else if (content instanceof Y.ContentType) {
      const type: SharedType = content.type;
      pieces.push(`\u0002${type instanceof Y.XmlElement ? type.nodeName : ''}`);
      for (const [key, item] of [...type._map].sort(([a], [b]) => (a < b ? -1 : 1))) {
        if (item.deleted) continue;
        visit(item);
        pieces.push(`\u0001${key}=${printValue(cellValue(item))}`);
      }
      stack.push('\u0003');
      open(type);
    } else pieces.push(`\u0001${printValue(content.getContent())}`);
  }
  return pieces.join('');
}

/** Total: a foreign client may write a BigInt, which is no JSON. */
const printValue = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'bigint' ? `${inner}n` : inner)) ?? '';
