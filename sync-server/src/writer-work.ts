/** The work of the thread that alone writes: relay, commands and access over one store. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Place } from './open-store.ts';
import { openWriter } from './open-writer.ts';
import { serveWriter } from './relay/writer-port.ts';

if (!parentPort) throw new Error('runs as a thread');
const { writer } = await openWriter(workerData as Place);
serveWriter(parentPort, writer);
