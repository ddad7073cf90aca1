/** The relay put together. It moves bytes and knows no kind: rights, storage, time and further jobs come from outside. */
import type { Store } from '../store/contract.ts';
import { appendHandlers, type AppendDeps } from './append.ts';
import { compactionHandlers, createCompaction, type Compaction } from './compaction.ts';
import { createFeed } from './feed.ts';
import { holdPageHandlers } from './hold-page.ts';
import type { Random } from './ids.ts';
import type { Cut, Handlers, Writer } from './job.ts';
import { createLiveDoor, type LiveDoor } from './live-door.ts';
import { createPartDocs, type PartDocs } from './part-docs.ts';
import type { Clock, Peer, Rights } from './ports.ts';
import { quarantineHandlers } from './quarantine.ts';
import { createReplicaDoor, type ReplicaDoor } from './replica-door.ts';
import type { MayComeBack } from './returning.ts';
import { createWaiting } from './waiting.ts';
import { createWriter } from './writer.ts';

export interface RelayDeps {
  /** Only its reader is used when a writer is given. */
  store: Store;
  rights: Rights;
  clock: Clock;
  random: Random;
  /** Further jobs for the writer that is made here; `parts` are the documents it writes to. */
  handlers?: (parts: PartDocs) => Handlers;
  /** A writer that runs elsewhere (in a thread of its own), with `relayHandlers` among its handlers. */
  writer?: Writer;
  /** For the writer that is made here; without it nothing was brought back. */
  mayComeBack?: MayComeBack;
  /** Told of a part that Yjs cannot build, each time it is left out of a page. */
  unreadable?: (doc: string) => void;
}

export interface Relay {
  replica: Pick<ReplicaDoor, 'join'>;
  live: Pick<LiveDoor, 'join'>;
  writer: Writer;
  compaction: Pick<Compaction, 'look'>;
  /** Closes sockets for good (SPEC SES5). */
  cut(target: Cut): void;
  /** Who is connected, once for each socket. */
  peers(): { replica: Peer[]; live: Peer[] };
  /** SPEC SRV3. The store stays open. */
  close(): Promise<void>;
}

/** The jobs that the doors ask the writer for. */
export const relayHandlers = ({ rights, parts, mayComeBack }: AppendDeps): Handlers => ({
  ...appendHandlers({ rights, parts, mayComeBack }),
  ...holdPageHandlers(rights),
  ...quarantineHandlers(),
  ...compactionHandlers(parts),
});

export function createRelay(relayDeps: RelayDeps): Relay {
  const { rights, clock, random } = relayDeps;
  const { read } = relayDeps.store;
  const writer = relayDeps.writer ?? ownWriter(relayDeps);
  const { unreadable = () => undefined } = relayDeps;
  const deps = { read, writer, rights, clock, random, waiting: createWaiting(), unreadable };
  const replica = createReplicaDoor(deps);
  const live = createLiveDoor(deps);
  const compaction = createCompaction({ read, writer, clock });
  const feed = createFeed({
    read,
    clock,
    missed(head) {
      replica.poke(head);
      void live.reload().catch(() => undefined);
    },
    restored() {
      replica.sendAway();
      live.sendAway();
    },
  });

  const cut = (target: Cut): void => {
    replica.cut(target);
    live.cut(target);
  };

  writer.onCommit((commit) => {
    for (const target of commit.cuts) cut(target);
    feed.committed(commit);
    live.committed(commit);
    replica.committed(commit);
    compaction.committed(commit);
  });

  return {
    replica,
    live,
    writer,
    compaction,
    cut,
    peers: () => ({ replica: replica.peers(), live: live.peers() }),
    async close() {
      feed.close();
      compaction.close();
      const doors = [replica.close(), live.close()];
      await writer.close();
      await Promise.all(doors);
    },
  };
}

function ownWriter({ store, rights, clock, handlers, mayComeBack = async () => false }: RelayDeps): Writer {
  const parts = createPartDocs();
  return createWriter({ store, clock, handlers: { ...relayHandlers({ rights, parts, mayComeBack }), ...handlers?.(parts) } });
}
