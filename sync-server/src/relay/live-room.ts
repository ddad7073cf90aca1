/** One part that is open on screens: its committed state, who is there, and what each must hear (SPEC LIV2, LIV3). */
import * as Y from 'yjs';
import type { Reader } from '../store/contract.ts';
import { BUILD_LATER_BYTES, BUILD_LATER_MS } from './limits.ts';
import { applyAndTell, buildDoc } from './part-docs.ts';
import type { Clock } from './ports.ts';
import { createPresence, type Presence } from './presence.ts';

export interface LiveRoom {
  readonly doc: string;
  readonly ydoc: Y.Doc;
  readonly presence: Presence;
  generation: number;
  /** Resolves when the stored bytes are there. */
  found: Promise<void>;
  /** Until the document is built from them: what is stored and what was committed since, in order. Null from then on. */
  readonly bytes: readonly Uint8Array[] | null;
  /** Resolves when the document holds them, or the room is closed. */
  ready: Promise<void>;
  /** A committed update; kept until the document is built. */
  apply(update: Uint8Array): void;
  /** Reads the store again, for what no commit told of. Gives what was new, null for nothing, or `replaced` for another generation. */
  reload: () => Promise<Uint8Array | null | 'replaced'>;
  close(): void;
}

/**
 * Building a large document takes longer than sending it: whoever has nothing yet is given the bytes, and the document is
 * built when they have had time to leave.
 */
export function createLiveRoom(read: Reader, clock: Clock, doc: string): LiveRoom {
  const ydoc = new Y.Doc({ gc: true });
  let bytes: Uint8Array[] | null = [];
  let stopWaiting: () => void = () => undefined;
  const ready = Promise.withResolvers<void>();
  const room: LiveRoom = {
    doc,
    ydoc,
    presence: createPresence(),
    generation: 0,
    found: find(),
    ready: ready.promise,
    get bytes() {
      return bytes;
    },
    apply(update) {
      if (bytes) bytes.push(update);
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
    close() {
      stopWaiting();
      ydoc.destroy();
      ready.resolve();
    },
  };
  // Who waits for the document hears of it by `ready` as well.
  room.found.catch(ready.reject);
  ready.promise.catch(() => undefined);
  return room;

  async function find(): Promise<void> {
    const state = await read.partState(doc);
    room.generation = state?.part.generation ?? 0;
    const stored = [...(state && state.snapshot.length > 0 ? [state.snapshot] : []), ...(state?.tail ?? []).map((row) => row.update)];
    bytes = [...stored, ...bytes!];
    const size = bytes.reduce((sum, update) => sum + update.length, 0);
    if (size < BUILD_LATER_BYTES) build();
    else stopWaiting = clock.after(BUILD_LATER_MS, build);
  }

  function build(): void {
    try {
      for (const update of bytes!) Y.applyUpdate(ydoc, update);
      bytes = null;
      ready.resolve();
    } catch (error) {
      ready.reject(error);
    }
  }
}
