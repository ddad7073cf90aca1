/** A y-websocket client as the protocol describes it, over a socket that tests hold in hand. */
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate } from 'y-protocols/awareness';
import { readSyncMessage, writeSyncStep1, writeUpdate } from 'y-protocols/sync';
import * as Y from 'yjs';
import type { Peer } from '../relay/ports.ts';
import { newSocket, settle, type TestSocket, type World } from './relay-world.ts';

export interface LiveGuest {
  socket: TestSocket;
  ydoc: Y.Doc;
  awareness: Awareness;
  /** Reads all that came, answering as a provider does. */
  read(): void;
  send(type: number, write: (out: encoding.Encoder) => void): void;
  sendRaw(bytes: Uint8Array): void;
  leave(): void;
}

export async function liveGuest(world: World, peer: Peer, doc: string, ydoc = new Y.Doc()): Promise<LiveGuest> {
  const socket = newSocket() as TestSocket;
  const awareness = new Awareness(ydoc);
  socket.joined = world.relay.live.join(socket, peer, doc);
  const guest: LiveGuest = {
    socket,
    ydoc,
    awareness,
    read() {
      for (const bytes of socket.sent.splice(0)) {
        const input = decoding.createDecoder(bytes);
        const type = decoding.readVarUint(input);
        if (type === 1) {
          applyAwarenessUpdate(awareness, decoding.readVarUint8Array(input), guest);
          continue;
        }
        const out = encoding.createEncoder();
        encoding.writeVarUint(out, 0);
        readSyncMessage(input, out, ydoc, guest);
        if (encoding.length(out) > 1) socket.joined.receive(encoding.toUint8Array(out));
      }
    },
    send(type, write) {
      const out = encoding.createEncoder();
      encoding.writeVarUint(out, type);
      write(out);
      socket.joined.receive(encoding.toUint8Array(out));
    },
    sendRaw: (bytes) => socket.joined.receive(bytes),
    leave() {
      socket.joined.closed();
      awareness.destroy();
    },
  };
  ydoc.on('update', (update: Uint8Array, origin: unknown) => {
    if (origin !== guest) guest.send(0, (out) => writeUpdate(out, update));
  });
  guest.send(0, (out) => writeSyncStep1(out, ydoc));
  sayWhere(guest);
  await settle();
  guest.read();
  return guest;
}

/** Sends the guest's own awareness state. */
export function sayWhere(guest: LiveGuest, state: object | null = {}): void {
  if (state === null || Object.keys(state).length > 0) guest.awareness.setLocalState(state);
  guest.send(1, (out) => encoding.writeVarUint8Array(out, encodeAwarenessUpdate(guest.awareness, [guest.ydoc.clientID])));
}
