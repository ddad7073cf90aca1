/** The work of the thread that alone writes: relay, commands and access over one SQLite file. */
import { parentPort, workerData } from 'node:worker_threads';
import { openWriter } from './open-writer.ts';
import { serveWriter } from './relay/writer-port.ts';

if (!parentPort) throw new Error('runs as a thread');
const { writer } = openWriter((workerData as { dataDir: string }).dataDir);
serveWriter(parentPort, writer);
