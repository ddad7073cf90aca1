import * as Y from 'yjs';
import { PEOPLE, ROOT, type Subject } from '../harness.ts';
import { numbersIn, openRooms, whole, write } from './load.ts';

export interface Lost {
  /** Edits that another screen had shown, and of them those that the server no longer has. */
  delivered: number;
  lostDelivered: number;
  /** Edits that the server had called durable; null where it calls none so. */
  acked: number | null;
  lostAcked: number | null;
}

/** `kill -9` in the midst of writing. What the server has when it is up again, before any of its clients returns. */
export async function crash(subject: Subject, editsPerSecond: number, seconds: number): Promise<Lost> {
  const load = await openRooms(subject, 10);
  const [ackedDoc] = await subject.makeDocs(1);
  const acked = new Set<number>();
  const pusher = await subject.pusher?.(0);
  const mine = new Y.Doc();
  const pushing = setInterval(() => {
    const before = Y.encodeStateVector(mine);
    const list = mine.getArray<number>(ROOT);
    const n = list.length;
    list.push([n]);
    // Those under way when the server dies are never answered.
    void pusher?.push(ackedDoc!, Y.encodeStateAsUpdate(mine, before)).then(() => acked.add(n));
  }, 1000 / editsPerSecond);
  await write(load, editsPerSecond, seconds);
  await subject.kill();
  clearInterval(pushing);
  load.close();
  pusher?.close();
  await subject.restart();

  let delivered = 0;
  let lostDelivered = 0;
  for (const [at, doc] of load.docs.entries()) {
    const guest = await subject.join(doc, at % PEOPLE);
    await whole(guest);
    const kept = numbersIn(guest.ydoc);
    guest.close();
    for (const n of load.delivered.get(doc)!) {
      delivered++;
      if (!kept.has(n)) lostDelivered++;
    }
  }
  if (!pusher) return { delivered, lostDelivered, acked: null, lostAcked: null };
  const guest = await subject.join(ackedDoc!, 0);
  await whole(guest);
  const kept = numbersIn(guest.ydoc);
  guest.close();
  return { delivered, lostDelivered, acked: acked.size, lostAcked: [...acked].filter((n) => !kept.has(n)).length };
}
