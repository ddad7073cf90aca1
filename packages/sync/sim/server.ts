/** The real relay on a disk that outlives it, with crashes at any step of its store. */
import { newLedgerKey } from '../../../sync-server/src/commands/ledger-key.ts';
import { mayComeBack } from '../../../sync-server/src/commands/coming-back.ts';
import { createRelay, type Relay } from '../../../sync-server/src/relay/index.ts';
import type { Disk } from '../../../sync-server/src/blobs/disk.ts';
import { blobHandlers } from '../../../sync-server/src/blobs/jobs.ts';
import { compact } from '../../../sync-server/src/relay/compaction.ts';
import { newDurable, openMemoryStore, restore, snapshot, type Durable } from '../../../sync-server/src/store/memory/index.ts';
import type { Store } from '../../../sync-server/src/store/contract.ts';
import type { PostAnswer } from '../src/client/ports.ts';
import { BlobFolder, type Lane } from './blob-lane.ts';
import type { FakeClock } from './clock.ts';
import type { Account } from './device.ts';
import type { Network, ServerEnd, ServerHandlers } from './network.ts';
import { decide, officeHandlers, rights, type Decision } from './office.ts';
import type { Rng } from './rng.ts';

export interface Witness {
  /** Everything the server sends, the moment it leaves. */
  sent(account: Account, doc: string | null, bytes: Uint8Array): void;
  received(account: Account, bytes: Uint8Array): void;
}

/** Store and disk with a rule broken on purpose; the sound one changes nothing. */
export interface Saboteur {
  store(store: Store, durable: Durable): Store;
  disk(disk: Disk): Disk;
}
export const sound: Saboteur = { store: (store) => store, disk: (disk) => disk };

export class Server {
  readonly durable: Durable;
  /** Attachments on the disk. */
  readonly folder = new BlobFolder();
  #relay: Relay | null = null;
  #lane: Lane | null = null;
  #alive = { yes: false, fuse: -1 };
  #backup: { content: Durable; files: ReadonlyMap<string, Uint8Array> } | null = null;
  readonly #key = newLedgerKey();
  readonly #clock: FakeClock;
  readonly #rng: Rng;
  readonly #network: Network;
  readonly #witness: Witness;
  readonly #saboteur: Saboteur;

  constructor(clock: FakeClock, rng: Rng, network: Network, witness: Witness, saboteur: Saboteur, accounts: readonly Account[]) {
    this.#clock = clock;
    this.#rng = rng;
    this.#network = network;
    this.#witness = witness;
    this.#saboteur = saboteur;
    this.durable = newDurable({ id: 'w', head: 0, epoch: 'epoch-1' });
    const { tables } = this.durable;
    for (const { user, device } of accounts) {
      tables.user.set(user, {
        id: user,
        email: `${user}@example.org`,
        name: user,
        roles: '[]',
        password: '',
        disabled: false,
        accessVersion: 1,
        createdAt: 0,
      });
      tables.device.set(device, { id: device, user, label: '', epoch: 'epoch-1', createdAt: 0, seenAt: 0 });
    }
  }

  get isUp(): boolean {
    return this.#alive.yes;
  }

  start(): void {
    if (this.isUp) return;
    const alive = { yes: true, fuse: -1 };
    this.#alive = alive;
    const step = async (): Promise<void> => {
      if (alive.yes && alive.fuse >= 0 && alive.fuse-- === 0) this.crash();
      if (!alive.yes) return new Promise(() => undefined);
    };
    const whileAlive = (task: () => void) => (): void => {
      if (alive.yes) task();
    };
    const store = this.#saboteur.store(openMemoryStore(this.durable, step), this.durable);
    this.#relay = createRelay({
      store,
      rights,
      clock: { now: this.#clock.now, after: (ms, task) => this.#clock.after(ms, whileAlive(task)) },
      random: () => this.#rng.next(),
      handlers: () => ({ ...officeHandlers(this.#key), ...blobHandlers(rights) }),
      mayComeBack,
    });
    this.#lane = this.folder.open(store.read, this.#relay, this.#saboteur.disk(this.folder.disk.mounted(step)));
  }

  /** Gone at once: what it awaited never comes, its sockets break. */
  crash(): void {
    this.#alive.yes = false;
    this.#relay = null;
    this.#lane = null;
    this.folder.disk.crash();
    this.#network.cut();
  }

  /** Dies at this many steps of its store from now. */
  lightFuse(steps: number): void {
    this.#alive.fuse = steps;
  }

  takeBackup(): void {
    this.#backup = { content: snapshot(this.durable), files: this.folder.wholeFiles() };
  }

  /** As the restore command does: the backup's content under a new epoch. Records made since come back from devices (SPEC EPO5). Gives the docs that it rewound; null without a backup. */
  restore(): string[] | null {
    const backup = this.#backup;
    if (!backup) return null;
    const { content, files } = backup;
    const rewound = [...this.durable.tables.part.values()].filter(({ doc, head }) => content.tables.part.get(doc)?.head !== head);
    this.crash();
    restore(this.durable, content);
    // At times the disk itself was lost, with what was attached since.
    this.folder.disk.restore(files, this.#rng.chance(0.5));
    const { tables } = this.durable;
    tables.workspace.set('', { ...tables.workspace.get('')!, epoch: `epoch-${this.#rng.uuid()}` });
    tables.held.clear();
    return rewound.map(({ doc }) => doc);
  }

  /** Merges a part's tail; without a doc, one chosen by chance. */
  async compact(): Promise<void> {
    const docs = [...this.durable.tables.part.keys()].filter((doc) => !doc.includes('$'));
    if (this.#relay && docs.length > 0) await this.#relay.writer.submit(compact, { doc: this.#rng.pick(docs) }).catch(() => undefined);
  }

  acceptReplica(account: Account): ((end: ServerEnd) => ServerHandlers) | null {
    return this.#accept(account, null, (relay, end) => relay.replica.join(end, this.#peer(account)));
  }

  acceptLive(account: Account, doc: string): ((end: ServerEnd) => ServerHandlers) | null {
    return this.#accept(account, doc, (relay, end) => relay.live.join(end, this.#peer(account), doc));
  }

  #accept(
    account: Account,
    doc: string | null,
    join: (relay: Relay, end: ServerEnd) => ServerHandlers,
  ): (end: ServerEnd) => ServerHandlers {
    return (end) => {
      const relay = this.#relay;
      if (!relay) {
        end.close(1006, '');
        return { receive: () => undefined, closed: () => undefined };
      }
      const alive = this.#alive;
      const watched: ServerEnd = {
        send: (bytes) => {
          if (!alive.yes) return;
          this.#witness.sent(account, doc, bytes);
          end.send(bytes);
        },
        close: (code, reason) => alive.yes && end.close(code, reason),
        buffered: 0,
      };
      const joined = join(relay, watched);
      return {
        receive: (bytes) => {
          if (!alive.yes) return;
          if (doc === null) this.#witness.received(account, bytes);
          joined.receive(bytes);
        },
        closed: () => alive.yes && joined.closed(),
      };
    };
  }

  #peer = ({ user, device }: Account) => ({ user, name: user, device, session: `session-${device}` });

  /** Asks the lane of attachments; throws when there is no answer. */
  async ask<T>(question: (lane: Lane) => Promise<T>): Promise<T> {
    if (!this.#lane) throw new Error('the server is down');
    const alive = this.#alive;
    const answer = await Promise.race([question(this.#lane), this.#silence()]);
    if (!alive.yes) throw new Error('the answer was lost');
    return answer;
  }

  /** A server that dies never answers; the one who asked gives up after a while. */
  #silence = (): Promise<never> => new Promise((_resolve, reject) => this.#clock.after(10_000, () => reject(new Error('no answer'))));

  async post(account: Account, body: string): Promise<PostAnswer> {
    if (!this.#relay) throw new Error('the server is down');
    const alive = this.#alive;
    const answer = await Promise.race([
      this.#relay.writer.submit(decide, { user: account.user, decision: JSON.parse(body) as Decision }),
      this.#silence(),
    ]);
    if (!alive.yes) throw new Error('the answer was lost');
    return answer;
  }
}
