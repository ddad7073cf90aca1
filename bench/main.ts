/**
 * `npm run bench`: our relay beside its peer, same harness, same run. Writes bench/RESULTS.md.
 * `--quick` runs once and briefly and writes nothing: to see that it works.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { bootstrap } from './measures/bootstrap.ts';
import { crash } from './measures/crash.ts';
import { durableAck } from './measures/durable-ack.ts';
import { FAN_OUT, fanOut } from './measures/fan-out.ts';
import type { Subject } from './harness.ts';
import { writeResults, type Found } from './results.ts';
import { ours } from './subjects/ours.ts';
import { yWebsocketServer } from './subjects/y-websocket-server.ts';

const quick = process.argv.includes('--quick');
/** Beside the sources, so that it lies on the disk that the machine works on: a temporary folder is often in memory. */
const dataFolder = fileURLToPath(new URL('./.data', import.meta.url));
const setting = quick ? { runs: 1, seconds: 2, docs: 50, dataFolder } : { runs: 3, seconds: 10, docs: 1000, dataFolder };
const subjects: (() => Subject)[] = [() => ours(dataFolder), yWebsocketServer];

async function measured<T>(make: () => Subject, measure: (subject: Subject) => Promise<T>): Promise<T> {
  const subject = make();
  await subject.start();
  try {
    return await measure(subject);
  } finally {
    await subject.stop();
  }
}

// Each provider listens for the end of the process.
process.setMaxListeners(0);
const loadBefore = loadavg()[0]!;
mkdirSync(dataFolder, { recursive: true });
const found = new Map<string, Found[]>();
for (let run = 1; run <= setting.runs; run++) {
  for (const make of subjects) {
    const one: Found = {
      fanOut: await measured(make, (subject) => fanOut(subject, setting.seconds)),
      ack: await measured(make, (subject) => durableAck(subject, FAN_OUT.editsPerSecond, setting.seconds)),
      lost: await measured(make, (subject) => crash(subject, FAN_OUT.editsPerSecond, setting.seconds / 2)),
      bootstrap: await measured(make, (subject) => bootstrap(subject, setting.docs)),
    };
    const { name } = make();
    found.set(name, [...(found.get(name) ?? []), one]);
    console.log(`run ${run} of ${setting.runs}, ${name}: ${JSON.stringify(one)}`);
  }
}
const page = writeResults(found, { ...setting, loadBefore });
rmSync(dataFolder, { recursive: true, force: true });
console.log(`\n${page}`);
if (!quick) writeFileSync(new URL('./RESULTS.md', import.meta.url), page);
process.exit(0);
