import { OFFLINE_LEASE_DAYS, PUSH_MERGE_MS } from '../protocol/limits.ts';
import { FACTS, recordOf } from '../protocol/names.ts';
import type { State } from '../engine/index.ts';
import type { BlobPlace, DeviceStore, StoredBlob } from '../store/contract.ts';
import { Leader } from './leader.ts';
import { Leadership } from './leadership.ts';
import { Part } from './open-part.ts';
import type { Identity, Ports, TabMessage } from './ports.ts';
import { countBlobs, countRefused, followed, leading, noBlobs, startStatus, type Counts } from './status.ts';
import type { OpenPart, SyncClient, SyncStatus } from './types.ts';

export type * from './ports.ts';
export type * from './types.ts';
export { browserPorts } from './browser.ts';

const DAY = 24 * 60 * 60 * 1000;
/** How long a leader whose store failed waits before it asks for the lead again, milliseconds. */
export const LEAD_RETRY_MS = 2000;

/** Whether the offline lease has run out (SPEC DEV10). Before the first WELCOME there is nothing to lock. */
export const isLeaseOver = (welcomedAt: number, now: number): boolean => welcomedAt > 0 && now - welcomedAt > OFFLINE_LEASE_DAYS * DAY;

/** The sync of one tab: opens parts, stores edits and decisions, and, while it leads, talks to the server. */
export function createSyncClient(store: DeviceStore, ports: Ports, identity: Identity): SyncClient & { again(): void } {
  const parts = new Set<Part>();
  const failing = new Map<object, number>();
  const statusListeners = new Set<(status: SyncStatus) => void>();
  const changedListeners = new Set<(docs: readonly string[]) => void>();
  let status: SyncStatus = startStatus(ports.clock.now());
  let counts: Counts = { edits: 0, intents: 0, refused: 0, locked: false, blobs: noBlobs };
  let leader: Leader | null = null;
  let cancelOutbox: (() => void) | null = null;
  let stopListening: () => void = () => undefined;
  let surroundings: { online: boolean; visible: boolean; stop(): void } | null = null;
  let stopped = false;

  const setStatus = (next: SyncStatus): void => {
    const unsaved = [...failing.values()].reduce((sum, count) => sum + count, 0);
    const { locked, ...waiting } = counts;
    const full: SyncStatus = { ...next, ...waiting, unsaved, phase: locked && next.phase === 'offline' ? 'locked' : next.phase };
    if (JSON.stringify(full) === JSON.stringify(status)) return;
    status = full;
    for (const listener of statusListeners) listener(status);
  };

  let counting: Promise<void> | null = null;
  let countAgain = false;

  /** Resolves when all that is stored now has been counted. Of calls that come while it counts one more look is made: each costs five reads. */
  function recount(): Promise<void> {
    countAgain = true;
    return (counting ??= countOn().finally(() => (counting = null)));
  }

  async function countOn(): Promise<void> {
    while (countAgain) {
      countAgain = false;
      await count();
    }
  }

  async function count(): Promise<void> {
    const [waiting, proposals, refused, cursor, blobs] = await Promise.all([
      store.waiting(),
      store.proposals(),
      store.refusedIntents(),
      store.cursor(),
      store.unsafeBlobs(),
    ]);
    counts = {
      edits: waiting.edits,
      intents: waiting.intents,
      refused: proposals.length + refused.length + countRefused(blobs),
      blobs: countBlobs(blobs, counts.blobs.why),
      locked: isLeaseOver(cursor.welcomedAt, ports.clock.now()),
    };
    if (counts.edits === 0) for (const part of parts) part.allSent();
    setStatus(status);
    // What is synced is known only when the count and the engine agree.
    if (leader) moved(leader.state);
    else linkParts();
  }

  const post = (message: TabMessage): void => {
    if (!stopped) ports.tabs.post(message);
  };
  const tellStatus = (): void => post({ type: 'leader', status: JSON.stringify(status) });

  function moved(state: State): void {
    const before = status;
    setStatus(leading(status, state, counts, ports.clock.now()));
    if (status !== before) tellStatus();
    linkParts();
  }

  /** Told of each piece, so that no list is read anew for it. */
  function uploadsMoved(blobs: readonly StoredBlob[], why: string): void {
    const before = counts.blobs;
    counts = { ...counts, blobs: countBlobs(blobs, why) };
    setStatus(status);
    tellStatus();
    if (before.waiting !== counts.blobs.waiting) changed([], false);
  }

  /** Parts whose record the server knows join the live door while there is a connection. */
  function linkParts(): void {
    for (const part of parts) {
      if (status.phase !== 'live' && status.phase !== 'catching-up') part.unlink();
      else if (part.wantsLink) void store.facts(recordOf(part.doc)).then((facts) => facts !== null && isConnected() && part.link());
    }
  }
  const isConnected = (): boolean => !stopped && (status.phase === 'live' || status.phase === 'catching-up');

  /** Docs changed in the store: this tab's parts read on, listeners hear of it. */
  function heardChange(docs: readonly string[]): void {
    const changed = new Set(docs);
    for (const part of parts) {
      if (changed.has(part.doc)) void part.refresh().then(() => part.refreshAuthors());
      if (changed.has(`${recordOf(part.doc)}/${FACTS}`)) linkParts();
    }
    for (const listener of changedListeners) listener(docs);
    void recount().catch(() => undefined);
  }

  function changed(docs: readonly string[], outbox: boolean): void {
    post({ type: 'changed', docs, outbox });
    heardChange(docs);
    if (outbox) outboxSoon();
  }

  /** Edits of PUSH_MERGE_MS go as one push: the live door has shown them to the others already. */
  function outboxSoon(): void {
    if (!leader || cancelOutbox) return;
    cancelOutbox = ports.clock.after(PUSH_MERGE_MS, () => {
      cancelOutbox = null;
      leader?.readOutbox().catch(() => undefined);
    });
  }

  async function lead(lost: Promise<void>): Promise<void> {
    await new Promise<void>((resolve) => {
      let over = false;
      const end = (): void => {
        if (over) return;
        over = true;
        leader?.stop();
        leader = null;
        resolve();
      };
      leader = new Leader(store, ports, identity, { changed: (docs) => changed(docs, false), moved, uploads: uploadsMoved, ended: end });
      void lost.then(end);
      stopLeading = end;
      leader.start(surroundings ?? { online: true, visible: true }).catch(end);
    });
    setStatus({ ...status, leader: false });
    // The lock is released on return; after a failed store, asking again at once would spin.
    ports.clock.after(LEAD_RETRY_MS, () => leadership.again());
  }
  let stopLeading: () => void = () => undefined;
  /** A tab may die between saving and saying so: what it left is found here. */
  async function lookForOrphans(): Promise<void> {
    const docs = (await leader?.readOutbox()) ?? [];
    if (docs.length > 0) changed(docs, false);
  }

  const leadership = new Leadership(ports.clock, ports.locks, lead, () => {
    tellStatus();
    lookForOrphans().catch(() => undefined);
  });

  function onTabMessage(message: TabMessage): void {
    if (message.type === 'changed') {
      heardChange(message.docs);
      if (message.outbox) {
        // Another tab may have taken entries out as well as put some in.
        if (leader)
          leader
            .readOutbox(true)
            .then(() => leader?.readProposals())
            .catch(() => undefined);
      }
    } else if (!leadership.leading) {
      leadership.heard();
      const told = JSON.parse(message.status) as SyncStatus;
      counts = { ...counts, blobs: told.blobs };
      setStatus(followed(status, told));
      linkParts();
    }
  }

  const hooks = {
    saved: (doc: string, local: boolean) => changed([doc], local),
    failing: (part: object, count: number) => {
      if (count > 0) failing.set(part, count);
      else failing.delete(part);
      setStatus(status);
    },
    closed: (part: object) => {
      parts.delete(part as Part);
      if (failing.delete(part)) setStatus(status);
    },
  };

  return {
    async start() {
      stopListening = ports.tabs.listen(onTabMessage);
      surroundings = ports.surroundings((now) => {
        surroundings = { ...surroundings!, ...now };
        leader?.surroundings(now);
        if (now.visible) for (const part of parts) void part.refresh();
      });
      await recount();
      leadership.start();
    },

    async stop() {
      stopped = true;
      stopLeading();
      leadership.stop();
      stopListening();
      surroundings?.stop();
      cancelOutbox?.();
      for (const part of [...parts]) part.close();
    },

    status: () => status,
    onStatus(listener) {
      statusListeners.add(listener);
      return () => statusListeners.delete(listener);
    },
    onChanged(listener) {
      changedListeners.add(listener);
      return () => changedListeners.delete(listener);
    },

    async openPart(doc): Promise<OpenPart> {
      const part = await Part.open(doc, store, ports, hooks);
      parts.add(part);
      linkParts();
      return part;
    },

    async intend(record, body) {
      const id = ports.newId();
      await store.saveIntent({ id, record, body: JSON.stringify({ ...body, id }), at: ports.clock.now() });
      changed([`${record}/${FACTS}`], true);
      return id;
    },

    async withdrawIntent(id) {
      const gone = await store.withdrawIntent(id);
      post({ type: 'changed', docs: [], outbox: true });
      await leader?.readOutbox(true);
      await recount();
      return gone;
    },

    refusedIntents: () => store.refusedIntents(),
    async dismissIntent(id) {
      await store.dismissIntent(id);
      changed([], false);
    },
    async attach(place: BlobPlace) {
      const kept = await store.keepBlob(place, 'waiting', ports.clock.now());
      if (kept) changed([], true);
      return kept;
    },
    async retryBlob(place) {
      await store.retryBlobRef(place);
      changed([], true);
    },
    async discardBlob(place) {
      await store.discardBlobRef(place);
      changed([], true);
    },
    proposals: () => store.proposals(),
    async retry(id) {
      changed(await store.retryProposal(id, ports.clock.now()), true);
    },
    async discard(id) {
      await store.discardProposal(id);
      changed([], true);
    },
    again: () => void leader?.again().catch(() => undefined),
  };
}
