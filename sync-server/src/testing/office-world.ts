/** The relay with the real domain over the memory store: people with roles, commands, content. */
import { randomUUID } from 'node:crypto';
import type { Command, Person } from '@qiao/domain';
import { limits, type AckResult, type ReturnResult } from '@qiao/sync/protocol';
import * as Y from 'yjs';
import { rights } from '../access/authorise.ts';
import { writeRoles } from '../access/domain-person.ts';
import { commandHandlers, type CommandAnswer } from '../commands/decide.ts';
import { createCommands } from '../commands/index.ts';
import { newLedgerKey, type LedgerKey } from '../commands/ledger-key.ts';
import { mayComeBack } from '../commands/coming-back.ts';
import { append } from '../relay/append.ts';
import { createRelay, type Relay } from '../relay/index.ts';
import { ledgerJson } from '../relay/page-doc.ts';
import { returnLedger } from '../relay/returning.ts';
import type { Commit } from '../relay/job.ts';
import { newDurable, openMemoryStore, type Durable, type Fault } from '../store/memory/index.ts';
import type { Store } from '../store/contract.ts';
import { handClock, WORKSPACE, type HandClock } from './relay-world.ts';

export interface OfficeWorld {
  durable: Durable;
  key: LedgerKey;
  store: Store;
  relay: Relay;
  clock: HandClock;
  commits: Commit[];
  person(id: string, who: Partial<Pick<Person, 'roles' | 'desks' | 'department'>>): Promise<void>;
  /** Sends a command; without an id a new one is given. */
  command(user: string, command: Partial<Command>): Promise<CommandAnswer>;
  put(user: string, doc: string, update: Uint8Array, returned?: boolean, forgotten?: boolean): Promise<AckResult>;
  /** What a device holds of the record's ledger and facts. */
  held(): Promise<Held>;
  /** Returns it as a device that still owes does. */
  bringBack(user: string, held: Held): Promise<ReturnResult>;
  /** Sets one field of a part under a new client id. */
  write(user: string, doc: string, key: string, value: unknown): Promise<AckResult>;
}

export interface Held {
  ledger: string;
  facts: string;
}

export const RECORD = '0198aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee';

/** `from`: another office's disk, as it is or as a backup had it, and its key. */
export function newOffice(fault?: Fault, from?: Pick<OfficeWorld, 'durable' | 'key'>): OfficeWorld {
  const durable = from?.durable ?? newDurable(WORKSPACE);
  const store = openMemoryStore(durable, fault);
  const clock = handClock();
  const key = from?.key ?? newLedgerKey();
  let salt = 0;
  const relay = createRelay({
    store,
    rights,
    mayComeBack,
    clock,
    random: Math.random,
    handlers: (parts) => commandHandlers({ parts, key, newSalt: () => `salt ${salt++}` }),
  });
  const commits: Commit[] = [];
  relay.writer.onCommit((commit) => commits.push(commit));
  const commands = createCommands({ writer: relay.writer });

  async function done<T>(answer: Promise<T>): Promise<T> {
    return (await Promise.all([answer, clock.pass(limits.GROUP_COMMIT_MS)]))[0];
  }

  const put = (user: string, doc: string, update: Uint8Array, returned = false, forgotten = false) =>
    done(relay.writer.submit(append, { user, device: `${user}-device`, doc, generation: 0, update, from: '', returned, forgotten }));

  return {
    durable,
    key,
    store,
    relay,
    clock,
    commits,
    put,
    held: async () => ({
      ledger: ledgerJson(await store.read.decisionsOf('event', RECORD, 0)),
      facts: (await store.read.record('event', RECORD))!.facts,
    }),
    bringBack: (user, held) =>
      done(relay.writer.submit(returnLedger, { user, device: `${user}-device`, record: `event/${RECORD}`, ...held })),
    async person(id, { roles = ['officer'], desks = [7], department = '' }) {
      await store.write((tx) =>
        tx.putUser({
          id,
          email: `${id}@example.test`,
          name: id.toUpperCase(),
          roles: writeRoles({ roles, desks, department }),
          password: '',
          disabled: false,
          accessVersion: 1,
          createdAt: 0,
        }),
      );
    },
    command: (user, command) =>
      done(commands({ user, device: `${user}-device` }, { id: randomUUID(), kind: 'event', record: RECORD, ...command })),
    async write(user, doc, field, value) {
      const state = await store.read.partState(doc);
      const ydoc = new Y.Doc();
      if (state?.snapshot.length) Y.applyUpdate(ydoc, state.snapshot);
      for (const row of state?.tail ?? []) Y.applyUpdate(ydoc, row.update);
      const before = Y.encodeStateVector(ydoc);
      ydoc.getMap('fields').set(field, value);
      return put(user, doc, Y.encodeStateAsUpdate(ydoc, before));
    },
  };
}
