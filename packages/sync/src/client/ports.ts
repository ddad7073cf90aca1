/** What the client needs from its platform: the browser's in the app, a scripted one in the simulator. */
import type { BlobPlace } from '../store/contract.ts';
import type { Awareness } from 'y-protocols/awareness';
import type * as Y from 'yjs';

export interface Clock {
  /** What the device's clock says, milliseconds since 1970. People and networks set it: it may jump, back as well. */
  now(): number;
  /** Milliseconds since some moment, fractions too. Goes on evenly whatever the clock is set to: all waiting is counted on it. */
  elapsed(): number;
  /** Runs `task` after `ms`; the answer cancels it. */
  after(ms: number, task: () => void): () => void;
}

export interface SocketHandlers {
  opened(): void;
  message(bytes: Uint8Array): void;
  closed(code: number): void;
}

export interface ReplicaSocket {
  send(bytes: Uint8Array): void;
  close(): void;
}

export type PostAnswer =
  /** `head`: number of the new facts in the log; 0 when they are nothing new. */
  | { ok: true; head: number }
  /** `again`: not decided, to be asked again later (server behind, signed out, busy). */
  | { ok: false; code: string; details: string; again: boolean };

export interface LiveHooks {
  /**
   * Called with the update as it came, after it was applied. What Yjs tells of applying it is not the same: that also holds
   * what local edits, which nobody has confirmed, did to it.
   */
  heard(update: Uint8Array): void;
  /** The server closed the link for good. */
  ended(code: number): void;
}

/** A live link of one open part. Updates that it applies to the Y.Doc carry `origin`. */
export interface LiveLink {
  readonly origin: unknown;
  close(): void;
}

export type BlobAnswer =
  /** `received`: bytes that the server has durably. A reference answers with those alone. */
  | { ok: true; received: number; done: boolean }
  /** `expected`: the offset at which it would go on. */
  | { ok: false; code: string; expected?: number };

/** The lane of attachments (SPEC BLB). Both throw when there was no answer. */
export interface BlobPort {
  put(hash: string, size: number, offset: number, bytes: Uint8Array): Promise<BlobAnswer>;
  refer(place: BlobPlace): Promise<BlobAnswer>;
}

/** Messages between the tabs of one device (SPEC DEV7). */
export type TabMessage = { type: 'changed'; docs: readonly string[]; outbox: boolean } | { type: 'leader'; status: string };

export interface TabPort {
  post(message: TabMessage): void;
  listen(listener: (message: TabMessage) => void): () => void;
}

export interface LockPort {
  /**
   * Asks for the lock of that name and calls `held` when it is ours. `held` runs as long as it leads; `lost` resolves
   * when another tab stole the lock. `release` ends the request or the holding.
   */
  request(steal: boolean, held: (lost: Promise<void>) => Promise<void>): { release(): void };
}

export interface Ports {
  clock: Clock;
  /** In [0, 1). */
  random(): number;
  /** A UUID. */
  newId(): string;
  /** A Yjs client id, never used before (SPEC DEV4). */
  newClientId(): number;
  socket(handlers: SocketHandlers): ReplicaSocket;
  /** Delivers a command; throws when there was no answer. */
  post(body: string): Promise<PostAnswer>;
  /** Null where attachments are not sent. */
  blobs: BlobPort | null;
  /** Opens a live link, or null where there is none. */
  live: ((doc: string, ydoc: Y.Doc, awareness: Awareness, hooks: LiveHooks) => LiveLink) | null;
  /** Awareness of an open part. Made outside because it keeps a timer. */
  newAwareness(ydoc: Y.Doc): Awareness;
  tabs: TabPort;
  locks: LockPort;
  /** Network and visibility as the platform tells; calls the listener on each change. */
  surroundings(listener: (now: { online: boolean; visible: boolean }) => void): { online: boolean; visible: boolean; stop(): void };
}

export interface Identity {
  device: string;
  workspace: string;
  user: string;
  /** Versions of the kinds this app knows, canonical JSON; opaque here. */
  schemas: string;
}
