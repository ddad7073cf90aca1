/**
 * What a person has taken note of before all else was: single cells with the value that was noted, and writing in texts. Once
 * nothing is left, the seen state itself moves on and this is empty again. Pure.
 */
import { differences, readCell, sameValue, textPrint, type CellDifference, type Differences } from '@qiao/domain/kind';
import { sha256Hex } from '@qiao/domain/shared/hash';
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import type * as Y from 'yjs';

/** A cell's value; undefined for one that was deleted. */
export interface NotedCell {
  root: string;
  key: string;
  value: unknown;
  /** When it was noted, milliseconds since 1970. */
  at: number;
}

export interface NotedText {
  root: string;
  /** Clock up to which each Yjs client's writing was noted. */
  clocks: ReadonlyMap<number, number>;
  /** Hash of the text as it stood, for what is deleted has no author to be noted by. */
  print: string;
  at: number;
}

/** By `root` and key, and by root. */
export interface Noted {
  cells: Map<string, NotedCell>;
  texts: Map<string, NotedText>;
}

/** Cells that are noted one by one at most; more is listed again, the oldest first. */
export const MAX_NOTED = 50_000;

export const newNoted = (): Noted => ({ cells: new Map(), texts: new Map() });
export const isEmpty = ({ cells, texts }: Noted): boolean => cells.size + texts.size === 0;

const at = ({ root, key }: { root: string; key: string }): string => `${root}\n${key}`;

export const printOf = (ydoc: Y.Doc, root: string): string => sha256Hex(textPrint(ydoc, root));

/** Yjs client and clock of what stands in a cell now; null for none. */
export function writtenBy(ydoc: Y.Doc, root: string, key: string): { client: number; clock: number } | null {
  const item = ydoc.share.get(root)?._map.get(key);
  return item && !item.deleted ? item.id : null;
}

/** The differences between two states beyond what was noted: a noted value is what stood before. */
export function differencesBeyond(before: Y.Doc, after: Y.Doc, noted: Noted): Differences {
  const known = new Map([...noted.texts.values()].map(({ root, clocks }) => [root, clocks]));
  const found = differences(before, after, known);
  if (isEmpty(noted)) return found;
  const listed = new Set(found.cells.map(at));
  // Back to what was seen at first: a difference from what was noted since.
  const back: CellDifference[] = [...noted.cells.values()]
    .filter((cell) => !listed.has(at(cell)))
    .map(({ root, key }) => {
      const value = readCell(after, root, key);
      return { root, key, before: value, after: value, client: writtenBy(after, root, key)?.client ?? null };
    });
  const cells = [...found.cells, ...back].flatMap((cell) => {
    const one = noted.cells.get(at(cell));
    if (!one) return [cell];
    return sameOrNone(one.value, cell.after) ? [] : [{ ...cell, before: one.value }];
  });
  const texts = found.texts.filter(({ root, clients }) => clients.length > 0 || noted.texts.get(root)?.print !== printOf(after, root));
  return { cells, texts };
}

const sameOrNone = (a: unknown, b: unknown): boolean => (a === undefined || b === undefined ? a === b : sameValue(a, b));

export function noteCell(noted: Noted, cell: NotedCell): void {
  noted.cells.delete(at(cell));
  noted.cells.set(at(cell), cell);
  for (const oldest of noted.cells.keys()) {
    if (noted.cells.size <= MAX_NOTED) break;
    noted.cells.delete(oldest);
  }
}

export function noteText(noted: Noted, text: NotedText): void {
  const clocks = new Map(noted.texts.get(text.root)?.clocks);
  for (const [client, clock] of text.clocks) clocks.set(client, Math.max(clocks.get(client) ?? 0, clock));
  noted.texts.set(text.root, { ...text, clocks });
}

/** What two tabs noted, the later of each; nothing from before all was seen, milliseconds since 1970. */
export function mergeNoted(a: Noted, b: Noted, seenAt: number): Noted {
  const both = newNoted();
  const inOrder = <T extends { at: number }>(rows: T[]): T[] => rows.filter((row) => row.at > seenAt).sort((x, y) => x.at - y.at);
  for (const cell of inOrder([...a.cells.values(), ...b.cells.values()])) noteCell(both, cell);
  for (const text of inOrder([...a.texts.values(), ...b.texts.values()])) noteText(both, text);
  return both;
}

export function writeNoted(encoder: encoding.Encoder, { cells, texts }: Noted): void {
  encoding.writeVarUint(encoder, cells.size);
  for (const cell of cells.values()) {
    encoding.writeVarString(encoder, cell.root);
    encoding.writeVarString(encoder, cell.key);
    encoding.writeVarUint(encoder, cell.at);
    encoding.writeAny(encoder, cell.value as encoding.AnyEncodable);
  }
  encoding.writeVarUint(encoder, texts.size);
  for (const text of texts.values()) {
    encoding.writeVarString(encoder, text.root);
    encoding.writeVarString(encoder, text.print);
    encoding.writeVarUint(encoder, text.at);
    encoding.writeVarUint(encoder, text.clocks.size);
    for (const [client, clock] of text.clocks) {
      encoding.writeVarUint(encoder, client);
      encoding.writeVarUint(encoder, clock);
    }
  }
}

export function readNoted(decoder: decoding.Decoder): Noted {
  const noted = newNoted();
  // Written by an older version of the app: nothing was noted apart.
  if (!decoding.hasContent(decoder)) return noted;
  for (let left = decoding.readVarUint(decoder); left > 0; left--) {
    const [root, key] = [decoding.readVarString(decoder), decoding.readVarString(decoder)];
    const when = decoding.readVarUint(decoder);
    noteCell(noted, { root, key, at: when, value: decoding.readAny(decoder) });
  }
  for (let left = decoding.readVarUint(decoder); left > 0; left--) {
    const [root, print] = [decoding.readVarString(decoder), decoding.readVarString(decoder)];
    const when = decoding.readVarUint(decoder);
    const clocks = new Map<number, number>();
    for (let more = decoding.readVarUint(decoder); more > 0; more--)
      clocks.set(decoding.readVarUint(decoder), decoding.readVarUint(decoder));
    noteText(noted, { root, print, at: when, clocks });
  }
  return noted;
}
