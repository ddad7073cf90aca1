/** A relay over the memory store with a clock that tests turn by hand, and sockets that keep what they were sent. */
import { decode, encode, limits, PROTOCOL, type ClientMessage, type ServerMessage } from '@qiao/sync/protocol';
import { newDurable, openMemoryStore, type Durable, type Fault } from '../store/memory/index.ts';
import type { UserRow } from '../store/rows.ts';
import { createRelay, type Relay } from '../relay/index.ts';
import { handle, jobKind } from '../relay/job.ts';
import { returnLedger } from '../relay/returning.ts';
import type { Clock, Joined, Peer, Rights, Socket } from '../relay/ports.ts';

export const EVENT = 'event/00000000-0000-4000-8000-000000000001';
export const PLAN = `${EVENT}/plan`;
export const PRIVATE = `${EVENT}/private`;
export const WORKSPACE = { id: '00000000-0000-4000-8000-00000000aaaa', head: 0, epoch: 'one' };

export interface HandClock extends Clock {
  /** Moves time on and runs what is due, letting promises settle in between. */
  pass(ms: number): Promise<void>;
  /** Moves time on at once, as for a machine that slept: what became due runs once. */
  leap(ms: number): Promise<void>;
}

/** Lets everything that waits for nothing but other promises run to its end. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
}

export function handClock(start = 1_000_000): HandClock {
  let time = start;
  const tasks = new Set<{ at: number; task: () => void }>();
  return {
    now: () => time,
    after(ms, task) {
      const entry = { at: time + ms, task };
      tasks.add(entry);
      return () => void tasks.delete(entry);
    },
    async leap(ms) {
      time += ms;
      await this.pass(0);
    },
    async pass(ms) {
      const end = time + ms;
      for (;;) {
        await settle();
        const next = [...tasks].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
        if (!next) break;
        tasks.delete(next);
        time = Math.max(time, next.at);
        next.task();
      }
      time = end;
      await settle();
    },
  };
}

/** Facts are `{ readers, writers, frozen }`: lists of user ids and of parts. `private` is for writers alone. */
export interface TestFacts {
  readers: string[];
  writers: string[];
  frozen: string[];
}

export const rights: Rights = {
  mayRead(person, record, part) {
    const facts = JSON.parse(record.facts) as TestFacts;
    if (!['plan', 'private', 'case', '$facts', '$ledger'].includes(part)) return false;
    return facts.writers.includes(person.id) || (facts.readers.includes(person.id) && part !== 'private');
  },
  whyNotWrite(person, record, part) {
    const facts = JSON.parse(record.facts) as TestFacts;
    if (!facts.writers.includes(person.id)) return 'forbidden';
    return facts.frozen.includes(part) ? 'frozen' : null;
  },
};

export interface TestSocket extends Socket {
  sent: Uint8Array[];
  closedWith: number | null;
  joined: Joined;
  buffered: number;
}

export const newSocket = (): Omit<TestSocket, 'joined'> => ({
  sent: [],
  closedWith: null,
  buffered: 0,
  send(bytes) {
    this.sent.push(bytes);
  },
  close(code) {
    this.closedWith ??= code;
  },
});

export interface TestDevice {
  socket: TestSocket;
  say(message: ClientMessage): void;
  /** Messages that came since the last call. */
  heard(): ServerMessage[];
}

const putFactsJob = jobKind<{ facts: string }, null>('put-facts');
const putFactsHandlers = () =>
  handle(putFactsJob, async (scope, { facts }) => {
    const { tx, now } = scope;
    const [kind, id] = EVENT.split('/') as [string, string];
    const doc = `${EVENT}/$facts`;
    const seq = await tx.nextSeq();
    await tx.putRecord({ kind, id, facts });
    await tx.putPart({ doc, generation: 0, head: seq, snap: 0, bytes: 0, tailRows: 0, tailBytes: 0, changedAt: now });
    await scope.row({ seq, doc, actor: '', device: '', update: new Uint8Array(), at: now });
    for (const user of await tx.users()) await scope.access(user.id);
    return null;
  });

/** Who decides is not part of this world: every returned ledger is known. */
const knowingHandlers = () => handle(returnLedger, async () => ({ kind: 'known' as const }));

export interface World {
  durable: Durable;
  relay: Relay;
  clock: HandClock;
  addUser(id: string, more?: Partial<UserRow>): Promise<Peer>;
  putFacts(facts: Partial<TestFacts>, record?: string): Promise<void>;
  /** Facts as an accepted command writes them: through the writer, with everybody's rights looked at again. */
  revoke(facts: Partial<TestFacts>): Promise<void>;
  /** Joins the replica door and says HELLO. */
  device(peer: Peer, hello?: Partial<Extract<ClientMessage, { type: 'hello' }>>): Promise<TestDevice>;
  store: ReturnType<typeof openMemoryStore>;
}

export function newWorld(options: { durable?: Durable; fault?: Fault } = {}): World {
  const durable = options.durable ?? newDurable(WORKSPACE);
  const store = openMemoryStore(durable, options.fault);
  const clock = handClock();
  let seed = 1;
  const random = (): number => {
    seed = (seed * 48271) % 2147483647;
    return seed / 2147483647;
  };
  const relay = createRelay({ store, rights, clock, random, handlers: () => ({ ...putFactsHandlers(), ...knowingHandlers() }) });

  return {
    durable,
    relay,
    clock,
    store,
    async addUser(id, more) {
      const user: UserRow = {
        id,
        email: `${id}@example.test`,
        name: id.toUpperCase(),
        roles: '{}',
        password: '',
        disabled: false,
        accessVersion: 1,
        createdAt: 0,
        ...more,
      };
      await store.write(async (tx) => {
        await tx.putUser(user);
        await tx.putDevice({ id: `${id}-device`, user: id, label: '', epoch: WORKSPACE.epoch, createdAt: 0, seenAt: 0 });
      });
      return { user: id, name: user.name, device: `${id}-device`, session: `${id}-session` };
    },
    async putFacts(facts, record = EVENT) {
      const [kind, id] = record.split('/') as [string, string];
      await store.write(async (tx) => {
        const seq = await tx.nextSeq();
        const doc = `${record}/$facts`;
        await tx.putRecord({ kind, id, facts: JSON.stringify({ readers: [], writers: [], frozen: [], ...facts }) });
        await tx.putPart({ doc, generation: 0, head: seq, snap: 0, bytes: 0, tailRows: 0, tailBytes: 0, changedAt: clock.now() });
        await tx.addRow({ seq, doc, actor: '', device: '', update: new Uint8Array(), at: clock.now() });
      });
    },
    async revoke(facts) {
      await relay.writer.submit(putFactsJob, { facts: JSON.stringify({ readers: [], writers: [], frozen: [], ...facts }) });
    },
    async device(peer, hello) {
      const socket = newSocket() as TestSocket;
      socket.joined = relay.replica.join(socket, peer);
      const device: TestDevice = {
        socket,
        say: (message) => socket.joined.receive(encode(message)),
        heard: () => socket.sent.splice(0).map((bytes) => decode(bytes, limits.MAX_PAGE_MESSAGE_BYTES) as ServerMessage),
      };
      device.say({
        type: 'hello',
        protocol: PROTOCOL,
        schemas: '{}',
        device: peer.device,
        workspace: '',
        epoch: '',
        cursor: 0,
        accessVersion: 0,
        ...hello,
      });
      await settle();
      return device;
    },
  };
}
