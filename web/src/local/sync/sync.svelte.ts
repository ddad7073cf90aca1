import type { OpenPart, SyncClient, SyncStatus } from '@qiao/sync/client';
import type { DeviceStore } from '@qiao/sync/store';
import { databaseOf, type DevicePerson } from '../session/people.ts';
import { session } from '../session/session.svelte.ts';
import { storage } from '../storage.svelte.ts';

/** What is true before the client has been opened. */
const BEFORE: SyncStatus = {
  phase: 'connecting',
  since: 0,
  edits: 0,
  intents: 0,
  refused: 0,
  unsaved: 0,
  syncedAt: 0,
  blobs: { waiting: 0, bytes: 0, sent: 0, why: '' },
  bootstrap: null,
  leader: false,
  refusal: null,
};

/** How often the lease is renewed while a connection lasts, milliseconds. */
const HEARD_EVERY_MS = 3_600_000;

interface Opened {
  user: string;
  client: SyncClient;
  store: DeviceStore;
}

let told = $state.raw<SyncStatus>(BEFORE);
/** A browser does not say that an upgrade was refused for want of a session; the session knows. */
const status = $derived<SyncStatus>(
  session.stale && (told.phase === 'offline' || told.phase === 'connecting') ? { ...told, phase: 'signed-out' } : told,
);
let opened: Promise<Opened> | null = null;
let openedFor = '';
/** The database could not be opened: nothing can be stored on this device now. */
let failed = $state(false);
const parts = new Set<OpenPart>();
const changedListeners = new Set<(docs: readonly string[]) => void>();

async function open(person: DevicePerson): Promise<Opened> {
  // Dexie, Yjs and the client are not needed for the first paint.
  const [{ browserPorts, createSyncClient }, { openDexieStore }, { KINDS }] = await Promise.all([
    import('@qiao/sync/client'),
    import('@qiao/sync/store/dexie'),
    import('@qiao/domain/kinds'),
  ]);
  const database = databaseOf(person);
  const store = openDexieStore(database);
  const schemas = JSON.stringify(Object.fromEntries(KINDS.map((kind) => [kind.name, kind.version]).sort()));
  const client = createSyncClient(store, browserPorts(location.origin, database), {
    device: person.device,
    workspace: person.workspace,
    user: person.user.id,
    schemas,
  });
  client.onStatus(follow);
  client.onChanged((docs) => {
    for (const listener of changedListeners) listener(docs);
  });
  // Before it has started, the client has not counted what waits.
  await client.start();
  follow(client.status());
  return { user: person.user.id, client, store };
}

const isConnected = (phase: SyncStatus['phase']): boolean => phase === 'live' || phase === 'catching-up' || phase === 'drain';

/** Since when there is no connection, kept over a reload: the client itself begins anew with each page. */
const OFFLINE_SINCE = 'qiao.offline-since';

function withMemory(next: SyncStatus): SyncStatus {
  if (isConnected(next.phase)) {
    localStorage.removeItem(OFFLINE_SINCE);
    return next;
  }
  if (next.phase !== 'offline') return next;
  const since = Number(localStorage.getItem(OFFLINE_SINCE)) || next.since;
  localStorage.setItem(OFFLINE_SINCE, String(since));
  return { ...next, since };
}

function follow(now: SyncStatus): void {
  const next = withMemory(now);
  // The server knows this person: the lease runs anew. Once an hour is enough while the connection lasts.
  const contactAt = session.person?.contactAt ?? 0;
  if (isConnected(next.phase) && (!isConnected(told.phase) || Date.now() - contactAt > HEARD_EVERY_MS)) session.heard(Date.now());
  if (next.phase === 'signed-out') session.markStale();
  if (next.phase === 'locked') session.expire();
  if (next.edits + next.intents + next.blobs.waiting > 0) void storage.workIsHere();
  told = next;
  session.countUnsent(next.edits + next.intents + next.blobs.waiting + next.refused);
}

/** The one sync client of this tab, for the person who is signed in. */
export const sync = {
  get status(): SyncStatus {
    return status;
  },
  /** What the server does not have yet and the person would miss: entries of the outbox, and what could not be stored. */
  get unsent(): number {
    return status.edits + status.intents + status.blobs.waiting + status.unsaved;
  },

  /** The device's storage could not be opened; the next use tries again. */
  get failed(): boolean {
    return failed;
  },

  /** Opens the database and the client of the signed-in person, once, however many ask at the same time. */
  opened(): Promise<Opened> {
    const person = session.me;
    if (opened && openedFor === person.user.id) return opened;
    const before = sync.close();
    const opening = before.then(() => open(person));
    openedFor = person.user.id;
    opened = opening;
    failed = false;
    opening.catch(() => {
      failed = true;
      if (opened === opening) opened = null;
    });
    return opening;
  },

  async openPart(doc: string): Promise<OpenPart> {
    const part = await (await sync.opened()).client.openPart(doc);
    parts.add(part);
    const close = part.close.bind(part);
    part.close = () => {
      parts.delete(part);
      close();
    };
    return part;
  },

  /** Docs that changed here, by this tab, another, or the server. The answer unsubscribes. */
  onChanged(listener: (docs: readonly string[]) => void): () => void {
    changedListeners.add(listener);
    return () => changedListeners.delete(listener);
  },

  /** Resolves when everything typed in this tab is durable here; rejects when it cannot be stored. */
  async settled(): Promise<void> {
    await Promise.all([...parts].map((part) => part.flushed()));
  },

  /** A file of all that the server does not have, also of what could not be stored here. */
  async exportAll(): Promise<void> {
    const { exportUnsent } = await import('../unsent-file.ts');
    await exportUnsent(session.me, [...parts]);
  },

  async close(): Promise<void> {
    const closing = opened;
    opened = null;
    openedFor = '';
    told = BEFORE;
    const held = await closing?.catch(() => null);
    if (!held) return;
    const { client, store } = held;
    // What was typed is stored before the database closes; a failure was already said by the pill.
    await sync.settled().catch(() => undefined);
    await client.stop();
    await store.close();
  },
};
