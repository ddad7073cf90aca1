/** The page that a run leaves behind: figures, and what they were taken on. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, statfsSync } from 'node:fs';
import { cpus, release, totalmem, type } from 'node:os';
import { median } from './harness.ts';
import type { Lost } from './measures/crash.ts';
import { BUSY, HALLS, ROOMS, STILL_FLUENT_MS, type Crowd, type FanOut } from './measures/fan-out.ts';

/** What one run found for one subject; null where it cannot be. */
export interface Found {
  rooms: FanOut;
  halls: FanOut;
  busy: FanOut;
  most: number;
  ack: number | null;
  lost: Lost;
  connections: number;
  followed: number;
  coldOpen: number | null;
  catchUp: number;
  bootstrap: number;
}

export interface Setting {
  runs: number;
  seconds: number;
  docs: { bootstrap: number; catchUp: number; connections: number; followed: number };
  edits: number;
  dataFolder: string;
  /** Processes that wanted a core before the first run: what else the machine was doing. */
  loadBefore: number;
  minutes: number;
}

const TMPFS = 0x01021994;

const ms = (value: number): string => `${value < 10 ? value.toFixed(1) : value.toFixed(0)} ms`;
const cpu = (value: number): string => `${value.toFixed(2)} ms`;
const mb = (value: number): string => `${value.toFixed(1)} MB`;
const seconds = (value: number): string => `${value.toFixed(2)} s`;
const sum = (values: readonly number[]): number => values.reduce((all, one) => all + one, 0);
const crowd = ({ docs, guestsEach, editsPerSecond }: Crowd): string =>
  `${docs} documents × ${guestsEach} clients, ${editsPerSecond} edits/s`;

/** The median of what the runs found, with the least and the most where they differ by half or more; `none` where there is nothing. */
function middle(values: readonly (number | null | undefined)[], say: (value: number) => string, none: string): string {
  const there = values.filter((value) => typeof value === 'number');
  if (there.length === 0) return none;
  const [least, most] = [Math.min(...there), Math.max(...there)];
  const wide = most > 1.5 * least && most - least > 0.05;
  return wide ? `${say(median(there))} (${say(least)} – ${say(most)})` : say(median(there));
}

interface Row {
  title: string;
  cell: (all: readonly Partial<Found>[]) => string;
}

const rowsOf = ({ docs, edits }: Setting): readonly Row[] => {
  const plain = (
    title: string,
    of: (one: Partial<Found>) => number | null | undefined,
    say: (value: number) => string,
    none = '–',
  ): Row => ({
    title,
    cell: (all) => middle(all.map(of), say, none),
  });
  return [
    plain(`fan-out p50, ${crowd(ROOMS)}`, ({ rooms }) => rooms?.p50, ms),
    plain('fan-out p99', ({ rooms }) => rooms?.p99, ms),
    plain('server processor time per edit', ({ rooms }) => rooms?.cpu, cpu),
    plain(`fan-out p50, ${crowd(HALLS)}`, ({ halls }) => halls?.p50, ms),
    plain('fan-out p99', ({ halls }) => halls?.p99, ms),
    plain('server processor time per edit', ({ halls }) => halls?.cpu, cpu),
    plain(`fan-out p50, ${crowd(BUSY)}`, ({ busy }) => busy?.p50, ms),
    plain('fan-out p99', ({ busy }) => busy?.p99, ms),
    plain('server processor time per edit', ({ busy }) => busy?.cpu, cpu),
    plain(`most edits/s tried with p99 ≤ ${STILL_FLUENT_MS} ms, ${ROOMS.docs} documents × 2 clients`, ({ most }) => most, String),
    plain(`durable ack p95, ${ROOMS.editsPerSecond} edits/s`, ({ ack }) => ack, ms, 'never told'),
    {
      title: '`kill -9`: delivered edits lost',
      cell: (all) => `${sum(all.map(({ lost }) => lost?.lostDelivered ?? 0))} of ${sum(all.map(({ lost }) => lost?.delivered ?? 0))}`,
    },
    {
      title: '`kill -9`: acked edits lost',
      cell: (all) =>
        all.some(({ lost }) => (lost?.acked ?? null) !== null)
          ? `${sum(all.map(({ lost }) => lost?.lostAcked ?? 0))} of ${sum(all.map(({ lost }) => lost?.acked ?? 0))}`
          : 'never told',
    },
    plain('memory per 1,000 idle connections', ({ connections }) => connections, mb),
    plain('memory per 1,000 documents of 10 KB that a device is kept in step with', ({ followed }) => followed, mb),
    plain(`cold open of a document after ${edits.toLocaleString('en')} edits`, ({ coldOpen }) => coldOpen, ms, 'not stored'),
    plain(`catch-up of ${docs.catchUp.toLocaleString('en')} changed documents`, ({ catchUp }) => catchUp, seconds),
    plain(`bootstrap of ${docs.bootstrap.toLocaleString('en')} documents`, ({ bootstrap }) => bootstrap, seconds),
  ];
};

export function writeResults(found: ReadonlyMap<string, readonly Partial<Found>[]>, setting: Setting): string {
  const names = [...found.keys()];
  return [
    '# Results',
    '',
    'Written by `npm run bench`; do not edit by hand.',
    '',
    `Medians of ${setting.runs} interleaved runs, each measure with a new server on empty data; the least and the most stand beside them where`,
    'they differ by half; the most edits, cold open and bootstrap are measured once. Lost edits are added up over all runs. Clients speak over real WebSockets on loopback, all in one process beside the server, on',
    'the same cores: unmodified y-websocket providers, and for Hocuspocus its own.',
    '',
    '**Ours runs as shipped**: sign-in, rights, validation and limits on, each commit flushed (`synchronous=FULL`, `synchronous_commit=on`), an edit shown to',
    'others only after its commit; the processor time with PostgreSQL is that of the relay and of the database. The peers check nothing. Hocuspocus stores a',
    'document some seconds after an edit, y-leveldb while it shows the edit to others, the third never.',
    '',
    `| | ${names.join(' | ')} |`,
    `| --- | ${names.map(() => '---').join(' | ')} |`,
    ...rowsOf(setting).map(({ title, cell }) => `| ${[title, ...names.map((name) => cell(found.get(name)!))].join(' | ')} |`),
    '',
    '- **Fan-out** is from an edit on one screen to each of the others.',
    '- **Lost** is what the server no longer has when it is up again, before any client returns and brings it back.',
    '- **Memory** is what the processes hold more of after so many: the server has seen a thousand before, for what it takes once is not counted.',
    '- **Cold open** is from opening the document on a server that was ended in order and started again; the median of three times.',
    '- **Catch-up** and **bootstrap** are from coming to having every document as a Y.Doc: ours through one socket page by page, together with facts and',
    '  authors; the peers through a socket for each document, 32 at a time, which is their only way.',
    '- The processes were killed, not the machine: what a disk forgets when the power goes is not shown by this.',
    '',
    '## Taken on',
    '',
    ...machine(setting).map((line) => `- ${line}`),
    '',
  ].join('\n');
}

function machine({ dataFolder, loadBefore, minutes }: Setting): string[] {
  const version = (name: string): string => {
    const about = readFileSync(new URL(`./node_modules/${name}/package.json`, import.meta.url), 'utf8');
    return `${name} ${(JSON.parse(about) as { version: string }).version}`;
  };
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  mkdirSync(dataFolder, { recursive: true });
  const fileSystem = statfsSync(dataFolder).type;
  const disk = fileSystem === TMPFS ? 'in memory (tmpfs): flushing costs nothing here' : `file system 0x${fileSystem.toString(16)}`;
  const packages = ['yjs', 'y-websocket', '@y/websocket-server', 'y-leveldb', '@hocuspocus/server', '@hocuspocus/extension-sqlite', 'ws'];
  return [
    `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, ${Math.round(totalmem() / 1024 ** 3)} GiB, ${type()} ${release()}; data on ${disk}`,
    `Node ${process.version}, ${packages.map(version).join(', ')}`,
    `load before the first run: ${loadBefore.toFixed(2)}${
      loadBefore > 0.5 ? ', so that other work took part of the cores: the tails (p95, p99) are worse than on a quiet machine' : ''
    }; it took ${minutes.toFixed(0)} minutes`,
    `commit ${commit}, ${new Date().toISOString().slice(0, 10)}`,
  ];
}
