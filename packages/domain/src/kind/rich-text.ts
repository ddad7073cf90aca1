/** Plain text of a root XmlFragment, read without defining its type: whatever lies there becomes a string. */
import * as Y from 'yjs';
import { cellValue, type SharedType } from './cells.ts';
import { RICH_DEPTH, RICH_MAX, TEXT_MAX } from './limits.ts';

/** Blocks end with a line end; marks and unknown embeds have no text. Cut at `RICH_MAX`, read to `RICH_DEPTH`. */
export function plainText(ydoc: Y.Doc, root: string): string {
  const type = ydoc.share.get(root);
  if (!type) return '';
  const pieces: string[] = [];
  collect(type, 0, pieces, { left: RICH_MAX });
  return pieces.join('').replace(/\n+$/, '').toWellFormed();
}

function collect(type: SharedType, depth: number, pieces: string[], budget: { left: number }): void {
  if (depth > RICH_DEPTH) return;
  const push = (text: string): void => {
    pieces.push(text.slice(0, budget.left));
    budget.left -= Math.min(budget.left, text.length);
  };
  for (let item = type._start; item !== null && budget.left > 0; item = item.right) {
    if (item.deleted) continue;
    if (item.content instanceof Y.ContentString) push(item.content.str);
    if (!(item.content instanceof Y.ContentType)) continue;
    const element: SharedType = item.content.type;
    const before = pieces.length;
    collect(element, depth + 1, pieces, budget);
    if (!(element instanceof Y.XmlElement)) continue;
    // A chip (a mention) has no text inside, but a label; a line break is a line end; any other element with text is a block.
    if (element.nodeName === 'hardBreak') push('\n');
    else if (pieces.length > before) push(pieces.at(-1)!.endsWith('\n') ? '' : '\n');
    else push(labelOf(element));
  }
}

function labelOf(element: SharedType): string {
  const item = element._map.get('label');
  const label = item && !item.deleted ? cellValue(item) : undefined;
  return typeof label === 'string' ? label.slice(0, TEXT_MAX) : '';
}
