/** People who write documents at the same time, and when each edit reached the others. */
import * as Y from 'yjs';
import { atRate, PEOPLE, ROOT, until, type Guest, type Subject } from '../harness.ts';

export interface Load {
  docs: string[];
  guests: Guest[];
  guestsEach: number;
  /** Milliseconds from each edit to each screen of another that showed it. */
  latencies: number[];
  /** Edits that at least one other has seen, by their document. */
  delivered: Map<string, Set<number>>;
  /** Edits that were made, and when. */
  made: number;
  madeAt: Map<number, number>;
  close(): void;
}

/** Everybody is in every document and has its state. */
export async function openRooms(subject: Subject, docCount: number, guestsEach = PEOPLE): Promise<Load> {
  const docs = await subject.makeDocs(docCount);
  const guests: Guest[] = [];
  const load: Load = {
    docs,
    guests,
    guestsEach,
    latencies: [],
    delivered: new Map(docs.map((doc) => [doc, new Set()])),
    made: 0,
    madeAt: new Map(),
    close: () => guests.forEach((guest) => guest.close()),
  };
  for (const doc of docs) {
    for (let guest = 0; guest < guestsEach; guest++) guests.push(await subject.join(doc, guest % PEOPLE));
  }
  await Promise.all(guests.map((guest) => guest.synced));
  watch(load);
  return load;
}

function watch(load: Load): void {
  load.guests.forEach((guest, at) => {
    const seen = load.delivered.get(load.docs[Math.floor(at / load.guestsEach)]!)!;
    guest.ydoc.getArray<number>(ROOT).observe((event, transaction) => {
      if (transaction.local) return;
      const now = performance.now();
      for (const n of event.changes.delta.flatMap(({ insert }) => (insert as number[] | undefined) ?? [])) {
        const made = load.madeAt.get(n);
        if (made !== undefined) load.latencies.push(now - made);
        seen.add(n);
      }
    });
  });
}

/** Edits at a steady rate, in all documents in turn, by all people in turn. */
export async function write(load: Load, perSecond: number, seconds: number): Promise<void> {
  const first = load.made;
  await atRate(perSecond, seconds, (count) => {
    const n = first + count;
    const doc = n % load.docs.length;
    const guest = Math.floor(n / load.docs.length) % load.guestsEach;
    load.madeAt.set(n, performance.now());
    load.made++;
    load.guests[doc * load.guestsEach + guest]!.ydoc.getArray<number>(ROOT).push([n]);
  });
}

/** Waits until everybody has seen every edit of the others, of those from `first` on. */
export const settled = (load: Load, ms?: number, first = 0): Promise<void> =>
  until('every edit on every screen', () => load.latencies.length === (load.made - first) * (load.guestsEach - 1), ms);

export const numbersIn = (ydoc: Y.Doc): Set<number> => new Set(ydoc.getArray<number>(ROOT).toArray());

/** Resolves when the document has come whole, from a disk too: nothing more arrives for a while. */
export async function whole(guest: Guest): Promise<void> {
  await guest.synced;
  let last = performance.now();
  guest.ydoc.on('update', () => (last = performance.now()));
  await until('a document that is read', () => performance.now() - last > CALM_MS);
}

const CALM_MS = 300;
