/** One device at the replica door: pushes with acks, and pulls of everything. */
import { decode, encode, limits, PROTOCOL, type ClientMessage, type Page, type ServerMessage } from '@qiao/sync/protocol';
import WebSocket from 'ws';
import * as Y from 'yjs';
import type { Device, Pusher } from '../harness.ts';

export interface Account {
  cookie: string;
  device: string;
  workspace: string;
}

interface Replica {
  ask(message: ClientMessage): void;
  /** The next message of a type. */
  next<T extends ServerMessage['type']>(type: T): Promise<Extract<ServerMessage, { type: T }>>;
  onAck(listener: (n: number, ok: boolean) => void): void;
  close(): void;
}

async function openReplica(port: number, { cookie, device, workspace }: Account): Promise<Replica> {
  const socket = new WebSocket(`ws://localhost:${port}/sync`, { headers: { cookie }, perMessageDeflate: false });
  const wanted = new Map<string, (message: ServerMessage) => void>();
  let acked: (n: number, ok: boolean) => void = () => undefined;
  const opened = new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  // What the server says when it is killed says nothing of the measure.
  socket.on('error', () => undefined);
  socket.on('message', (data: Buffer) => {
    const message = decode(new Uint8Array(data), limits.MAX_PAGE_MESSAGE_BYTES) as ServerMessage;
    if (message.type === 'ack') for (const { n, result } of message.answers) acked(n, result.kind === 'seq' || result.kind === 'known');
    wanted.get(message.type)?.(message);
    wanted.delete(message.type);
  });
  const replica: Replica = {
    ask: (message) => socket.send(encode(message)),
    next: (type) => new Promise((resolve) => wanted.set(type, resolve as (message: ServerMessage) => void)),
    onAck: (listener) => (acked = listener),
    close: () => socket.terminate(),
  };
  await opened;
  const welcome = replica.next('welcome');
  replica.ask({ type: 'hello', protocol: PROTOCOL, schemas: '{}', device, workspace, epoch: '', cursor: 0, accessVersion: 0 });
  await welcome;
  return replica;
}

export async function openPusher(port: number, account: Account): Promise<Pusher> {
  const replica = await openReplica(port, account);
  const waiting = new Map<number, { resolve: () => void; reject: (error: Error) => void }>();
  let n = 0;
  replica.onAck((answered, ok) => {
    const one = waiting.get(answered);
    waiting.delete(answered);
    if (ok) one?.resolve();
    else one?.reject(new Error('the server did not take the update'));
  });
  return {
    push(doc, update) {
      const mine = ++n;
      return new Promise((resolve, reject) => {
        waiting.set(mine, { resolve, reject });
        replica.ask({ type: 'push', entries: [{ n: mine, doc, generation: 0, update }] });
      });
    },
    close: () => replica.close(),
  };
}

/** A device that reads everything its account may see page by page, and later goes on from where it was. */
export function replicaDevice(port: number, account: Account): Device {
  const docs = new Map<string, Y.Doc>();
  let cursor = 0;

  async function pull(replica: Replica): Promise<void> {
    let page: Page | null = null;
    do {
      const coming = replica.next('page');
      replica.ask({ type: 'pull', cursor, maxBytes: limits.PAGE_BYTES, have: page?.id ?? '' });
      page = await coming;
      cursor = page.next;
      for (const one of page.docs) {
        if (one.kind !== 'snapshot' && one.kind !== 'tail') continue;
        const ydoc = docs.get(one.doc) ?? new Y.Doc();
        for (const update of one.kind === 'snapshot' ? [one.update] : one.rows.map((row) => row.update)) Y.applyUpdate(ydoc, update);
        docs.set(one.doc, ydoc);
      }
    } while (page.more);
  }

  async function follow(): Promise<() => void> {
    const replica = await openReplica(port, account);
    await pull(replica);
    return () => replica.close();
  }

  return { docs, follow, read: async () => (await follow())() };
}
