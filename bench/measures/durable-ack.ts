import * as Y from 'yjs';
import { atRate, PEOPLE, percentile, ROOT, type Subject } from '../harness.ts';

/** From sending an edit to being told that it is on the disk, p95 in milliseconds; null where nobody is told. */
export async function durableAck(subject: Subject, editsPerSecond: number, seconds: number): Promise<number | null> {
  if (!subject.pusher) return null;
  const docs = await subject.makeDocs(PEOPLE);
  const pushers = await Promise.all(docs.map((_, person) => subject.pusher!(person)));
  const ydocs = docs.map(() => new Y.Doc());
  const took: number[] = [];
  const acks: Promise<void>[] = [];
  await atRate(editsPerSecond, seconds, (n) => {
    const at = n % PEOPLE;
    const ydoc = ydocs[at]!;
    const before = Y.encodeStateVector(ydoc);
    ydoc.getArray<number>(ROOT).push([n]);
    const sent = performance.now();
    const push = pushers[at]!.push(docs[at]!, Y.encodeStateAsUpdate(ydoc, before));
    acks.push(push.then(() => void took.push(performance.now() - sent)));
  });
  await Promise.all(acks);
  for (const pusher of pushers) pusher.close();
  return percentile(took, 0.95);
}
