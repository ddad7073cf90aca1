import type { Device, Subject } from '../harness.ts';
import { ROOT } from '../harness.ts';
import type * as Y from 'yjs';
import { contentOf } from './content.ts';

/** Items of a document, about 5 KB, and those that are added to it later. */
const ITEMS = 40;
const MORE = 2;

/** From a device that has nothing to all documents on it, seconds. */
export async function bootstrap(subject: Subject, count: number): Promise<number> {
  const docs = await filled(subject, count);
  const device = await subject.newDevice();
  return timed(subject, device, docs, ITEMS);
}

/** A device that had all of them comes back after each was changed, seconds. */
export async function catchUp(subject: Subject, count: number): Promise<number> {
  const docs = await filled(subject, count);
  const device = await subject.newDevice();
  await timed(subject, device, docs, ITEMS);
  // Each by another client, as several people would.
  await subject.fill(docs, () => contentOf(MORE));
  return timed(subject, device, docs, ITEMS + MORE);
}

async function filled(subject: Subject, count: number): Promise<string[]> {
  const docs = await subject.makeDocs(count);
  const content = contentOf(ITEMS);
  await subject.fill(docs, () => content);
  return docs;
}

async function timed(subject: Subject, device: Device, docs: readonly string[], expected: number): Promise<number> {
  const begin = performance.now();
  await device.read(docs, (ydoc) => itemsOf(ydoc) === expected);
  const took = performance.now() - begin;
  for (const doc of docs) {
    const ydoc = device.docs.get(doc);
    const items = ydoc ? itemsOf(ydoc) : 0;
    if (items !== expected) throw new Error(`${subject.name}: ${doc} came with ${items} of ${expected} items`);
  }
  return took / 1000;
}

const itemsOf = (ydoc: Y.Doc): number => ydoc.getArray(ROOT).length;
