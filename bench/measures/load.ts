/** People who write documents at the same time, and when each edit reached the others. */
import * as Y from 'yjs';
import { atRate, PEOPLE, ROOT, until, type Guest, type Subject } from '../harness.ts';

export interface Load {
  docs: string[];
  guests: Guest[];
  /** Milliseconds from each edit to each screen of another that showed it. */
  latencies: number[];
  /** Edits that at least one other has seen, by their document. */
  delivered: Map<string, Set<number>>;
  /** Edits that were made. */
  made: number;
  close(): void;
}

/** Everybody is in every document and has its state. */
export async function openRooms(subject: Subject, docCount: number): Promise<Load> {
  const docs = await subject.makeDocs(docCount);
  const guests: Guest[] = [];
  const load: Load = {
    docs,
    guests,
    latencies: [],
    delivered: new Map(docs.map((doc) => [doc, new Set()])),
    made: 0,
    close: () => guests.forEach((guest) => guest.close()),
  };
  for (const doc of docs) {
    for (let person = 0; person < PEOPLE; person++) guests.push(subject.join(doc, person));
  }
  await Promise.all(guests.map((guest) => guest.synced));
  return load;
}

/** Edits at a steady rate, in all documents in turn, by all people in turn. */
export async function write(load: Load, perSecond: number, seconds: number): Promise<void> {
  const madeAt = new Map<number, number>();
  load.guests.forEach((guest, at) => {
    const seen = load.delivered.get(load.docs[Math.floor(at / PEOPLE)]!)!;
    guest.ydoc.getArray<number>(ROOT).observe((event, transaction) => {
      if (transaction.local) return;
      const now = performance.now();
      for (const n of event.changes.delta.flatMap(({ insert }) => (insert as number[] | undefined) ?? [])) {
        const made = madeAt.get(n);
        if (made !== undefined) load.latencies.push(now - made);
        seen.add(n);
      }
    });
  });
  await atRate(perSecond, seconds, (n) => {
    const doc = n % load.docs.length;
    const person = Math.floor(n / load.docs.length) % PEOPLE;
    madeAt.set(n, performance.now());
    load.made++;
    load.guests[doc * PEOPLE + person]!.ydoc.getArray<number>(ROOT).push([n]);
  });
}

/** Waits until everybody has seen every edit of the others. */
export const settled = (load: Load): Promise<void> =>
  until('every edit on every screen', () => load.latencies.length === load.made * (PEOPLE - 1));

export const numbersIn = (ydoc: Y.Doc): Set<number> => new Set(ydoc.getArray<number>(ROOT).toArray());
