/** One seeded run: up to five devices and a server, chance at work between them, and quiet at the end. */
import * as Y from 'yjs';
import type { BlobAnswer, BlobPort } from '../src/client/index.ts';
import type { BlobPlace } from '../src/store/contract.ts';
import { recordOf } from '../src/protocol/names.ts';
import { BlobLedger } from './blob-ledger.ts';
import type { Bytes } from './blob-lane.ts';
import { FakeClock } from './clock.ts';
import { Decisions } from './decisions.ts';
import { Device, type Account, type Tab } from './device.ts';
import { Broken } from './broken.ts';
import { docOf, durableUpdates, RunLedger } from './ledger.ts';
import { FINE, Network, STORM } from './network.ts';
import { BOSS, CASE, mayRead, PARTS } from './office.ts';
import { checkPlan, PLAN, type Copy } from './plan.ts';
import { Rng } from './rng.ts';
import { Server, sound, type Saboteur } from './server.ts';

export interface RunOptions {
  seed: number;
  steps?: number;
  saboteur?: Saboteur;
  /** Broken on purpose: every opening of a part on a device gets the same client id. */
  reuseClientIds?: boolean;
  /** Broken on purpose: devices let go of attachments whether the server has them or not. */
  careless?: boolean;
}

export interface RunReport {
  seed: number;
  actions: Record<string, number>;
  acks: number;
  pages: number;
  liveUpdates: number;
  proposals: number;
  /** Links of the ledger that came back after a restore. */
  adopted: number;
  /** References that the server took, blobs that it gave away, and attachments that devices keep as refused. */
  referred: number;
  fetched: number;
  refusedHere: number;
}

const START = 1_760_000_000_000;
/** Time that passes between two looks at a clock. */
const CREEP_MS = 0.37;
/** Longest time that a world at peace may need to become quiet, milliseconds. */
const PEACE_MS = 240_000;

const ACCOUNTS: readonly Account[] = [
  { user: BOSS, device: 'boss-laptop' },
  { user: 'luo', device: 'luo-laptop' },
  { user: 'luo', device: 'luo-tablet' },
  { user: 'sun', device: 'sun-tablet' },
  { user: 'zhao', device: 'zhao-laptop' },
];

export class World {
  readonly clock = new FakeClock(START, CREEP_MS);
  readonly rng: Rng;
  readonly network: Network;
  readonly server: Server;
  readonly devices: Device[];
  readonly ledger: RunLedger;
  readonly blobs: BlobLedger;
  readonly decisions = new Decisions();
  readonly careless: boolean;
  readonly records: string[] = [];
  readonly actions: Record<string, number> = {};
  #broken: Error | null = null;
  /** Docs of which a restore lost something. */
  readonly #rewound = new Set<string>();

  constructor({ seed, saboteur = sound, reuseClientIds = false, careless = false }: RunOptions) {
    this.careless = careless;
    this.rng = new Rng(seed);
    this.network = new Network(this.clock, this.rng);
    const accounts = ACCOUNTS.slice(0, 2 + this.rng.below(ACCOUNTS.length - 1));
    this.ledger = new RunLedger(() => this.server.durable);
    this.blobs = new BlobLedger(
      () => this.server.durable,
      () => this.server.folder,
    );
    this.server = new Server(
      this.clock,
      this.rng,
      this.network,
      {
        sent: (account, doc, bytes) => this.#guard(() => this.ledger.sent(account, doc, bytes)),
        received: (account, bytes) => this.#guard(() => this.ledger.received(account, bytes)),
      },
      saboteur,
      accounts,
    );
    const ids = new Map<string, number>();
    const surroundings = {
      clock: this.clock,
      rng: this.rng,
      network: this.network,
      careless,
      acceptReplica: (account: Account) => this.server.acceptReplica(account),
      acceptLive: (account: Account, doc: string) => this.server.acceptLive(account, doc),
      post: (account: Account, body: string) => this.server.post(account, body),
      saved: (account: Account, doc: string, update: Uint8Array) => this.ledger.saved(account, doc, update),
      discarded: (updates: readonly Uint8Array[]) => this.ledger.discarded(updates),
      blobs: (account: Account): BlobPort => ({
        put: (hash, size, offset, bytes) =>
          this.server.ask((lane) => {
            this.blobs.given(account, hash, offset, bytes);
            return lane.put(account.user, hash, size, offset, bytes);
          }),
        refer: (place) => this.referTo(account, place),
      }),
      newClientId: ({ device }: Account) => {
        const fresh = Math.floor(this.rng.next() * 2 ** 32);
        if (!reuseClientIds) return fresh;
        if (!ids.has(device)) ids.set(device, fresh);
        return ids.get(device)!;
      },
    };
    this.devices = accounts.map((account) => new Device(account, surroundings));
  }

  /** As a device fetches; and as anybody does who only knows a hash. */
  async fetchBlob(account: Account, hash: string): Promise<Bytes> {
    const wasDue = this.blobs.isDue(account.user, hash);
    const answer = await this.server.ask((lane) => lane.get(account.user, hash));
    if (answer.ok) this.#guard(() => this.blobs.answeredGet(account, hash, answer.bytes, wasDue));
    return answer;
  }

  async referTo(account: Account, place: BlobPlace): Promise<BlobAnswer> {
    const wasDue = this.blobs.isDue(account.user, place.hash);
    const answer = await this.server.ask((lane) => lane.refer(account.user, place));
    if (answer.ok) this.#guard(() => this.blobs.answeredRefer(account, place, wasDue));
    return answer;
  }

  #guard(look: () => void): void {
    try {
      look();
    } catch (error) {
      this.#broken ??= error as Error;
    }
  }

  count(action: string): void {
    this.actions[action] = (this.actions[action] ?? 0) + 1;
  }

  check(): void {
    if (this.#broken) throw this.#broken;
  }

  tabs(): { device: Device; tab: Tab }[] {
    return this.devices.flatMap((device) => device.tabs.map((tab) => ({ device, tab })));
  }

  /** The storm is over: all is up, online and thawed, and time passes until nothing waits. */
  async makePeace(): Promise<void> {
    this.network.weather = FINE;
    this.server.start();
    this.server.lightFuse(-1);
    this.server.folder.disk.full = false;
    for (const device of this.devices) {
      device.setOnline(true);
      device.full = false;
      for (const tab of device.tabs) {
        tab.frozen = false;
        tab.fuse = -1;
      }
      if (device.tabs.length === 0) await device.openTab();
    }
    for (let waited = 0; waited < PEACE_MS; waited += 1000) {
      await this.clock.pass(1000);
      this.check();
      if (waited > 20_000 && this.#isQuiet()) break;
    }
    this.checkQuiet();
    await this.decisions.check(this.server.durable, this.devices);
  }

  #isQuiet(): boolean {
    const { head } = this.server.durable.tables.workspace.get('')!;
    return this.devices.every(
      ({ disk, tabs }) =>
        disk.outbox.length === 0 &&
        // What waits for a record that is not here waits for good.
        ![...disk.blobRefs.values()].some(({ state, doc }) => state === 'waiting' && disk.facts.has(recordOf(doc))) &&
        disk.lead.cursor === head &&
        [...disk.proposals.values()].every((one) => one.kept) &&
        tabs.some((tab) => tab.client.status().phase === 'live'),
    );
  }

  /** What must hold when nothing moves any more. */
  checkQuiet(): void {
    this.check();
    const { tables } = this.server.durable;
    const plans = new Map<string, Copy[]>();
    for (const { disk, account, tabs } of this.devices) {
      if (disk.outbox.length > 0)
        throw new Broken(
          `[DEV2] ${account.device} still has ${disk.outbox.length} to send: ${JSON.stringify(tabs.map((tab) => tab.client.status()))}`,
        );
      for (const record of tables.record.values()) {
        for (const part of PARTS) {
          const doc = `${record.kind}/${record.id}/${part}`;
          const own = disk.parts.get(doc);
          const here = own && !own.gone && own.rows.length > 0;
          if (!mayRead(account.user, record, part)) {
            if (here) throw new Broken(`[REF5] ${account.device} still holds ${doc}`);
            continue;
          }
          if (!tables.part.has(doc)) continue;
          const durable = durableUpdates(this.server.durable, doc);
          const server = docOf(durable);
          const theirs = JSON.stringify(contentOf(server));
          const raw = (own?.rows ?? []).map((row) => row.bytes);
          const mine = docOf(raw);
          if (part === PLAN) {
            const copies = plans.get(doc) ?? [{ where: 'the server', ydoc: server, raw: durable }];
            copies.push({ where: account.device, ydoc: mine, raw });
            for (const tab of tabs)
              if (tab.open.has(doc)) copies.push({ where: `a tab of ${account.device}`, ydoc: tab.open.get(doc)!.ydoc, raw });
            plans.set(doc, copies);
          }
          if (JSON.stringify(contentOf(mine)) !== theirs) throw new Broken(`[PUL1] ${account.device} differs from the server in ${doc}`);
          for (const tab of tabs) {
            const open = tab.open.get(doc);
            if (open && JSON.stringify(contentOf(open.ydoc)) !== theirs)
              throw new Broken(`[DEV7] an open tab of ${account.device} differs in ${doc}`);
          }
        }
        const facts = disk.facts.get(`${record.kind}/${record.id}`);
        const due = mayRead(account.user, record, CASE) ? record.facts : undefined;
        if (facts !== due) throw new Broken(`[DEC2] ${account.device} has other facts of ${record.id}`);
      }
    }
    for (const [doc, copies] of plans) checkPlan(doc, copies, !this.#rewound.has(doc));
    this.ledger.checkNothingLost(this.devices);
    this.blobs.checkQuiet(this.devices);
  }

  report(seed: number): RunReport {
    const { acks, pages, liveUpdates } = this.ledger;
    const { referred, fetched, refusedHere } = this.blobs.figures(this.devices);
    const proposals = this.devices.reduce((sum, device) => sum + device.disk.proposals.size, 0);
    return {
      seed,
      actions: this.actions,
      acks,
      pages,
      liveUpdates,
      proposals,
      adopted: this.decisions.adopted,
      referred,
      fetched,
      refusedHere,
    };
  }

  readersOf(record: string): string[] {
    const row = [...this.server.durable.tables.record.values()].find((one) => `${one.kind}/${one.id}` === record);
    return row ? (JSON.parse(row.facts) as { readers: string[] }).readers : [];
  }

  restore(): void {
    const rewound = this.server.restore();
    if (!rewound) return;
    for (const doc of rewound) this.#rewound.add(doc);
    this.ledger.forgive(this.devices);
    this.blobs.forgive(this.devices);
    this.decisions.restored(this.devices);
  }

  /** As a device does when it opens a part with many rows; without a doc, one chosen by chance. */
  async compactDevice(device: Device, tab: Tab, doc?: string): Promise<void> {
    const docs = [...device.disk.parts.keys()];
    if (docs.length > 0) await tab.store.compact(doc ?? this.rng.pick(docs), Y.mergeUpdates);
  }

  setStorm(on: boolean): void {
    this.network.weather = on ? STORM : FINE;
  }
}

/** A part's content in an order that does not depend on who built it. */
export function contentOf(ydoc: Y.Doc): unknown {
  const cells = ydoc.getMap('cells').toJSON();
  return { cells: Object.entries(cells).sort(([a], [b]) => (a < b ? -1 : 1)), text: ydoc.getText('text').toJSON() };
}
