import * as Y from 'yjs';
import { PEOPLE, pooled, ROOT, type Subject } from '../harness.ts';

/** Items of one document, each a map as a row of a table is: about 5 KB. */
const ITEMS = 40;
/** Sockets at once while the documents are written. */
const WRITERS = 16;

function sampleDoc(): Y.Doc {
  const ydoc = new Y.Doc();
  const list = ydoc.getArray<Y.Map<string>>(ROOT);
  for (let n = 0; n < ITEMS; n++) {
    const item = new Y.Map<string>();
    item.set('title', `第${n}场 高原湿地保护与国际合作`);
    item.set('room', `云台厅 ${n % 7}`);
    list.push([item]);
  }
  return ydoc;
}

/** From a device that has nothing to all documents on it, seconds. */
export async function bootstrap(subject: Subject, count: number): Promise<number> {
  const docs = await subject.makeDocs(count);
  let writer = 0;
  await pooled(docs, WRITERS, async (doc) => {
    const guest = subject.join(doc, writer++ % PEOPLE, sampleDoc());
    await guest.synced;
    guest.close();
  });
  const read = await subject.newDevice();
  const begin = performance.now();
  const built = await read(docs);
  const took = performance.now() - begin;
  for (const doc of docs) {
    const items = built.get(doc)?.getArray(ROOT).length ?? 0;
    if (items !== ITEMS) throw new Error(`${subject.name}: ${doc} came with ${items} of ${ITEMS} items`);
  }
  return took / 1000;
}
