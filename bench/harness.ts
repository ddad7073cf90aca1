/** What all measures and subjects share: servers as processes, people with unmodified providers, time. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import WebSocket from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';

/** A server under test. Each run has a new one, on empty data. */
export interface Subject {
  readonly name: string;
  start(): Promise<void>;
  /** As a crash does: nothing is told to it before. */
  kill(): Promise<void>;
  /** Up again on what a kill has left. */
  restart(): Promise<void>;
  /** Ends it and removes what it stored. */
  stop(): Promise<void>;
  /** Makes documents that all people may write. */
  makeDocs(count: number): Promise<string[]>;
  /** One of `PEOPLE` opens a document live. */
  join(doc: string, person: number, ydoc?: Y.Doc): Guest;
  /** How a client learns that an edit is durable; null where the server never says so. */
  pusher: ((person: number) => Promise<Pusher>) | null;
  /** A device that has nothing, signed in where one signs in. Its answer brings documents to it, each into a Y.Doc of its own. */
  newDevice(): Promise<(docs: readonly string[]) => Promise<Map<string, Y.Doc>>>;
}

export interface Pusher {
  /** Resolves when the server has said that the update is durable. */
  push(doc: string, update: Uint8Array): Promise<void>;
  close(): void;
}

export interface Guest {
  ydoc: Y.Doc;
  synced: Promise<void>;
  close(): void;
}

/** People who write one document at the same time. */
export const PEOPLE = 4;
/** The root type that all measures write to. */
export const ROOT = 'bench';

/** @param headers what the handshake carries beside the usual */
export function joinRoom(url: string, room: string, ydoc: Y.Doc, headers: Record<string, string> = {}): Guest {
  class Polyfill extends WebSocket {
    constructor(address: string | URL, protocols?: string | string[]) {
      super(address, protocols, { headers });
    }
  }
  const provider = new WebsocketProvider(url, room, ydoc, {
    disableBc: true,
    WebSocketPolyfill: Polyfill as unknown as typeof globalThis.WebSocket,
  });
  const synced = new Promise<void>((resolve) => provider.on('sync', (is: boolean) => is && resolve()));
  return {
    ydoc,
    synced,
    close: () => {
      provider.destroy();
      ydoc.destroy();
    },
  };
}

export interface Server {
  port: number;
  kill(): Promise<void>;
}

/** Starts a server in a process of its own; `ready` finds the port in what it prints. */
export async function startServer(file: string, env: Record<string, string>, ready: RegExp): Promise<Server> {
  const child: ChildProcess = spawn(process.execPath, [file], { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  const port = await new Promise<number>((resolve, reject) => {
    const read = (bytes: Buffer): void => {
      said += bytes.toString();
      const found = ready.exec(said);
      if (found) resolve(Number(found[1]));
    };
    child.stdout!.on('data', read);
    child.stderr!.on('data', read);
    child.once('exit', (code) => reject(new Error(`${file} ended with ${code}: ${said.slice(-1000)}`)));
  });
  return {
    port,
    async kill() {
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
  };
}

/** Calls `task` so many times a second for `seconds`; a task that is late does not delay the schedule. */
export async function atRate(perSecond: number, seconds: number, task: (n: number) => void, clock: Clock = WALL): Promise<void> {
  const begin = clock.now();
  for (let n = 0; n < perSecond * seconds; n++) {
    const wait = begin + (n * 1000) / perSecond - clock.now();
    if (wait > 0) await clock.wait(wait);
    task(n);
  }
}

/** Time in milliseconds, and waiting for it to pass. */
export interface Clock {
  now(): number;
  wait(ms: number): Promise<void>;
}

const WALL: Clock = {
  now: () => performance.now(),
  wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};

/** Waits until a condition holds. @throws when it does not within `ms` */
export async function until(what: string, holds: () => boolean, ms = 20_000): Promise<void> {
  const end = performance.now() + ms;
  while (!holds()) {
    if (performance.now() > end) throw new Error(`did not happen: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Does `task` for all, so many at a time, in order of starting. */
export async function pooled<T>(all: readonly T[], width: number, task: (one: T) => Promise<void>): Promise<void> {
  const left = all.values();
  await Promise.all(
    Array.from({ length: width }, async () => {
      for (const one of left) await task(one);
    }),
  );
}

/** The smallest of `values` that at least the share `p` of them does not pass; NaN for none. */
export function percentile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)] ?? NaN;
}

export const median = (values: readonly number[]): number => percentile(values, 0.5);
