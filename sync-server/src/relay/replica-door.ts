/** `/sync`: one socket a device, for its whole outbox and all its pages (SPEC SES, PSH, PUL, EPO). */
import {
  BadMessage,
  decode,
  encode,
  limits,
  parseDoc,
  type AckResult,
  type Hello,
  type Message,
  type Pull,
  type Push,
  type PushEntry,
  type Quarantine,
  type Return,
  type ReturnResult,
  type ServerMessage,
} from '@qiao/sync/protocol';
import type { Reader } from '../store/contract.ts';
import { append } from './append.ts';
import { NotStored, type Commit, type Cut, type Writer } from './job.ts';
import type { Random } from './ids.ts';
import { ASK_AFTER_MS, GIVE_UP_AFTER_MS, MAX_BACKLOG } from './limits.ts';
import { createOutlet, type Outlet } from './outlet.ts';
import { isCutBy } from './peer.ts';
import type { Clock, Joined, Peer, Rights, Socket } from './ports.ts';
import { pull } from './pull.ts';
import { quarantine } from './quarantine.ts';
import { returnLedger } from './returning.ts';
import type { Waiting } from './waiting.ts';
import { greet } from './welcome.ts';

export interface ReplicaDoor {
  join(socket: Socket, peer: Peer): Joined;
  committed(commit: Commit): void;
  /** The head moved in a way that no commit told of. */
  poke(head: number): void;
  cut(target: Cut): void;
  /** Closes all sockets for now: they come back and are greeted anew. */
  sendAway(): void;
  peers(): Peer[];
  /** Lets nobody in any more; resolves when all that was asked is answered and the sockets are closed (SPEC SRV3). */
  close(): Promise<void>;
}

export interface ReplicaDeps {
  read: Reader;
  writer: Writer;
  rights: Rights;
  clock: Clock;
  random: Random;
  waiting: Waiting;
  /** See PullDeps. */
  unreadable: (doc: string) => void;
}

interface Guest {
  peer: Peer;
  outlet: Outlet;
  state: 'new' | 'greeting' | 'in';
  draining: boolean;
  owes: boolean;
  returned: boolean;
  forgotten: boolean;
  /** The access version that the device is known to have, and the one of the last page until its `have` comes. */
  accessVersion: number;
  lastPage: { id: string; accessVersion: number } | null;
  accessMoves: number;
  backlog: Message[];
  pulls: number;
  pulling: Promise<void>;
  heardAt: number;
  stopWatch: () => void;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export function createReplicaDoor(deps: ReplicaDeps): ReplicaDoor {
  const { read, writer, clock, waiting } = deps;
  /** By device: a new socket replaces the old one. */
  const guests = new Map<string, Guest>();
  const unanswered = new Set<Promise<void>>();
  let closing = false;

  const say = (guest: Guest, message: ServerMessage, asked = false): void => guest.outlet.send(encode(message), asked);

  /** Keeps shutdown waiting for an answer; what fails here failed to be stored. */
  function owe(guest: Guest, answer: Promise<void>): void {
    const settled = answer.catch((error: unknown) => {
      guest.outlet.close(error instanceof NotStored ? 'not-stored' : 'busy');
    });
    unanswered.add(settled);
    void settled.then(() => unanswered.delete(settled));
  }

  function receive(guest: Guest, bytes: Uint8Array): void {
    if (!guest.outlet.open) return;
    guest.heardAt = clock.now();
    try {
      take(guest, decode(bytes));
    } catch (error) {
      guest.outlet.close(error instanceof BadMessage ? 'bad-message' : 'busy');
    }
  }

  function take(guest: Guest, message: Message): void {
    if (guest.state === 'new') {
      if (message.type !== 'hello') return guest.outlet.close('bad-message');
      guest.state = 'greeting';
      return owe(guest, letIn(guest, message));
    }
    if (guest.state === 'greeting') {
      if (guest.backlog.length >= MAX_BACKLOG) return guest.outlet.close('busy');
      guest.backlog.push(message);
      return;
    }
    switch (message.type) {
      case 'push':
        return owe(guest, answerPush(guest, message));
      case 'pull':
        return queuePull(guest, message);
      case 'quarantine':
        return owe(guest, keep(guest, message));
      case 'return':
        return owe(guest, answerReturn(guest, message));
      case 'ping':
        return say(guest, { type: 'pong' });
      case 'pong':
        return;
      default:
        guest.outlet.close('bad-message');
    }
  }

  async function letIn(guest: Guest, hello: Hello): Promise<void> {
    const greeting = await greet(read, guest.peer, hello);
    if (!greeting.ok) {
      say(guest, { type: 'refuse', code: greeting.code });
      return guest.outlet.close(greeting.code);
    }
    guest.draining = greeting.welcome.mode === 'drain';
    guest.owes = greeting.owes;
    guest.returned = greeting.returned;
    guest.forgotten = greeting.forgotten;
    guest.accessVersion = hello.accessVersion;
    guest.state = 'in';
    say(guest, greeting.welcome);
    for (const message of guest.backlog.splice(0)) take(guest, message);
  }

  async function answerPush(guest: Guest, { entries }: Push): Promise<void> {
    const results = await Promise.all(entries.map((entry) => pushOne(guest, entry)));
    say(guest, { type: 'ack', answers: entries.map(({ n }, index) => ({ n, result: results[index]! })) }, true);
  }

  async function pushOne(guest: Guest, { doc, generation, update }: PushEntry): Promise<AckResult> {
    const { user, device } = guest.peer;
    if (update.length > limits.MAX_UPDATE_BYTES) return { kind: 'code', code: 'too-large' };
    if (!waiting.begin(device, update.length)) return { kind: 'code', code: 'busy' };
    try {
      const { returned, forgotten } = guest;
      return await writer.submit(append, { user, device, doc, generation, update, from: '', returned, forgotten });
    } catch {
      // A defect in one update must not take the others' answers with it (SPEC PSH8); the device tries again.
      return { kind: 'code', code: 'not-stored' };
    } finally {
      waiting.done(device, update.length);
    }
  }

  function queuePull(guest: Guest, message: Pull): void {
    if (guest.draining) return say(guest, { type: 'refuse', code: 'too-old' });
    if (guest.pulls >= MAX_BACKLOG) return guest.outlet.close('busy');
    // Asked of the store, and no store need hold U+0000.
    if (message.have.includes('\0')) return guest.outlet.close('bad-message');
    guest.pulls++;
    // One after another: each confirms what the one before has sent.
    guest.pulling = guest.pulling.then(() => answerPull(guest, message));
    owe(guest, guest.pulling);
  }

  async function answerPull(guest: Guest, { cursor, maxBytes, have }: Pull): Promise<void> {
    guest.pulls--;
    if (!guest.outlet.open) return;
    if (guest.lastPage && have === guest.lastPage.id) guest.accessVersion = guest.lastPage.accessVersion;
    const { peer, accessVersion, owes } = guest;
    const page = await pull(deps, {
      user: peer.user,
      device: peer.device,
      cursor,
      maxBytes,
      have,
      accessVersion,
      settled: owes,
      accessMoves: () => guest.accessMoves,
    });
    if (!page) return guest.outlet.close('unauthenticated');
    guest.owes = false;
    guest.returned = false;
    guest.lastPage = { id: page.id, accessVersion: page.accessVersion };
    say(guest, page, true);
  }

  async function keep(guest: Guest, { id, doc, generation, code, bytes }: Quarantine): Promise<void> {
    if (!parseDoc(doc)) return guest.outlet.close('bad-name');
    if (!UUID.test(id)) return guest.outlet.close('bad-message');
    const { user, device } = guest.peer;
    if (!waiting.begin(device, bytes.length)) return guest.outlet.close('busy');
    try {
      const answer = await writer.submit(quarantine, { user, device, id, doc, generation, code, bytes });
      // Without KEPT the device goes on keeping it.
      if (answer === 'kept') say(guest, { type: 'kept', id });
    } finally {
      waiting.done(device, bytes.length);
    }
  }

  async function answerReturn(guest: Guest, { n, record, ledger, facts }: Return): Promise<void> {
    say(guest, { type: 'returned', n, result: await takeBack(guest, record, ledger, facts) }, true);
  }

  /** Once in an epoch, before the first pull: afterwards the device's ledger is this server's own (SPEC EPO5). */
  async function takeBack(guest: Guest, record: string, ledger: string, facts: string): Promise<ReturnResult> {
    const { user, device } = guest.peer;
    const bytes = Buffer.byteLength(ledger) + Buffer.byteLength(facts);
    if (!guest.returned) return { kind: 'code', code: 'forbidden' };
    if (bytes > limits.MAX_RETURN_BYTES) return { kind: 'code', code: 'too-large' };
    if (!waiting.begin(device, bytes)) return { kind: 'code', code: 'busy' };
    try {
      return await writer.submit(returnLedger, { user, device, record, ledger, facts });
    } catch {
      return { kind: 'code', code: 'not-stored' };
    } finally {
      waiting.done(device, bytes);
    }
  }

  /** A page in the background sends no PING; a frozen or vanished one does not even answer. */
  function watch(guest: Guest): void {
    guest.stopWatch = clock.after(ASK_AFTER_MS, () => {
      const silence = clock.now() - guest.heardAt;
      if (silence >= GIVE_UP_AFTER_MS) return leave(guest, () => guest.outlet.close('slow-reader'));
      if (silence >= ASK_AFTER_MS) say(guest, { type: 'ping' });
      watch(guest);
    });
  }

  function leave(guest: Guest, how: () => void): void {
    guest.stopWatch();
    how();
    if (guests.get(guest.peer.device) === guest) guests.delete(guest.peer.device);
  }

  function poke(head: number): void {
    for (const guest of guests.values()) if (guest.state === 'in' && !guest.draining) say(guest, { type: 'poke', head });
  }

  function sendAway(): void {
    for (const guest of [...guests.values()]) leave(guest, () => guest.outlet.close('going-away'));
  }

  return {
    join(socket, peer) {
      const outlet = createOutlet(socket);
      const guest: Guest = {
        peer,
        outlet,
        state: 'new',
        draining: false,
        owes: false,
        returned: false,
        forgotten: false,
        accessVersion: 0,
        lastPage: null,
        accessMoves: 0,
        backlog: [],
        pulls: 0,
        pulling: Promise.resolve(),
        heardAt: clock.now(),
        stopWatch: () => undefined,
      };
      const old = guests.get(peer.device);
      if (old) leave(old, () => old.outlet.close('going-away'));
      if (closing) outlet.close('going-away');
      else {
        guests.set(peer.device, guest);
        watch(guest);
      }
      return {
        receive: (bytes) => receive(guest, bytes),
        closed: () => leave(guest, () => outlet.ended()),
      };
    },
    committed({ head, rows, access }) {
      for (const guest of guests.values()) if (access.includes(guest.peer.user)) guest.accessMoves++;
      if (rows.length > 0) poke(head);
    },
    poke,
    cut(target) {
      for (const guest of [...guests.values()]) {
        if (isCutBy(guest.peer, target)) leave(guest, () => guest.outlet.close('unauthenticated'));
      }
    },
    sendAway,
    peers: () => [...guests.values()].map((guest) => guest.peer),
    async close() {
      closing = true;
      while (unanswered.size > 0) await Promise.all(unanswered);
      sendAway();
    },
  };
}
