/** The relay with the real domain over the memory store: people with roles, commands, content. */
import { randomUUID } from 'node:crypto';
import type { Command, Person } from '@qiao/domain';
import { limits, type AckResult } from '@qiao/sync/protocol';
import * as Y from 'yjs';
import { rights } from '../access/authorise.ts';
import { writeRoles } from '../access/domain-person.ts';
import { commandHandlers, type CommandAnswer } from '../commands/decide.ts';
import { createCommands } from '../commands/index.ts';
import { newLedgerKey } from '../commands/ledger-key.ts';
import { append } from '../relay/append.ts';
import { createRelay, type Relay } from '../relay/index.ts';
import type { Commit } from '../relay/job.ts';
import { newDurable, openMemoryStore, type Durable, type Fault } from '../store/memory/index.ts';
import type { Store } from '../store/contract.ts';
import { handClock, WORKSPACE, type HandClock } from './relay-world.ts';

export interface OfficeWorld {
  durable: Durable;
  store: Store;
  relay: Relay;
  clock: HandClock;
  commits: Commit[];
  person(id: string, who: Partial<Pick<Person, 'roles' | 'desks' | 'department'>>): Promise<void>;
  /** Sends a command; without an id a new one is given. */
  command(user: string, command: Partial<Command>): Promise<CommandAnswer>;
  put(user: string, doc: string, update: Uint8Array): Promise<AckResult>;
  /** Sets one field of a part under a new client id. */
  write(user: string, doc: string, key: string, value: unknown): Promise<AckResult>;
}

export const RECORD = '0198aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee';

export function newOffice(fault?: Fault): OfficeWorld {
  const durable = newDurable(WORKSPACE);
  const store = openMemoryStore(durable, fault);
  const clock = handClock();
  const key = newLedgerKey();
  let salt = 0;
  const relay = createRelay({
    store,
    rights,
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

  const put = (user: string, doc: string, update: Uint8Array) =>
    done(relay.writer.submit(append, { user, device: `${user}-device`, doc, generation: 0, update, from: '', returned: false }));

  return {
    durable,
    store,
    relay,
    clock,
    commits,
    put,
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
