/** Writes what a preview showed: one transaction a part, in pieces only where one would be too large to be sent. */
import type * as Y from 'yjs';
import { readCell } from '../../kind/cells.ts';
import { appendKeys, setCell } from '../../kind/edit.ts';
import { isEmptyValue } from '../../kind/fields/field.ts';
import { sameValue } from '../../kind/edit.ts';
import type { CellChange } from './merge.ts';
import type { Planned } from './judge-thing.ts';
import type { ImportPreview } from './preview.ts';
import { SOURCE_ROOT, type ImportDocs } from './source.ts';

/** UTF-16 units of JSON that one transaction of an import writes; the wire takes a megabyte an update. */
export const IMPORT_TRANSACTION_MAX = 256 * 1024;

export interface Applied {
  /** Cells written. */
  written: number;
  /** Cells left because somebody changed them since the preview. */
  left: number;
}

/** People first, so that a session never names somebody who is not there yet. Throws when the preview writes the case and no doc of it is given. */
export function applyImport(preview: ImportPreview, docs: ImportDocs, origin?: unknown): Applied {
  const applied: Applied = { written: 0, left: 0 };
  for (const part of ['people', 'plan', 'case'] as const) {
    const ydoc = docs[part];
    const mine = preview.planned.filter(
      (planned) => planned.source.part === part || planned.changes.some((change) => change.part === part),
    );
    if (!ydoc) {
      if (part === 'case' && mine.every((planned) => planned.changes.every((change) => change.part !== 'case'))) continue;
      throw new Error(`no doc for part ${part}`);
    }
    const orders = orderKeys(ydoc, part, mine);
    for (const piece of pieces(mine))
      ydoc.transact(() => piece.forEach((planned) => writeThing(ydoc, part, planned, orders, applied)), origin);
  }
  return applied;
}

/** Order keys of the items that are to be made, behind those that are there. */
function orderKeys(ydoc: Y.Doc, part: string, planned: readonly Planned[]): ReadonlyMap<string, string> {
  const orders = new Map<string, string>();
  const creates = planned.map((each) => each.create).filter((create) => create?.part === part);
  for (const root of new Set(creates.map((create) => create!.root))) {
    const ids = creates.filter((create) => create!.root === root).map((create) => create!.id);
    appendKeys(ydoc, root, ids.length).forEach((key, n) => orders.set(`${root}/${ids[n]!}`, key));
  }
  return orders;
}

function* pieces(planned: readonly Planned[]): Generator<readonly Planned[]> {
  let piece: Planned[] = [];
  let size = 0;
  for (const each of planned) {
    const own = JSON.stringify(each).length;
    if (piece.length > 0 && size + own > IMPORT_TRANSACTION_MAX) {
      yield piece;
      [piece, size] = [[], 0];
    }
    piece.push(each);
    size += own;
  }
  if (piece.length > 0) yield piece;
}

function writeThing(ydoc: Y.Doc, part: string, planned: Planned, orders: ReadonlyMap<string, string>, applied: Applied): void {
  const { create, changes, source } = planned;
  if (create && create.part === part && readCell(ydoc, create.root, `${create.id}/order`) === undefined) {
    setCell(ydoc, create.root, `${create.id}/order`, orders.get(`${create.root}/${create.id}`));
  }
  for (const change of changes) {
    if (change.part !== part) continue;
    if (stands(ydoc, change)) {
      setCell(ydoc, change.root, change.key, change.after);
      applied.written++;
    } else applied.left++;
  }
  if (source.part === part) setCell(ydoc, SOURCE_ROOT, source.key, source.entry);
}

/** Whether the cell still holds what the preview saw. */
function stands(ydoc: Y.Doc, { root, key, before, after }: CellChange): boolean {
  const now = readCell(ydoc, root, key) ?? null;
  return sameValue(now, before) || sameValue(now, after) || (isEmptyValue(now) && (isEmptyValue(before) || before === false));
}
