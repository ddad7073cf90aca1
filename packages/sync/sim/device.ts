/** A device: a disk, up to two tabs on it, and ways to crash, freeze and cut them. */
import { Awareness } from 'y-protocols/awareness';
import {
  createSyncClient,
  type BlobPort,
  type OpenPart,
  type Ports,
  type PostAnswer,
  type SyncClient,
  type TabMessage,
} from '../src/client/index.ts';
import type { ServerEnd, ServerHandlers } from './network.ts';
import type { Network } from './network.ts';
import type { FakeClock } from './clock.ts';
import type { Rng } from './rng.ts';
import { NotSaved, type DeviceStore } from '../src/store/contract.ts';
import { newDisk, openMemoryStore, type Disk } from '../src/store/memory/index.ts';
import { FakeLocks } from './locks.ts';
import { joinLive } from './live-peer.ts';

export interface Account {
  user: string;
  device: string;
}

/** What the world offers a device. */
export interface Surroundings {
  clock: FakeClock;
  rng: Rng;
  network: Network;
  acceptReplica(account: Account): ((end: ServerEnd) => ServerHandlers) | null;
  acceptLive(account: Account, doc: string): ((end: ServerEnd) => ServerHandlers) | null;
  post(account: Account, body: string): Promise<PostAnswer>;
  /** Every saved edit is remembered, so that its fate can be asked. */
  saved(account: Account, doc: string, update: Uint8Array): void;
  discarded(updates: readonly Uint8Array[]): void;
  newClientId(account: Account): number;
  careless: boolean;
  /** The lane of attachments, as the network lets this account have it. */
  blobs(account: Account): BlobPort;
}

export interface Tab {
  client: SyncClient;
  store: DeviceStore;
  open: Map<string, OpenPart>;
  alive: boolean;
  frozen: boolean;
  /** What a frozen tab has not heard yet. */
  late: (() => void)[];
  /** Dies at this many store steps from now; -1 never. */
  fuse: number;
}

export class Device {
  online = true;
  /** No room for attachments. */
  full = false;
  readonly tabs: Tab[] = [];
  disk: Disk = newDisk();
  readonly account: Account;
  readonly #world: Surroundings;
  readonly #locks = new FakeLocks();
  readonly #channel = new Set<{ tab: Tab; listener: (message: TabMessage) => void }>();
  #surrounded = new Set<(now: { online: boolean; visible: boolean }) => void>();

  constructor(account: Account, world: Surroundings) {
    this.account = account;
    this.#world = world;
  }

  async openTab(): Promise<Tab> {
    const tab: Tab = { client: null!, store: null!, open: new Map(), alive: true, frozen: false, late: [], fuse: -1 };
    this.tabs.push(tab);
    const store = this.#watched(openMemoryStore(this.disk, () => this.#step(tab)));
    tab.store = store;
    tab.client = createSyncClient(store, this.#ports(tab), { ...this.account, workspace: 'w', schemas: '{}' });
    await tab.client.start();
    return tab;
  }

  /** The tab is gone: nothing it awaited comes back, its sockets break, its lock is free. */
  crash(tab: Tab): void {
    tab.alive = false;
    this.tabs.splice(this.tabs.indexOf(tab), 1);
    for (const one of [...this.#channel]) if (one.tab === tab) this.#channel.delete(one);
    void tab.client.stop();
  }

  setOnline(online: boolean): void {
    this.online = online;
    for (const tell of this.#surrounded) tell({ online, visible: true });
  }

  /** A question over HTTP: lost on its way, or its answer is, as the weather has it. */
  async #asking<T>(question: () => Promise<T>): Promise<T> {
    const { clock, rng, network } = this.#world;
    const travel = async (): Promise<void> => {
      await new Promise<void>((resolve) => clock.after(rng.next() * network.weather.latency, resolve));
      if (!this.online || rng.chance(network.weather.loss)) throw new Error('no connection');
    };
    await travel();
    const answer = await question();
    await travel();
    return answer;
  }

  /** Each step into the store may be the last, or wait until a frozen tab thaws. */
  async #step(tab: Tab): Promise<void> {
    if (tab.alive && tab.fuse >= 0 && tab.fuse-- === 0) this.crash(tab);
    if (!tab.alive) return new Promise(() => undefined);
    while (tab.frozen && tab.alive) await new Promise<void>((resolve) => this.#world.clock.after(100, resolve));
    if (!tab.alive) return new Promise(() => undefined);
  }

  #watched(store: DeviceStore): DeviceStore {
    return {
      ...store,
      saveEdit: async (edit) => {
        const answer = await store.saveEdit(edit);
        // Only what the page could have called saved counts.
        this.#world.saved(this.account, edit.doc, edit.update);
        return answer;
      },
      putBlobPieces: async (...pieces) => {
        if (this.full) throw new NotSaved('full');
        return store.putBlobPieces(...pieces);
      },
      letGoBlob: async (hash) => {
        if (!this.#world.careless) return store.letGoBlob(hash);
        for (const [key, ref] of this.disk.blobRefs) if (ref.hash === hash) this.disk.blobRefs.delete(key);
        return this.disk.blobs.delete(hash);
      },
      discardProposal: async (id) => {
        // The person's word counts, even when the tab dies before it hears that it was done.
        const proposal = this.disk.proposals.get(id);
        if (proposal) this.#world.discarded(proposal.updates);
        await store.discardProposal(id);
      },
    };
  }

  /** Runs a task of this tab when it is neither dead nor frozen. */
  #alive(tab: Tab, task: () => void): void {
    if (!tab.alive) return;
    if (tab.frozen || tab.late.length > 0) {
      // A frozen page hears everything later, in order.
      tab.late.push(task);
      if (tab.late.length === 1) this.#catchUp(tab);
    } else task();
  }

  #catchUp(tab: Tab): void {
    this.#world.clock.after(100, () => {
      if (tab.frozen) return this.#catchUp(tab);
      for (const task of tab.late.splice(0)) if (tab.alive) task();
    });
  }

  #ports(tab: Tab): Ports {
    const { clock, rng, network } = this.#world;
    const after = (ms: number, task: () => void): (() => void) => clock.after(ms, () => this.#alive(tab, task));
    const reachable = (): boolean => this.online && tab.alive;
    return {
      clock: { now: clock.now, elapsed: clock.elapsed, after },
      random: () => rng.next(),
      newId: () => rng.uuid(),
      newClientId: () => this.#world.newClientId(this.account),
      socket: (handlers) =>
        network.connect(
          {
            opened: () => this.#alive(tab, () => handlers.opened()),
            message: (bytes) => this.#alive(tab, () => handlers.message(bytes)),
            closed: (code) => this.#alive(tab, () => handlers.closed(code)),
          },
          this.#world.acceptReplica(this.account),
          reachable,
          true,
        ),
      post: async (body) => {
        if (!this.online) throw new Error('offline');
        const answer = await this.#world.post(this.account, body);
        if (!this.online) throw new Error('the answer was lost');
        return answer;
      },
      blobs: {
        put: (...piece) => this.#asking(() => this.#world.blobs(this.account).put(...piece)),
        refer: (place) => this.#asking(() => this.#world.blobs(this.account).refer(place)),
      },
      live: (doc, ydoc, _awareness, hooks) =>
        joinLive(ydoc, clock, (handlers) => network.connect(handlers, this.#world.acceptLive(this.account, doc), reachable, false), {
          heard: (update) => hooks.heard(update),
          ended: (code) => this.#alive(tab, () => hooks.ended(code)),
        }),
      newAwareness: (ydoc) => {
        const awareness = new Awareness(ydoc);
        // Its timer runs on the real clock, which does not exist here.
        clearInterval(awareness._checkInterval as NodeJS.Timeout);
        return awareness;
      },
      tabs: {
        post: (message) => {
          for (const one of this.#channel)
            if (one.tab !== tab) clock.after(rng.below(5), () => this.#alive(one.tab, () => one.listener(message)));
        },
        listen: (listener) => {
          const one = { tab, listener };
          this.#channel.add(one);
          return () => this.#channel.delete(one);
        },
      },
      locks: this.#locks.port(),
      surroundings: (listener) => {
        const tell = (now: { online: boolean; visible: boolean }): void => this.#alive(tab, () => listener(now));
        this.#surrounded.add(tell);
        return { online: this.online, visible: true, stop: () => this.#surrounded.delete(tell) };
      },
    };
  }
}
