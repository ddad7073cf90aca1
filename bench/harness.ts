/** What all measures and subjects share: servers as processes, people with unmodified providers, time. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
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
  /** Ends it as an administrator does, so that it stores what it has; then up again. */
  reopen(): Promise<void>;
  /** Whether a document is there again after that. */
  readonly stores: boolean;
  /** Its own process, and those of a database that it works with, by their first. */
  pids(): { own: number; beside: number[] };
  /** Makes documents that all people may write. */
  makeDocs(count: number): Promise<string[]>;
  /** Writes each document's first content, by whatever door is the quickest. */
  fill(docs: readonly string[], contentOf: (n: number) => Uint8Array): Promise<void>;
  /** One of `PEOPLE` opens a document live. */
  join(doc: string, person: number, ydoc?: Y.Doc): Promise<Guest>;
  /** How a client learns that an edit is durable; null where the server never says so. */
  pusher: ((person: number) => Promise<Pusher>) | null;
  /** A device that has nothing, signed in where one signs in. */
  newDevice(): Promise<Device>;
}

export interface Device {
  /** Documents by name, each a Y.Doc. */
  readonly docs: Map<string, Y.Doc>;
  /** Brings them to what the server has: at first all of each, later what it does not have yet. @param isWhole tells when that is there */
  read(names: readonly string[], isWhole: (ydoc: Y.Doc) => boolean): Promise<void>;
  /** Stays in step with them; the answer ends it. */
  follow(names: readonly string[]): Promise<() => void>;
}

export interface Pusher {
  /** Resolves when the server has said that the update is durable. */
  push(doc: string, update: Uint8Array): Promise<void>;
  close(): void;
}

export interface Guest {
  ydoc: Y.Doc;
  /** Resolves when it has the document; where that is read from a disk, it may come after. */
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
    close: () => provider.destroy(),
  };
}

export interface Server {
  port: number;
  pid: number;
  kill(): Promise<void>;
  /** As an administrator ends it. */
  end(): Promise<void>;
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
  const ended = async (signal: 'SIGKILL' | 'SIGTERM'): Promise<void> => {
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  };
  return { port, pid: child.pid!, kill: () => ended('SIGKILL'), end: () => ended('SIGTERM') };
}

/** What processes and their children have used of the processor since they began, milliseconds, and hold of the memory, bytes. */
export function usage(pids: readonly number[]): { cpu: number; memory: number } {
  const all = [...pids];
  // A process may end while it is looked at.
  const read = (path: string): string => (existsSync(path) ? readFileSync(path, 'utf8') : '');
  for (const pid of all) all.push(...read(`/proc/${pid}/task/${pid}/children`).trim().split(' ').filter(Boolean).map(Number));
  const values = [...new Set(all)].map((pid) => {
    // The name, which may hold anything, ends with the last bracket; user and system time are the 14th and 15th of all.
    const fields = read(`/proc/${pid}/stat`).split(') ')[1]?.split(' ') ?? [];
    const resident = /VmRSS:\s+(\d+) kB/.exec(read(`/proc/${pid}/status`))?.[1] ?? 0;
    return { cpu: (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * CLOCK_TICK_MS, memory: Number(resident) * 1024 };
  });
  return values.reduce((sum, one) => ({ cpu: sum.cpu + one.cpu, memory: sum.memory + one.memory }), { cpu: 0, memory: 0 });
}

/** Resolves when the server does no more work by itself: what it was given is where it belongs. */
export async function atRest(subject: Subject): Promise<void> {
  const { own, beside } = subject.pids();
  for (let still = 0, before = -1; still < REST_LOOKS;) {
    await WALL.wait(REST_LOOK_MS);
    const { cpu } = usage([own, ...beside]);
    still = cpu - before <= REST_CPU_MS ? still + 1 : 0;
    before = cpu;
  }
}

/** Looks at a server one after the other that must find it idle, the time between them, and what idling costs. */
const REST_LOOKS = 3;
const REST_LOOK_MS = 500;
const REST_CPU_MS = 30;

/** Linux counts a process's time in hundredths of a second. */
const CLOCK_TICK_MS = 10;

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

/** Resolves when a condition on a document holds, looked at with each change of it. @throws when it does not in time */
export function changedUntil(ydoc: Y.Doc, holds: () => boolean, what: string, ms = 120_000): Promise<void> {
  return new Promise((resolve, reject) => {
    if (holds()) return resolve();
    const late = setTimeout(() => reject(new Error(`did not come: ${what}`)), ms);
    const look = (): void => {
      if (!holds()) return;
      clearTimeout(late);
      ydoc.off('update', look);
      resolve();
    };
    ydoc.on('update', look);
  });
}
