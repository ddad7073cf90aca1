/** Writes a record that is the same again into its new parts, in pieces that can be sent. */
import * as Y from 'yjs';
import { setCell } from '../../kind/edit.ts';
import type { CellEdit } from '../../kind/types.ts';
import { IMPORT_TRANSACTION_MAX } from '../programme/apply.ts';

type Docs = Readonly<Record<string, Y.Doc | undefined>>;

/** People before the plan, so that a session never names somebody who is not there yet. Throws when a part is not among the docs. */
export function writeAgain(docs: Docs, edits: readonly CellEdit[], origin?: unknown): void {
  const parts = [...new Set(edits.map((edit) => edit.part))].sort((a, b) => Number(b === 'people') - Number(a === 'people'));
  for (const part of parts) {
    const ydoc = docs[part];
    if (!ydoc) throw new Error(`no doc for part ${part}`);
    const own = edits.filter((edit) => edit.part === part);
    for (const piece of pieces(own, (edit) => edit.key.length + JSON.stringify(edit.value).length)) {
      ydoc.transact(() => piece.forEach((edit) => setCell(ydoc, edit.root, edit.key, edit.value)), origin);
    }
  }
}

/** Copies a rich text into a doc that has none there. What is no element and no text is left out. */
export function copyText(from: Y.Doc, to: Y.Doc, root: string, origin?: unknown): void {
  if (!from.share.has(root)) return;
  const blocks = from
    .getXmlFragment(root)
    .toArray()
    .filter((node) => node instanceof Y.XmlElement || node instanceof Y.XmlText);
  for (const piece of pieces(blocks, (block) => block.toJSON().length)) {
    const target = to.getXmlFragment(root);
    to.transact(
      () =>
        target.insert(
          target.length,
          piece.map((block) => block.clone()),
        ),
      origin,
    );
  }
}

function* pieces<T>(all: readonly T[], sizeOf: (one: T) => number): Generator<readonly T[]> {
  let piece: T[] = [];
  let size = 0;
  for (const one of all) {
    const own = sizeOf(one);
    if (piece.length > 0 && size + own > IMPORT_TRANSACTION_MAX) {
      yield piece;
      [piece, size] = [[], 0];
    }
    piece.push(one);
    size += own;
  }
  if (piece.length > 0) yield piece;
}
