/** Speaks y-websocket like the provider, on simulated sockets and time. The unmodified provider is met in the end-to-end tests. */
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { readSyncMessage, writeSyncStep1, writeUpdate } from 'y-protocols/sync';
import type * as Y from 'yjs';
import { liveUpdateOf, MESSAGE_SYNC } from '../src/client/live-frames.ts';
import type { LiveHooks, LiveLink, ReplicaSocket, SocketHandlers } from '../src/client/ports.ts';
import type { FakeClock } from './clock.ts';

const RECONNECT_MS = 500;

export function joinLive(ydoc: Y.Doc, clock: FakeClock, connect: (handlers: SocketHandlers) => ReplicaSocket, hooks: LiveHooks): LiveLink {
  const origin = {};
  let socket: ReplicaSocket | null = null;
  let isOpen = false;
  let over = false;

  const send = (write: (out: encoding.Encoder) => void): void => {
    const out = encoding.createEncoder();
    encoding.writeVarUint(out, MESSAGE_SYNC);
    write(out);
    socket?.send(encoding.toUint8Array(out));
  };

  function open(): void {
    if (over) return;
    socket = connect({
      opened() {
        isOpen = true;
        send((out) => writeSyncStep1(out, ydoc));
      },
      message(bytes) {
        if (over) return;
        const input = decoding.createDecoder(bytes);
        if (decoding.readVarUint(input) !== MESSAGE_SYNC) return;
        const out = encoding.createEncoder();
        encoding.writeVarUint(out, MESSAGE_SYNC);
        readSyncMessage(input, out, ydoc, origin);
        const update = liveUpdateOf(bytes);
        if (update) hooks.heard(update);
        if (encoding.length(out) > 1) socket?.send(encoding.toUint8Array(out));
      },
      closed(code) {
        isOpen = false;
        if (over) return;
        if (code >= 4400 && code < 4500) {
          over = true;
          hooks.ended(code);
        } else clock.after(RECONNECT_MS, open);
      },
    });
  }

  const onUpdate = (update: Uint8Array, from: unknown): void => {
    if (from !== origin && isOpen) send((out) => writeUpdate(out, update));
  };
  ydoc.on('update', onUpdate);
  open();
  return {
    origin,
    close() {
      over = true;
      ydoc.off('update', onUpdate);
      socket?.close();
    },
  };
}
