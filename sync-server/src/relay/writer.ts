/** The one writer: a queue, group commit (SPEC SRV1), a savepoint for each job (SPEC PSH8). */
import { limits } from '@qiao/sync/protocol';
import type { Store, Tx } from '../store/contract.ts';
import { NotStored, type Commit, type Handlers, type JobKind, type Scope, type Writer } from './job.ts';
import type { Clock } from './ports.ts';

interface Queued {
  name: string;
  payload: unknown;
  resolve(answer: unknown): void;
  reject(error: unknown): void;
}

type Outcome = { ok: true; answer: unknown } | { ok: false; error: unknown };

export interface WriterDeps {
  store: Store;
  clock: Clock;
  handlers: Handlers;
}

export function createWriter({ store, clock, handlers }: WriterDeps): Writer {
  const queue: Queued[] = [];
  const listeners: ((commit: Commit) => void)[] = [];
  let stopTimer: (() => void) | null = null;
  /** When the last group began; what comes long after it has nothing to wait for. */
  let began = -Infinity;
  let running: Promise<void> | null = null;
  let closed = false;

  function schedule(): void {
    if (running) return;
    const passed = clock.now() - began;
    if (queue.length >= limits.GROUP_COMMIT_ROWS || closed) start();
    else if (passed >= limits.GROUP_COMMIT_MS) startAfterThisTurn();
    else stopTimer ??= clock.after(Math.min(limits.GROUP_COMMIT_MS - passed, limits.GROUP_COMMIT_MS), start);
  }

  /** What is submitted in one turn is one group. */
  function startAfterThisTurn(): void {
    if (stopTimer) return;
    let stopped = false;
    stopTimer = () => void (stopped = true);
    queueMicrotask(() => stopped || start());
  }

  function start(): void {
    stopTimer?.();
    stopTimer = null;
    began = clock.now();
    running = run().finally(() => {
      running = null;
      // A job may have come after the last look into the queue.
      if (queue.length > 0) schedule();
    });
  }

  async function run(): Promise<void> {
    while (queue.length > 0) await commitGroup(queue.splice(0, limits.GROUP_COMMIT_ROWS));
  }

  async function commitGroup(jobs: Queued[]): Promise<void> {
    const group = newGroup();
    try {
      const outcomes = await store.write(async (tx) => {
        const done: Outcome[] = [];
        for (const job of jobs) done.push(await runJob(job, tx, group));
        group.commit.head = (await tx.workspace()).head;
        return done;
      });
      const { commit } = group;
      if (commit.rows.length + commit.access.length + commit.cuts.length > 0) for (const listener of listeners) listener(commit);
      jobs.forEach((job, index) => settle(job, outcomes[index]!));
    } catch (error) {
      for (const undo of group.undos) undo();
      for (const job of jobs) job.reject(new NotStored(error));
    }
  }

  async function runJob(job: Queued, tx: Tx, group: Group): Promise<Outcome> {
    const mine = newGroup();
    try {
      const handler = handlers[job.name];
      if (!handler) throw new Error(`no handler for job ${job.name}`);
      const answer = await tx.savepoint(() => handler(scopeOf(tx, mine, clock), job.payload));
      group.commit.rows.push(...mine.commit.rows);
      group.commit.access.push(...mine.commit.access);
      group.commit.cuts.push(...mine.commit.cuts);
      group.undos.push(...mine.undos);
      return { ok: true, answer };
    } catch (error) {
      for (const undo of mine.undos) undo();
      return { ok: false, error };
    }
  }

  return {
    submit<P, A>(kind: JobKind<P, A>, payload: P): Promise<A> {
      if (closed) return Promise.reject(new NotStored('closing'));
      return new Promise<A>((resolve, reject) => {
        queue.push({ name: kind.name, payload, resolve: (answer) => resolve(answer as A), reject });
        schedule();
      });
    },
    onCommit(listener) {
      listeners.push(listener);
    },
    async close() {
      closed = true;
      if (queue.length > 0) schedule();
      while (running) await running;
    },
  };
}

interface Group {
  commit: Commit;
  undos: (() => void)[];
}

const newGroup = (): Group => ({ commit: { head: 0, rows: [], access: [], cuts: [] }, undos: [] });

function scopeOf(tx: Tx, { commit, undos }: Group, clock: Clock): Scope {
  return {
    tx,
    now: clock.now(),
    async row(row, from = '', tail) {
      await tx.addRow(row);
      commit.rows.push({ ...row, from, tail });
    },
    async access(user) {
      await tx.raiseAccess(user);
      commit.access.push(user);
    },
    cut: (target) => void commit.cuts.push(target),
    onUndo: (task) => void undos.push(task),
  };
}

function settle(job: Queued, outcome: Outcome): void {
  if (outcome.ok) job.resolve(outcome.answer);
  else job.reject(outcome.error);
}
