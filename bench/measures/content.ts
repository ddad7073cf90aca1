import * as Y from 'yjs';
import { ROOT } from '../harness.ts';

/** Items of one document, each a map as a row of a table is. */
export function contentOf(items: number): Uint8Array {
  const ydoc = new Y.Doc();
  const list = ydoc.getArray<Y.Map<string>>(ROOT);
  for (let n = 0; n < items; n++) {
    const item = new Y.Map<string>();
    item.set('title', `第${n}场 高原湿地保护与国际合作`);
    item.set('room', `云台厅 ${n % 7}`);
    list.push([item]);
  }
  return Y.encodeStateAsUpdate(ydoc);
}
