/** The driver with a store in memory, a clock turned by hand and a server that the test plays. */
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../sim/clock.ts';
import { FakeLocks } from '../../sim/locks.ts';
import { decode, encode } from '../protocol/codec.ts';
import {
  DEVICE_COMPACT_ROWS,
  LEADER_BEAT_MS,
  LEADER_FROZEN_MS,
  MAX_QUARANTINE_BYTES,
  OFFLINE_LEASE_DAYS,
  PUSH_MERGE_MS,
  RECONNECT_VISIBLE_MAX_MS,
  UPLOAD_RETRY_MS,
} from '../protocol/limits.ts';
import type { ClientMessage, PageDoc, ServerMessage } from '../protocol/messages.ts';
import { NotSaved } from '../store/contract.ts';
import { newDisk, openMemoryStore } from '../store/memory/index.ts';
import { BlobServer, hashOf } from './blob-server.fixture.ts';
import { createSyncClient, isLeaseOver, LEAD_RETRY_MS, type LiveHooks, type Ports, type SocketHandlers, type TabMessage } from './index.ts';
import { SAVE_RETRY_MS } from './open-part.ts';

const RECORD = 'event/0192f0c1-2345-7abc-8def-0123456789ab';
const PLAN = `${RECORD}/plan`;
const DAY_MS = 24 * 3600 * 1000;

/** One device: a disk, its tabs, and the server's end of the only socket. */
class Desk {
  readonly clock: FakeClock;
  readonly disk = newDisk();
  readonly locks = new FakeLocks();
  readonly listeners = new Set<(message: TabMessage) => void>();
  readonly said: ClientMessage[] = [];
  socket: SocketHandlers | null = null;
  reachable = true;
  live: Ports['live'] = null;
  blobs: Ports['blobs'] = null;
  post: Ports['post'] = () => Promise.reject(new Error('offline'));
  #id = 0;

  /** `creep` as of FakeClock. */
  constructor(creep = 0) {
    this.clock = new FakeClock(1_760_000_000_000, creep);
  }

  ports(): Ports {
    const own = new Set<(message: TabMessage) => void>();
    return {
      clock: this.clock,
      random: () => 0.5,
      newId: () => `00000000-0000-4000-8000-${String(this.#id++).padStart(12, '0')}`,
      newClientId: () => 1000 + this.#id++,
      socket: (handlers) => {
        this.clock.after(1, () => {
          if (!this.reachable) return handlers.closed(1006);
          this.socket = handlers;
          handlers.opened();
        });
        return { send: (bytes) => void this.said.push(decode(bytes) as ClientMessage), close: () => undefined };
      },
      post: (body) => this.post(body),
      blobs: this.blobs,
      live: this.live,
      newAwareness: (ydoc) => {
        const awareness = new Awareness(ydoc);
        clearInterval(awareness._checkInterval as NodeJS.Timeout);
        return awareness;
      },
      tabs: {
        post: (message) => this.clock.after(0, () => this.listeners.forEach((listener) => own.has(listener) || listener(message))),
        listen: (listener) => {
          own.add(listener);
          this.listeners.add(listener);
          return () => this.listeners.delete(listener);
        },
      },
      locks: this.locks.port(),
      surroundings: () => ({ online: true, visible: true, stop: () => undefined }),
    };
  }

  async tab(fault?: (point: string) => Promise<void> | void) {
    const store = openMemoryStore(this.disk, fault);
    const client = createSyncClient(store, this.ports(), { device: 'd', workspace: 'w', user: 'u', schemas: '{}' });
    await client.start();
    await this.clock.pass(10);
    return { store, client };
  }

  say(message: ServerMessage): void {
    this.socket!.message(encode(message));
  }

  /** Lets the device in, with nothing new for it. */
  async welcome(docs: PageDoc[] = []): Promise<void> {
    const ledger = { seq: 0, hash: new Uint8Array(), signature: new Uint8Array() };
    this.say({ type: 'welcome', mode: 'full', workspace: 'w', epoch: 'e', head: 0, accessVersion: 1, ledger });
    this.say({ type: 'page', id: 'p', next: 0, more: false, accessVersion: 1, docs });
    await this.clock.pass(10);
    this.said.splice(0);
  }

  heard<T extends ClientMessage['type']>(type: T): Extract<ClientMessage, { type: T }>[] {
    return this.said.filter((message): message is Extract<ClientMessage, { type: T }> => message.type === type);
  }
}

describe('a device’s driver', () => {
  it('[NAM4] pushes edits of PUSH_MERGE_MS as one, and not before', async () => {
    const desk = new Desk();
    const { client } = await desk.tab();
    await desk.welcome();
    const part = await client.openPart(PLAN);
    for (const key of ['a', 'b', 'c']) {
      part.ydoc.getMap('cells').set(key, key);
      await desk.clock.pass(1);
    }
    await desk.clock.pass(PUSH_MERGE_MS - 4);
    expect(desk.heard('push')).toEqual([]);
    await desk.clock.pass(4);
    const [push, ...more] = desk.heard('push');
    expect([push?.entries.length, more]).toEqual([1, []]);
    const server = new Y.Doc();
    Y.applyUpdate(server, push!.entries[0]!.update);
    expect(server.getMap('cells').toJSON()).toEqual({ a: 'a', b: 'b', c: 'c' });
  });

  it.each([0, 0.28, 0.56, 0.63, 1.1])('[SES7] comes back by itself though %d ms pass between any two looks at the clock', async (creep) => {
    const desk = new Desk(creep);
    desk.reachable = false;
    await desk.tab();
    await desk.clock.pass(20 * RECONNECT_VISIBLE_MAX_MS);
    desk.reachable = true;
    await desk.clock.pass(RECONNECT_VISIBLE_MAX_MS + 10);
    expect(desk.socket).not.toBeNull();
  });

  it('[SES7] comes back as soon when the device’s clock is set back by an hour meanwhile', async () => {
    const desk = new Desk();
    desk.reachable = false;
    await desk.tab();
    await desk.clock.pass(RECONNECT_VISIBLE_MAX_MS);
    desk.clock.setOn(-60 * 60 * 1000);
    desk.reachable = true;
    await desk.clock.pass(RECONNECT_VISIBLE_MAX_MS + 10);
    expect(desk.socket).not.toBeNull();
  });

  it('[DEV2] one ack confirms every edit that went into a push', async () => {
    const desk = new Desk();
    const { client } = await desk.tab();
    await desk.welcome();
    const part = await client.openPart(PLAN);
    for (const key of ['a', 'b']) {
      part.ydoc.getMap('cells').set(key, key);
      await desk.clock.pass(1);
    }
    await desk.clock.pass(PUSH_MERGE_MS);
    expect(client.status().edits).toBe(2);
    desk.say({ type: 'ack', answers: [{ n: desk.heard('push')[0]!.entries[0]!.n, result: { kind: 'seq', seq: 5 } }] });
    await desk.clock.pass(10);
    expect([client.status().edits, desk.disk.outbox]).toEqual([0, []]);
  });

  it('joins the live door again when what was too large for it has been sent', async () => {
    const desk = new Desk();
    const links: LiveHooks[] = [];
    desk.live = (_doc, _ydoc, _awareness, hooks) => {
      links.push(hooks);
      return { origin: hooks, close: () => undefined };
    };
    desk.disk.facts.set(RECORD, '{}');
    const { client } = await desk.tab();
    await desk.welcome();
    const part = await client.openPart(PLAN);
    await desk.clock.pass(10);
    part.ydoc.getMap('cells').set('a', 1);
    await desk.clock.pass(PUSH_MERGE_MS + 10);
    links[0]!.ended(4413);
    await desk.clock.pass(100);
    expect(links).toHaveLength(1);
    desk.say({ type: 'ack', answers: [{ n: desk.heard('push')[0]!.entries[0]!.n, result: { kind: 'seq', seq: 5 } }] });
    await desk.clock.pass(100);
    expect(links).toHaveLength(2);
    // Closed for good for any other reason.
    links[1]!.ended(4403);
    part.ydoc.getMap('cells').set('a', 2);
    await desk.clock.pass(PUSH_MERGE_MS + 10);
    desk.say({ type: 'ack', answers: [{ n: desk.heard('push')[1]!.entries[0]!.n, result: { kind: 'seq', seq: 6 } }] });
    await desk.clock.pass(100);
    expect(links).toHaveLength(2);
  });

  it('[DEV1] says that an edit is not saved, keeps it, and tries again after SAVE_RETRY_MS', async () => {
    const desk = new Desk();
    let full = true;
    const { client } = await desk.tab((point) => {
      if (full && point === 'saveEdit:before') throw new NotSaved('full');
    });
    const part = await client.openPart(PLAN);
    part.ydoc.getMap('cells').set('a', 1);
    await desk.clock.pass(1);
    expect([client.status().unsaved, desk.disk.outbox.length]).toEqual([1, 0]);
    full = false;
    await desk.clock.pass(SAVE_RETRY_MS - 2);
    expect(client.status().unsaved).toBe(1);
    await desk.clock.pass(2);
    expect([client.status().unsaved, desk.disk.outbox.length]).toEqual([0, 1]);
  });

  it.each([
    [DEVICE_COMPACT_ROWS, DEVICE_COMPACT_ROWS],
    [DEVICE_COMPACT_ROWS + 1, 1],
  ])('[NAM4] merges confirmed rows of a part above DEVICE_COMPACT_ROWS when it is opened: %i become %i', async (rows, left) => {
    const desk = new Desk();
    const { store, client } = await desk.tab();
    const ydoc = new Y.Doc();
    const updates: Uint8Array[] = [];
    ydoc.on('update', (update: Uint8Array) => updates.push(update));
    for (let n = 0; n < rows; n++) ydoc.getMap('cells').set('a', n);
    // The leader's term was raised when it began.
    const { term } = await store.cursor();
    const made = updates.map((update, n) => ({ seq: n + 1, actor: 'u', at: n, update }));
    const tail = { kind: 'tail' as const, doc: PLAN, head: rows, generation: 0, rows: made, authors: [] };
    await store.storePage(term, { type: 'page', id: 'p', next: rows, more: false, accessVersion: 1, docs: [tail] }, 0, () => '');
    const part = await client.openPart(PLAN);
    await desk.clock.pass(1);
    expect(desk.disk.parts.get(PLAN)!.rows).toHaveLength(left);
    expect(part.ydoc.getMap('cells').get('a')).toBe(rows - 1);
  });

  it('[DEV10] locks after OFFLINE_LEASE_DAYS without a WELCOME, and not before', async () => {
    const last = 1_000_000;
    expect(isLeaseOver(last, last + OFFLINE_LEASE_DAYS * DAY_MS)).toBe(false);
    expect(isLeaseOver(last, last + OFFLINE_LEASE_DAYS * DAY_MS + 1)).toBe(true);
    expect(isLeaseOver(0, last + 10 * OFFLINE_LEASE_DAYS * DAY_MS)).toBe(false);
    const desk = new Desk();
    desk.reachable = false;
    desk.disk.lead.welcomedAt = desk.clock.now() - OFFLINE_LEASE_DAYS * DAY_MS - 1;
    const { client } = await desk.tab();
    expect(client.status().phase).toBe('locked');
  });

  it('[REF2] uploads a proposal of MAX_QUARANTINE_BYTES; a larger one stays here, where it can be exported', async () => {
    for (const [more, sent] of [
      [0, 1],
      [1, 0],
    ] as const) {
      const desk = new Desk();
      const update = proposalOf(MAX_QUARANTINE_BYTES + more);
      const proposal = { id: 'p', doc: PLAN, generation: 0, code: 'frozen' as const, at: 1, updates: [update], kept: false };
      desk.disk.proposals.set('p', proposal);
      const { client } = await desk.tab();
      const ledger = { seq: 0, hash: new Uint8Array(), signature: new Uint8Array() };
      desk.say({ type: 'welcome', mode: 'full', workspace: 'w', epoch: 'e', head: 0, accessVersion: 1, ledger });
      await desk.clock.pass(10);
      expect(desk.heard('quarantine')).toHaveLength(sent);
      expect(await client.proposals()).toEqual([proposal]);
    }
  });
});

/** An update of exactly so many bytes. */
function proposalOf(bytes: number): Uint8Array {
  const sized = (length: number): Uint8Array => {
    const ydoc = new Y.Doc();
    ydoc.clientID = 1;
    ydoc.getMap('cells').set('a', 'x'.repeat(length));
    return Y.encodeStateAsUpdate(ydoc);
  };
  return sized(bytes - (sized(bytes).length - bytes));
}

describe('the tab that leads', () => {
  it('[DEV6] says so every LEADER_BEAT_MS, and gives a frozen one LEADER_FROZEN_MS before another takes over', async () => {
    const desk = new Desk();
    const first = await desk.tab();
    const second = await desk.tab();
    const leads = (): boolean[] => [first, second].map(({ client }) => client.status().leader);
    await desk.clock.pass(3 * LEADER_FROZEN_MS);
    expect(leads()).toEqual([true, false]);
    // Frozen: it is heard no more, and still holds the lock.
    const beats: number[] = [];
    const listeners = [...desk.listeners];
    desk.listeners.clear();
    desk.listeners.add((message) => message.type === 'leader' && void beats.push(desk.clock.now()));
    const frozenAt = desk.clock.now();
    await desk.clock.pass(LEADER_FROZEN_MS - LEADER_BEAT_MS);
    expect(leads()).toEqual([true, false]);
    expect(beats.slice(1).map((at, n) => at - beats[n]!)).toEqual(beats.slice(1).map(() => LEADER_BEAT_MS));
    await desk.clock.pass(3 * LEADER_BEAT_MS);
    expect(leads()).toEqual([false, true]);
    expect(desk.clock.now() - frozenAt).toBeLessThanOrEqual(LEADER_FROZEN_MS + 2 * LEADER_BEAT_MS);
    expect(listeners).toHaveLength(2);
  });

  it('[DEV6] whose store failed asks for the lead again after LEAD_RETRY_MS', async () => {
    const desk = new Desk();
    let broken = true;
    const { client } = await desk.tab((point) => {
      if (broken && point === 'lead:before') throw new NotSaved('closed');
    });
    broken = false;
    await desk.clock.pass(LEAD_RETRY_MS - 20);
    expect(client.status().leader).toBe(false);
    await desk.clock.pass(40);
    expect(client.status().leader).toBe(true);
  });

  it('[ATT4] a decision waits for attachments of its record that were made before it; other records and later attachments do not hold it', async () => {
    const desk = new Desk();
    const server = new BlobServer();
    const posted: string[] = [];
    desk.blobs = server;
    desk.post = async (body) => {
      posted.push((JSON.parse(body) as { type: string }).type);
      return { ok: true, head: 0 };
    };
    server.cut = () => 'before';
    const { client, store } = await desk.tab();
    const photo = Uint8Array.of(1, 2, 3);
    const place = { hash: hashOf(photo), doc: `${RECORD}/case`, item: 'i' };
    await store.putBlobPieces(place.hash, photo.length, 0, [photo]);
    expect(await client.attach(place)).toBe(true);
    await desk.clock.pass(5);
    await client.intend(RECORD, { type: 'submit' });
    await client.intend(RECORD, { type: 'withdraw' });
    await client.intend('event/other', { type: 'archive' });
    expect(client.status().blobs).toEqual({ waiting: 1, bytes: 3, sent: 0, why: '' });
    await desk.welcome([{ kind: 'facts', doc: `${RECORD}/$facts`, head: 1, json: '{}' }]);
    await desk.clock.pass(UPLOAD_RETRY_MS);
    expect(posted).toEqual(['archive']);
    server.cut = () => null;
    await desk.clock.pass(3 * UPLOAD_RETRY_MS);
    expect(server.refs.size).toBe(1);
    expect(posted).toEqual(['archive', 'submit', 'withdraw']);
    expect(client.status().blobs).toEqual({ waiting: 0, bytes: 0, sent: 0, why: '' });
    server.cut = () => 'before';
    await client.intend(RECORD, { type: 'assign' });
    await desk.clock.pass(1);
    await client.attach({ ...place, item: 'later' });
    await desk.clock.pass(3 * UPLOAD_RETRY_MS);
    expect(posted.at(-1)).toBe('assign');
    expect(client.status()).toMatchObject({ blobs: { waiting: 1 }, syncedAt: expect.any(Number) as number });
  });

  it('[ATT4] a refused attachment holds nothing up, is counted as refused, and goes on the person’s word', async () => {
    const desk = new Desk();
    const server = new BlobServer();
    const posted: string[] = [];
    desk.blobs = server;
    desk.post = async (body) => {
      posted.push(body);
      return { ok: true, head: 0 };
    };
    server.refuse = (what) => (what === 'refer i' ? 'frozen' : null);
    const { client, store } = await desk.tab();
    const photo = Uint8Array.of(1, 2, 3);
    const place = { hash: hashOf(photo), doc: `${RECORD}/case`, item: 'i' };
    await store.putBlobPieces(place.hash, photo.length, 0, [photo]);
    await client.attach(place);
    await client.intend(RECORD, { type: 'submit' });
    await desk.welcome([{ kind: 'facts', doc: `${RECORD}/$facts`, head: 1, json: '{}' }]);
    await desk.clock.pass(UPLOAD_RETRY_MS);
    expect(posted).toHaveLength(1);
    expect(client.status()).toMatchObject({ refused: 1, blobs: { waiting: 0 } });
    await client.discardBlob(place);
    await desk.clock.pass(1);
    expect(client.status().refused).toBe(0);
    expect(await store.blob(place.hash)).toBeNull();
  });
});
