/** One part that is open on screens: its committed state, who is there, and what each must hear (SPEC LIV2, LIV3). */
import * as Y from 'yjs';
import type { Reader } from '../store/contract.ts';
import { applyAndTell, buildDoc } from './part-docs.ts';
import { createPresence, type Presence } from './presence.ts';

export interface LiveRoom {
  readonly doc: string;
  readonly ydoc: Y.Doc;
  readonly presence: Presence;
  generation: number;
  /** Resolves when the state is there. */
  ready: Promise<void>;
  /** A committed update; kept until the state is there. */
  apply(update: Uint8Array): void;
  /** Reads the store again, for what no commit told of. Gives what was new, null for nothing, or `replaced` for another generation. */
  reload: () => Promise<Uint8Array | null | 'replaced'>;
  close(): void;
}

export function createLiveRoom(read: Reader, doc: string): LiveRoom {
  const ydoc = new Y.Doc({ gc: true });
  let early: Uint8Array[] | null = [];
  const room: LiveRoom = {
    doc,
    ydoc,
    presence: createPresence(),
    generation: 0,
    ready: load(),
    apply(update) {
      if (early) early.push(update);
      else Y.applyUpdate(ydoc, update);
    },
    async reload() {
      const state = await read.partState(doc);
      if ((state?.part.generation ?? 0) !== room.generation) return 'replaced';
      const now = buildDoc(state);
      const difference = Y.encodeStateAsUpdate(now, Y.encodeStateVector(ydoc));
      now.destroy();
      return applyAndTell(ydoc, difference);
    },
    close: () => ydoc.destroy(),
  };
  return room;

  async function load(): Promise<void> {
    const state = await read.partState(doc);
    room.generation = state?.part.generation ?? 0;
    if (state && state.snapshot.length > 0) Y.applyUpdate(ydoc, state.snapshot);
    for (const row of state?.tail ?? []) Y.applyUpdate(ydoc, row.update);
    for (const update of early ?? []) Y.applyUpdate(ydoc, update);
    early = null;
  }
}
