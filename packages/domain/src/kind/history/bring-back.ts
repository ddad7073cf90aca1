/** Bringing back what once stood, as new edits (SPEC HIS8). Pure but for `writeBack`, which is one transaction. */
import * as Y from 'yjs';
import { setCell } from '../edit.ts';
import { sameCell, stands, type ItemDelta } from './compare.ts';
import { keyOf, type Cells } from './walk.ts';

export interface BackEdit {
  root: string;
  item: string;
  field: string;
  /** null clears the cell. */
  value: unknown;
}

/** One cell as it was; nothing when it stands so now. */
export function cellBack(then: Cells, now: Cells, { root, item, field }: { root: string; item: string; field: string }): BackEdit[] {
  const value = then.get(root)?.get(item)?.get(field) ?? null;
  return sameCell(value, now.get(root)?.get(item)?.get(field)) ? [] : [{ root, item, field, value }];
}

/** A whole item as it was: all its cells, there again if it was taken away, taken away if it was not there. */
export function itemBack(then: Cells, now: Cells, { root, item }: { root: string; item: string }): BackEdit[] {
  const was = then.get(root)?.get(item);
  const is = now.get(root)?.get(item);
  if (item !== '' && !stands(was)) return stands(is) ? [{ root, item, field: 'removed', value: true }] : [];
  const fields = new Set([...(was?.keys() ?? []), ...(is?.keys() ?? [])]);
  if (item !== '') fields.delete('removed');
  const cells = [...fields].flatMap((field) => cellBack(then, now, { root, item, field }));
  return item !== '' && is?.get('removed') === true ? [...cells, { root, item, field: 'removed', value: null }] : cells;
}

/** What a comparison lists of one item: of one that changed only the cells that it names, else all of it. */
export const deltaBack = (then: Cells, now: Cells, delta: ItemDelta): BackEdit[] =>
  delta.what === 'changed'
    ? stands(now.get(delta.root)?.get(delta.item)) || delta.item === ''
      ? delta.cells.flatMap(({ field }) => cellBack(then, now, { root: delta.root, item: delta.item, field }))
      : itemBack(then, now, delta)
    : itemBack(then, now, delta);

/** Writes it all in one transaction; texts become again what they were in `then`. */
export function writeBack(
  ydoc: Y.Doc,
  edits: readonly BackEdit[],
  texts: { then: Y.Doc; roots: readonly string[] } | null,
  origin: unknown,
): void {
  ydoc.transact(() => {
    for (const edit of edits) setCell(ydoc, edit.root, keyOf(edit), edit.value);
    for (const root of texts?.roots ?? []) textBack(ydoc.getXmlFragment(root), texts!.then.getXmlFragment(root));
  }, origin);
}

type Block = Y.XmlElement | Y.XmlText | Y.XmlHook;

/** Only the blocks that differ are written anew: cursors and remarks in the others stay where they are. */
function textBack(now: Y.XmlFragment, then: Y.XmlFragment): void {
  const standing = now.toArray() as Block[];
  const wanted = then.toArray() as Block[];
  const [a, b] = [standing.map(printed), wanted.map(printed)];
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let foot = 0;
  while (foot < a.length - head && foot < b.length - head && a.at(-1 - foot) === b.at(-1 - foot)) foot++;
  const gone = a.length - head - foot;
  if (gone > 0) now.delete(head, gone);
  const anew = wanted.slice(head, wanted.length - foot).map((block) => block.clone() as Y.XmlElement | Y.XmlText);
  if (anew.length > 0) now.insert(head, anew);
}

const printed = (block: Block): string => JSON.stringify(block.toJSON());
