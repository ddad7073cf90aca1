/** What the rest of the app may ask of the sync client. Everything here works with no network. */
import type { Awareness } from 'y-protocols/awareness';
import type * as Y from 'yjs';
import type { RelayCode } from '../protocol/codes.ts';
import type { Author } from '../protocol/messages.ts';
import type { BlobPlace, Proposal, RefusedIntent } from '../store/contract.ts';

export type Phase = 'offline' | 'connecting' | 'catching-up' | 'live' | 'drain' | 'signed-out' | 'locked';

export interface BlobCounts {
  /** Attachments made here that the server does not have, or to which it has no reference yet. */
  waiting: number;
  /** Of those: all their bytes, and those that the server has. */
  bytes: number;
  sent: number;
  /** What holds them up that somebody could mend (`quota-full`, `disk-full`); empty for nothing. */
  why: string;
}

export interface SyncStatus {
  phase: Phase;
  /** When the phase last changed between connected and not, milliseconds since 1970. */
  since: number;
  /** Edits and intents stored here that the server has not confirmed. */
  edits: number;
  intents: number;
  blobs: BlobCounts;
  /** Proposals, refused intents and refused attachments that wait for the person. */
  refused: number;
  /** Edits that could not even be stored here (SPEC DEV1). 0 is the only good number. */
  unsaved: number;
  /** Last time the outbox was empty and the pages were read to the head; 0 never. */
  syncedAt: number;
  /** While the first pages come: docs read so far. Null otherwise. */
  bootstrap: { docs: number } | null;
  /** Whether this tab holds the replica socket. */
  leader: boolean;
  /** The last final refusal of the whole session (too old, foreign device …), if any. */
  refusal: RelayCode | null;
}

/** A part opened for editing. The Y.Doc is replaced after a refusal or a new generation, so hold the OpenPart, not the doc. */
export interface OpenPart {
  readonly doc: string;
  readonly ydoc: Y.Doc;
  readonly awareness: Awareness;
  readonly generation: number;
  /** Called after `ydoc` was replaced; editors bind anew. The answer unsubscribes. */
  onReplaced(listener: () => void): () => void;
  /** Who wrote with which Yjs client id, as far as the server has told. */
  authors(): Author[];
  /** Called when an edit made in this tab is durable here (`saved`) or could not be stored (`failed`). */
  onSaved(listener: (event: 'saved' | 'failed') => void): () => void;
  /** Resolves when every edit made so far in this tab is durable here; rejects with NotSaved. */
  flushed(): Promise<void>;
  close(): void;
}

export interface SyncClient {
  start(): Promise<void>;
  stop(): Promise<void>;
  status(): SyncStatus;
  onStatus(listener: (status: SyncStatus) => void): () => void;
  /** Docs whose stored state changed, by any tab or by the server. */
  onChanged(listener: (docs: readonly string[]) => void): () => void;
  openPart(doc: string): Promise<OpenPart>;
  /** Stores a command as an intent; resolves with its id when it is durable here. It is sent when its turn comes (SPEC PSH9). */
  intend(record: string, body: object): Promise<string>;
  /** Takes back an intent, from any tab. True: the server does not have it. False: it was sent, or is no longer there (SPEC DEV12). */
  withdrawIntent(id: string): Promise<boolean>;
  refusedIntents(): Promise<RefusedIntent[]>;
  dismissIntent(id: string): Promise<void>;
  /** Notes that a part refers to bytes that are whole in the store, and has them sent. False when pieces of them are missing (SPEC ATT2). */
  attach(place: BlobPlace): Promise<boolean>;
  /** A refused attachment waits again. */
  retryBlob(place: BlobPlace): Promise<void>;
  /** On the person's word only. */
  discardBlob(place: BlobPlace): Promise<void>;
  proposals(): Promise<Proposal[]>;
  retry(proposalId: string): Promise<void>;
  discard(proposalId: string): Promise<void>;
}
