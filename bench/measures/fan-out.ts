import { percentile, usage, type Subject } from '../harness.ts';
import { openRooms, settled, write } from './load.ts';

/** Who writes what at once. */
export interface Crowd {
  docs: number;
  guestsEach: number;
  editsPerSecond: number;
}

const WARM_SECONDS = 4;

/** Many small rooms, and few large ones. */
export const ROOMS: Crowd = { docs: 50, guestsEach: 4, editsPerSecond: 200 };
export const HALLS: Crowd = { docs: 2, guestsEach: 50, editsPerSecond: 200 };
/** The small rooms on the busiest day: what a commit costs is shared by the edits that it holds. */
export const BUSY: Crowd = { docs: 50, guestsEach: 4, editsPerSecond: 1000 };

export interface FanOut {
  /** From an edit on one screen to each of the others, milliseconds. */
  p50: number;
  p99: number;
  /** What the server's processes used of the processor for each edit, milliseconds. */
  cpu: number;
}

export async function fanOut(subject: Subject, { docs, guestsEach, editsPerSecond }: Crowd, seconds: number): Promise<FanOut> {
  const load = await openRooms(subject, docs, guestsEach);
  const { own, beside } = subject.pids();
  // A server that has just started has not compiled its way yet.
  await write(load, editsPerSecond, WARM_SECONDS);
  await settled(load);
  const [warm, before] = [load.made, usage([own, ...beside]).cpu];
  load.latencies.length = 0;
  await write(load, editsPerSecond, seconds);
  await settled(load, undefined, warm);
  const cpu = (usage([own, ...beside]).cpu - before) / (load.made - warm);
  load.close();
  return { p50: percentile(load.latencies, 0.5), p99: percentile(load.latencies, 0.99), cpu };
}

/** Edits a second that are tried one after the other, each with pairs of people in many rooms. */
const STEPS = [500, 1000, 2000, 3000, 4000, 6000, 8000, 10_000, 12_000, 16_000];
const STEP_SECONDS = 3;
/** A step that is not over by then has failed. */
const STEP_WITHIN_MS = 10_000;
export const STILL_FLUENT_MS = 100;

/** The most edits a second at which 99 of 100 reach the other screen within STILL_FLUENT_MS; the clients share the machine. */
export async function mostEdits(subject: Subject): Promise<number> {
  let most = 0;
  for (const perSecond of STEPS) {
    const load = await openRooms(subject, ROOMS.docs, 2);
    const begun = performance.now();
    try {
      await write(load, perSecond, STEP_SECONDS);
      await settled(load, STEP_WITHIN_MS);
    } catch {
      return most;
    } finally {
      load.close();
    }
    // Where the clients cannot keep the pace, the figure would be theirs.
    const late = performance.now() - begun > 1500 * STEP_SECONDS;
    if (late || percentile(load.latencies, 0.99) > STILL_FLUENT_MS) return most;
    most = perSecond;
  }
  return most;
}
