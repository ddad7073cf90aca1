/** The page that a run leaves behind: figures, and what they were taken on. */
import { execFileSync } from 'node:child_process';
import { readFileSync, statfsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus, release, totalmem, type } from 'node:os';
import { FAN_OUT } from './measures/fan-out.ts';
import type { Lost } from './measures/crash.ts';
import { median } from './harness.ts';

/** What one run found for one subject. */
export interface Found {
  fanOut: { p50: number; p99: number };
  ack: number | null;
  lost: Lost;
  bootstrap: number;
}

export interface Setting {
  runs: number;
  seconds: number;
  docs: number;
  dataFolder: string;
  /** Processes that wanted a core before the first run: what else the machine was doing. */
  loadBefore: number;
}

const TMPFS = 0x01021994;
const require = createRequire(import.meta.url);

export function writeResults(found: ReadonlyMap<string, readonly Found[]>, setting: Setting): string {
  const names = [...found.keys()];
  const row = (title: string, say: (all: readonly Found[]) => string): string =>
    `| ${[title, ...names.map((name) => say(found.get(name)!))].join(' | ')} |`;
  const ms = (values: readonly number[]): string => `${median(values).toFixed(1)} ms`;
  const told = (values: readonly (number | null)[], unit: (values: readonly number[]) => string): string => {
    const there = values.filter((value) => value !== null);
    return there.length === 0 ? 'never told' : unit(there);
  };
  const sum = (values: readonly number[]): number => values.reduce((all, one) => all + one, 0);
  return [
    '# Results',
    '',
    'Written by `npm run bench`; do not edit by hand.',
    '',
    `Medians of ${setting.runs} interleaved runs, each with a new server on empty data; lost edits are added up over all runs.`,
    'Clients are unmodified y-websocket providers over real WebSockets on loopback, in one process beside the server, on the same cores.',
    'Ours runs as shipped: sign-in, rights, validation and limits on, SQLite on the disk with `synchronous=FULL`, an edit shown to others only after its commit.',
    'The peer keeps everything in memory, and checks and stores nothing.',
    '',
    `| | ${names.join(' | ')} |`,
    `| --- | ${names.map(() => '---').join(' | ')} |`,
    row(`fan-out p50, ${FAN_OUT.docs} documents × 4 clients, ${FAN_OUT.editsPerSecond} edits/s`, (all) =>
      ms(all.map((one) => one.fanOut.p50)),
    ),
    row('fan-out p99', (all) => ms(all.map((one) => one.fanOut.p99))),
    row('durable ack p95, 100 edits/s', (all) =>
      told(
        all.map((one) => one.ack),
        ms,
      ),
    ),
    row(
      '`kill -9`: delivered edits lost',
      (all) => `${sum(all.map((one) => one.lost.lostDelivered))} of ${sum(all.map((one) => one.lost.delivered))}`,
    ),
    row('`kill -9`: acked edits lost', (all) =>
      told(
        all.map((one) => one.lost.lostAcked),
        (lost) => `${sum(lost)} of ${sum(all.map((one) => one.lost.acked ?? 0))}`,
      ),
    ),
    row(`bootstrap of ${setting.docs} documents`, (all) => `${median(all.map((one) => one.bootstrap)).toFixed(2)} s`),
    '',
    '- **Fan-out** is from an edit on one screen to each of the other three.',
    '- **Lost** is what the server no longer has when it is up again, before any client returns and brings it back.',
    '- **Bootstrap** is from nothing to every document built as a Y.Doc: ours through one socket page by page, together with facts and authors;',
    '  the peer through a socket for each document, 32 at a time, which is its only way.',
    '- The processes were killed, not the machine: what a disk forgets when the power goes is not shown by this.',
    '',
    '## Taken on',
    '',
    ...machine(setting).map((line) => `- ${line}`),
    '',
  ].join('\n');
}

function machine({ dataFolder, loadBefore }: Setting): string[] {
  const version = (name: string): string =>
    (JSON.parse(readFileSync(require.resolve(`${name}/package.json`), 'utf8')) as { version: string }).version;
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  const disk =
    statfsSync(dataFolder).type === TMPFS
      ? 'in memory (tmpfs): flushing costs nothing here'
      : `file system 0x${statfsSync(dataFolder).type.toString(16)}`;
  return [
    `${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${type()} ${release()}; data on ${disk}`,
    `Node ${process.version}, ${['yjs', 'y-websocket', '@y/websocket-server', 'ws'].map((name) => `${name} ${version(name)}`).join(', ')}`,
    `load before the first run: ${loadBefore.toFixed(2)}${loadBefore > cpus().length / 4 ? ', so that other work took part of the cores: the tails (p95, p99) are worse than on a quiet machine' : ''}`,
    `commit ${commit}, ${new Date().toISOString().slice(0, 10)}`,
  ];
}
