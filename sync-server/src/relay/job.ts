/** What the writer does, one job after another: handlers come from outside, so that it knows neither relay nor domain. */
import type { Tx } from '../store/contract.ts';
import type { LogRow } from '../store/rows.ts';

/** A name with the types of what goes in and what comes out. Both must survive structured cloning. */
export interface JobKind<P, A> {
  readonly name: string;
  readonly shape?: (payload: P) => A;
}

export const jobKind = <P, A>(name: string): JobKind<P, A> => ({ name });

/** Sockets that must be closed: all of a session, a user or a device (SPEC SES5). */
export type Cut = { session: string } | { user: string } | { device: string };

/** A row that others may want to hear of at once. */
export interface CommittedRow extends LogRow {
  /** Live socket it came through, which need not hear it again; empty otherwise. */
  from: string;
  /** What its part's tail has become by it, where that is known. */
  tail?: Tail | undefined;
}

/** Rows behind a part's snapshot, and their bytes. */
export interface Tail {
  rows: number;
  bytes: number;
}

/** What one transaction did, told after it is durable (SPEC PSH2). */
export interface Commit {
  head: number;
  rows: CommittedRow[];
  /** Users who may see something else now. */
  access: string[];
  cuts: Cut[];
}

/** A job's view of the transaction. What it notes here is told only if the transaction becomes durable. */
export interface Scope {
  tx: Tx;
  now: number;
  /** Adds a log row. */
  row(row: LogRow, from?: string, tail?: Tail): Promise<void>;
  /** Raises the user's access version and lets open sockets be looked at again. */
  access(user: string): Promise<void>;
  cut(target: Cut): void;
  /** Runs when this job's writes did not become durable. */
  onUndo(task: () => void): void;
}

export type Handler = (scope: Scope, payload: unknown) => Promise<unknown>;
export type Handlers = Record<string, Handler>;

/** Pairs a kind of job with what does it. */
export const handle = <P, A>(kind: JobKind<P, A>, handler: (scope: Scope, payload: P) => Promise<A>): Handlers => ({
  [kind.name]: handler as Handler,
});

/** The transaction did not become durable: nothing of the job is stored, it may be tried again. */
export class NotStored extends Error {
  constructor(cause: unknown) {
    super('not stored', { cause });
  }
}

export interface Writer {
  /** Resolves when the transaction that held the job is durable. @throws NotStored, or what the handler threw */
  submit<P, A>(kind: JobKind<P, A>, payload: P): Promise<A>;
  onCommit(listener: (commit: Commit) => void): void;
  /** Takes no more jobs; resolves when those queued are done. */
  close(): Promise<void>;
}
