/**
 * `npm run bench`: our relay beside its peers, same harness, same run. Writes bench/RESULTS.md.
 * `--quick` runs once and briefly and writes nothing: to see that it works. `--only NAME` takes one measure, `--runs N` so many runs.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Subject } from './harness.ts';
import { bootstrap, catchUp } from './measures/bootstrap.ts';
import { coldOpen } from './measures/cold-open.ts';
import { crash } from './measures/crash.ts';
import { durableAck } from './measures/durable-ack.ts';
import { BUSY, fanOut, HALLS, mostEdits, ROOMS } from './measures/fan-out.ts';
import { followedDocuments, idleConnections } from './measures/memory.ts';
import { type Found, writeResults } from './results.ts';
import { hocuspocus } from './subjects/hocuspocus.ts';
import { ours } from './subjects/ours.ts';
import { yWebsocketServer } from './subjects/y-websocket-server.ts';

const { values } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, only: { type: 'string' }, runs: { type: 'string', default: '3' } },
});
/** Beside the sources, so that it lies on the disk that the machine works on: a temporary folder is often in memory. */
const dataFolder = fileURLToPath(new URL('./.data', import.meta.url));
const setting = values.quick
  ? { runs: 1, seconds: 2, docs: { bootstrap: 200, catchUp: 100, connections: 100, followed: 100 }, edits: 5000, dataFolder }
  : {
      runs: Number(values.runs),
      seconds: 5,
      docs: { bootstrap: 10_000, catchUp: 2000, connections: 2000, followed: 3000 },
      edits: 100_000,
      dataFolder,
    };
const subjects: (() => Subject)[] = [
  () => ours(dataFolder, 'SQLite'),
  () => ours(dataFolder, 'PostgreSQL'),
  () => hocuspocus(dataFolder),
  () => yWebsocketServer(dataFolder),
  () => yWebsocketServer(null),
];

/** A new server on empty data for each measure. */
async function measured<T>(make: () => Subject, measure: (subject: Subject) => Promise<T>): Promise<T> {
  const subject = make();
  await subject.start();
  try {
    return await measure(subject);
  } finally {
    await subject.stop();
  }
}

const MEASURES = {
  rooms: (make) => measured(make, (subject) => fanOut(subject, ROOMS, setting.seconds)),
  halls: (make) => measured(make, (subject) => fanOut(subject, HALLS, setting.seconds)),
  busy: (make) => measured(make, (subject) => fanOut(subject, BUSY, setting.seconds)),
  most: (make) => measured(make, mostEdits),
  ack: (make) => measured(make, (subject) => durableAck(subject, ROOMS.editsPerSecond, setting.seconds)),
  lost: (make) => measured(make, (subject) => crash(subject, ROOMS.editsPerSecond / 2, setting.seconds)),
  connections: (make) => measured(make, (subject) => idleConnections(subject, setting.docs.connections)),
  followed: (make) => measured(make, (subject) => followedDocuments(subject, setting.docs.followed)),
  coldOpen: (make) => measured(make, (subject) => coldOpen(subject, setting.edits)),
  catchUp: (make) => measured(make, (subject) => catchUp(subject, setting.docs.catchUp)),
  bootstrap: (make) => measured(make, (subject) => bootstrap(subject, setting.docs.bootstrap)),
} satisfies { [Name in keyof Found]: (make: () => Subject) => Promise<Found[Name]> };

/** Measured once: they take minutes, and what they find is far beyond what a run may stray. */
const LONG: ReadonlySet<string> = new Set(['most', 'coldOpen', 'bootstrap'] satisfies (keyof Found)[]);

/** After each run, so that one that is broken off leaves what was found before. */
function report(runs: number): void {
  const page = writeResults(found, { ...setting, runs, loadBefore, minutes: (Date.now() - began) / 60_000 });
  console.log(`\n${page}`);
  if (!values.quick) writeFileSync(new URL('./RESULTS.md', import.meta.url), page);
}

// Each provider listens for the end of the process.
process.setMaxListeners(0);
const loadBefore = loadavg()[0]!;
const began = Date.now();
mkdirSync(dataFolder, { recursive: true });
const found = new Map<string, Partial<Found>[]>();
for (let run = 1; run <= setting.runs; run++) {
  for (const [name, measure] of Object.entries(MEASURES)) {
    if (values.only && name !== values.only) continue;
    if (run > 1 && LONG.has(name)) continue;
    for (const make of subjects) {
      const who = make().name;
      const figure = await measure(make);
      const all = found.get(who) ?? [];
      all[run - 1] = { ...all[run - 1], [name]: figure };
      found.set(who, all);
      console.log(`run ${run} of ${setting.runs}, ${name}, ${who}: ${JSON.stringify(figure)}`);
    }
  }
  if (!values.only) report(run);
}
rmSync(dataFolder, { recursive: true, force: true });
process.exit(0);
