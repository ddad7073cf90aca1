/**
 * Values that lost against one written apart. Yjs makes one of two writes of a cell win everywhere and forgets the other;
 * people are offered both, so compaction leaves the loser's value in the snapshot (SPEC SRV2). No kind is known here: a cell
 * is a key of a Yjs map.
 */
import * as Y from 'yjs';
import { CELL_WRITES_LOOKED_AT } from './limits.ts';

/** Contents that hold the value of a cell; types inside cells merge by themselves. */
const isValue = (content: Y.Item['content']): boolean =>
  content instanceof Y.ContentAny || content instanceof Y.ContentJSON || content instanceof Y.ContentBinary;

/**
 * Whether a deleted item is the last word of somebody who did not know of what stands now: nothing was written upon it,
 * though later writes stand to its right. Looks at no more than `CELL_WRITES_LOOKED_AT` of those.
 */
export function lostApart(item: Y.Item): boolean {
  if (item.parentSub === null || !isValue(item.content)) return false;
  const { client, clock } = item.lastId;
  let last = item;
  for (let looked = 0; last.right !== null; looked++) {
    last = last.right;
    if (looked === CELL_WRITES_LOOKED_AT || (last.origin?.client === client && last.origin.clock === clock)) return false;
  }
  // Against a cell that was cleared there is nothing to offer it.
  return !last.deleted;
}
