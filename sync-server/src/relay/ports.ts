/**
 * What the relay needs from outside. It moves bytes and knows no kind: rights, storage, time and sockets come in
 * through these, so that production, tests and the simulator run the same relay code.
 */
import type { RelayCode } from '@qiao/sync/protocol';

/** Either door's socket, one message at a time. */
export interface Socket {
  send(bytes: Uint8Array): void;
  close(code: number, reason: string): void;
  /** Bytes accepted by `send` and not yet given to the network (SPEC SES8). */
  readonly buffered: number;
}

/** What a joined socket's owner must tell its door. */
export interface Joined {
  receive(bytes: Uint8Array): void;
  closed(): void;
}

/** Who is at the other end, as the cookie proved at the upgrade. */
export interface Peer {
  user: string;
  /** Shown beside this person's edits and cursors. */
  name: string;
  device: string;
  /** Hashed session id, to cut its sockets when it is revoked (SPEC SES5). */
  session: string;
}

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Runs `task` after `ms`; the answer cancels it. */
  after(ms: number, task: () => void): () => void;
}

/** A record as the relay sees it: facts are opaque JSON that only `Rights` reads. */
export interface RecordRow {
  kind: string;
  id: string;
  facts: string;
}

/** Decided by the domain. Synchronous and pure over what it is given. */
export interface Rights {
  /** Whether this person may read the part (or `$facts`, `$ledger`) of the record in its present state. */
  mayRead(person: Person, record: RecordRow, part: string): boolean;
  /** Null when an update of the part may be stored now, else why not (`forbidden`, `frozen`, `not-found`). */
  whyNotWrite(person: Person, record: RecordRow, part: string): RelayCode | null;
}

/** What rights are decided on; `roles` is opaque JSON to the relay. `accessVersion` rises with every change of what the person may see. */
export interface Person {
  id: string;
  name: string;
  roles: string;
  accessVersion: number;
}
