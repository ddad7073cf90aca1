/** What the sync pill says, from what the engine and the store know. Pure. */
import type { State } from '../engine/index.ts';
import type { BlobRefState, StoredBlob } from '../store/contract.ts';
import type { BlobCounts, Phase, SyncStatus } from './types.ts';

export const noBlobs: BlobCounts = { waiting: 0, bytes: 0, sent: 0, why: '' };

/** A reference `x.y` goes with `x`, as a thumbnail does with its picture: for people they are one. */
const together = (blobs: readonly StoredBlob[], state: BlobRefState): number =>
  new Set(blobs.flatMap(({ refs }) => refs.filter((ref) => ref.state === state).map(({ doc, item }) => `${doc} ${item.split('.')[0]}`)))
    .size;

/** What waits among the attachments; one that was refused waits for the person, not for the server. */
export function countBlobs(blobs: readonly StoredBlob[], why: string): BlobCounts {
  const waiting = together(blobs, 'waiting');
  if (waiting === 0) return noBlobs;
  const under = blobs.filter(({ refs }) => refs.some(({ state }) => state === 'waiting'));
  const sum = (of: (blob: StoredBlob) => number): number => under.reduce((total, blob) => total + of(blob), 0);
  return { waiting, bytes: sum(({ bytes }) => bytes), sent: sum(({ sent }) => sent), why };
}

export const countRefused = (blobs: readonly StoredBlob[]): number => together(blobs, 'refused');

export interface Counts {
  edits: number;
  intents: number;
  refused: number;
  locked: boolean;
  blobs: BlobCounts;
}

export const startStatus = (now: number): SyncStatus => ({
  phase: 'offline',
  since: now,
  edits: 0,
  intents: 0,
  refused: 0,
  blobs: noBlobs,
  unsaved: 0,
  syncedAt: 0,
  bootstrap: null,
  leader: false,
  refusal: null,
});

function phaseOf(state: State): Phase {
  if (state.refusal === 'unauthenticated') return 'signed-out';
  switch (state.connection.is) {
    case 'closed':
    case 'waiting':
      return 'offline';
    case 'opening':
    case 'greeting':
      // A first attempt may still succeed at once; after failed ones "offline" is the truth.
      return state.attempt > 0 ? 'offline' : 'connecting';
    case 'open':
      if (state.connection.mode === 'drain') return 'drain';
      return state.caughtUp && state.hello.cursor >= state.head ? 'live' : 'catching-up';
  }
}

const isConnected = (phase: Phase): boolean => phase === 'live' || phase === 'catching-up' || phase === 'drain';

/** The leader's own status after the engine moved. */
export function leading(before: SyncStatus, state: State, counts: Counts, now: number): SyncStatus {
  const phase = phaseOf(state);
  const synced = phase === 'live' && counts.edits === 0 && counts.intents === 0 && counts.blobs.waiting === 0 && state.outbox.length === 0;
  return {
    ...before,
    phase,
    since: isConnected(phase) === isConnected(before.phase) ? before.since : now,
    // Once a minute is enough to say when; it keeps the other tabs quiet.
    syncedAt: synced && now - before.syncedAt > 60_000 ? now : before.syncedAt,
    bootstrap: phase === 'catching-up' && before.syncedAt === 0 ? { docs: state.hello.cursor } : null,
    leader: true,
    refusal: state.refusal,
  };
}

/** The status of a tab that heard its leader: connection as told, saving as its own. */
export const followed = (own: SyncStatus, told: SyncStatus): SyncStatus => ({
  ...own,
  phase: told.phase,
  since: told.since,
  syncedAt: told.syncedAt,
  bootstrap: told.bootstrap,
  refusal: told.refusal,
  leader: false,
});
