/** What the peers share: a device of theirs opens a socket for each document, for there is no other way. */
import * as Y from 'yjs';
import { changedUntil, pooled, type Device, type Guest } from './harness.ts';

/** Sockets that a device opens at once to read its documents: about what a browser allows to one host. */
const SOCKETS = 32;

type Join = (doc: string, ydoc: Y.Doc) => Guest;

/** A room is there when somebody comes. */
export const newRooms = (count: number): string[] => Array.from({ length: count }, () => `room-${crypto.randomUUID()}`);

export async function fillRooms(join: Join, docs: readonly string[], contentOf: (n: number) => Uint8Array): Promise<void> {
  await pooled([...docs.entries()], SOCKETS, async ([n, doc]) => {
    const ydoc = new Y.Doc();
    Y.applyUpdate(ydoc, contentOf(n));
    const guest = join(doc, ydoc);
    // By then the server has asked for the content, and it goes before the farewell.
    await guest.synced;
    guest.close();
  });
}

export function peerDevice(join: Join): Device {
  const docs = new Map<string, Y.Doc>();
  return {
    docs,
    async read(names, isWhole) {
      await pooled(names, SOCKETS, async (name) => {
        const ydoc = docs.get(name) ?? new Y.Doc();
        docs.set(name, ydoc);
        const guest = join(name, ydoc);
        await guest.synced;
        // Where it is read from a disk, the server calls it in step before it has it.
        await changedUntil(ydoc, () => isWhole(ydoc), name);
        guest.close();
      });
    },
    async follow(names) {
      const guests = names.map((name) => join(name, new Y.Doc()));
      await Promise.all(guests.map((guest) => guest.synced));
      return () => guests.forEach((guest) => guest.close());
    },
  };
}
