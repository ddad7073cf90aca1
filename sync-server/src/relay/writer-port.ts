/** The writer in a thread of its own: the same interface on both sides of a message port. */
import { NotStored, type Commit, type JobKind, type Writer } from './job.ts';

/** What both `worker_threads` ports have. */
export interface Port {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (message: unknown) => void): unknown;
}

type Ask = { type: 'jobs'; jobs: { id: number; name: string; payload: unknown }[] } | { type: 'close' };
/** `commits` are told before the answers of their jobs. */
type Tell = { type: 'ready' } | { type: 'done'; commits: Commit[]; answers: Answer[] } | { type: 'closed' };
type Answer = { id: number; ok: true; answer: unknown } | { id: number; ok: false; stored: boolean; message: string };

const TELLS: ReadonlySet<unknown> = new Set(['ready', 'done', 'closed'] satisfies Tell['type'][]);

/** Null for what is not the writer's: under `node --watch` a thread's port also carries messages of Node itself. */
const readTell = (message: unknown): Tell | null => (TELLS.has((message as Partial<Tell> | null)?.type) ? (message as Tell) : null);

/** Inside the thread: does what comes through the port, and says that it is ready to. */
export function serveWriter(port: Port, writer: Writer): void {
  let commits: Commit[] = [];
  let answers: Answer[] = [];
  const send = (): void => {
    if (commits.length + answers.length > 0) port.postMessage({ type: 'done', commits, answers } satisfies Tell);
    [commits, answers] = [[], []];
  };
  // A commit group and the answers of its jobs are told in one turn and cross the border together.
  const tell = (answer: Answer): void => {
    if (answers.push(answer) === 1) queueMicrotask(send);
  };

  writer.onCommit((commit) => {
    // Its answers follow in this turn; should there be none, it is told all the same.
    if (commits.push(commit) === 1) setImmediate(send);
  });
  port.on('message', (message) => {
    const ask = message as Ask;
    if (ask.type === 'close') {
      void writer.close().then(() => queueMicrotask(() => port.postMessage({ type: 'closed' } satisfies Tell)));
      return;
    }
    for (const { id, name, payload } of ask.jobs) {
      writer.submit({ name }, payload).then(
        (answer) => tell({ id, ok: true, answer }),
        (error: unknown) => tell({ id, ok: false, stored: !(error instanceof NotStored), message: causeOf(error) }),
      );
    }
  });
  port.postMessage({ type: 'ready' } satisfies Tell);
}

const causeOf = (error: unknown): string => {
  const cause = error instanceof NotStored ? error.cause : error;
  return cause instanceof Error ? cause.message : String(cause);
};

export interface ProxyWriter extends Writer {
  /** Resolves when the other side takes jobs; rejects when it is lost before. */
  ready: Promise<void>;
  /** To be told that the thread is gone. */
  lost(error: unknown): void;
}

/** Outside: a writer whose work is done behind the port. */
export function proxyWriter(port: Port): ProxyWriter {
  const asked = new Map<number, { resolve: (answer: unknown) => void; reject: (error: unknown) => void }>();
  const listeners: ((commit: Commit) => void)[] = [];
  let batch: Extract<Ask, { type: 'jobs' }>['jobs'] = [];
  let nextId = 1;
  let closed = false;
  let whenClosed: () => void = () => undefined;
  const ready = Promise.withResolvers<void>();
  // Lost before anybody waited for it is told by every submit.
  ready.promise.catch(() => undefined);

  port.on('message', (message) => {
    const tell = readTell(message);
    if (!tell) return;
    if (tell.type === 'ready') ready.resolve();
    else if (tell.type === 'closed') whenClosed();
    else {
      for (const commit of tell.commits) for (const listener of listeners) listener(commit);
      tell.answers.forEach(settle);
    }
  });

  function settle(answer: Answer): void {
    const waiting = asked.get(answer.id);
    asked.delete(answer.id);
    if (answer.ok) waiting?.resolve(answer.answer);
    else waiting?.reject(answer.stored ? new Error(answer.message) : new NotStored(answer.message));
  }

  function flush(): void {
    port.postMessage({ type: 'jobs', jobs: batch } satisfies Ask);
    batch = [];
  }

  return {
    ready: ready.promise,
    submit<P, A>(kind: JobKind<P, A>, payload: P): Promise<A> {
      if (closed) return Promise.reject(new NotStored('closing'));
      return new Promise<A>((resolve, reject) => {
        const id = nextId++;
        asked.set(id, { resolve: (answer) => resolve(answer as A), reject });
        if (batch.push({ id, name: kind.name, payload }) === 1) queueMicrotask(flush);
      });
    },
    onCommit(listener) {
      listeners.push(listener);
    },
    close() {
      closed = true;
      return new Promise((resolve) => {
        whenClosed = resolve;
        // Behind what was submitted in this turn.
        queueMicrotask(() => port.postMessage({ type: 'close' } satisfies Ask));
      });
    },
    lost(error) {
      closed = true;
      ready.reject(error instanceof Error ? error : new Error(String(error)));
      for (const { reject } of asked.values()) reject(new NotStored(error));
      asked.clear();
      whenClosed();
    },
  };
}
