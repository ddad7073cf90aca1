/** Settlements of clashes lie in the part itself, in the root map `$settled`, under the clash's id: they merge like all else. */
import type * as Y from 'yjs';
import { cellValue, livingCells } from './cells.ts';
import { own } from './fields/rules.ts';

const ROOT = '$settled';

export interface Settlement {
  /** User id of who settled it. */
  by: string;
  /** By that person's device, milliseconds since 1970: shown, never trusted. */
  at: number;
  /** What was chosen, in the words of the rule: `winner`, `other`, the number of a remedy. */
  choice: string;
}

export function settle(ydoc: Y.Doc, id: string, settlement: Settlement, origin?: unknown): void {
  ydoc.transact(() => ydoc.getMap(ROOT).set(id, { by: settlement.by, at: settlement.at, choice: settlement.choice }), origin);
}

/** Takes a settlement back: the clash is listed again. */
export function unsettle(ydoc: Y.Doc, id: string, origin?: unknown): void {
  ydoc.transact(() => ydoc.getMap(ROOT).delete(id), origin);
}

/** All settlements of a part by clash id. Total: entries of another shape do not count. */
export function settlements(ydoc: Y.Doc): Map<string, Settlement> {
  const found = new Map<string, Settlement>();
  for (const [id, item] of livingCells(ydoc, ROOT)) {
    const value = cellValue(item);
    const [by, at, choice] = [own(value, 'by'), own(value, 'at'), own(value, 'choice')];
    if (typeof by === 'string' && typeof at === 'number' && Number.isFinite(at) && typeof choice === 'string')
      found.set(id, { by, at, choice });
  }
  return found;
}
