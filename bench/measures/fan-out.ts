import { percentile, type Subject } from '../harness.ts';
import { openRooms, settled, write } from './load.ts';

export const FAN_OUT = { docs: 10, editsPerSecond: 100 };

/** From an edit on one screen to each of the three others, milliseconds. */
export async function fanOut(subject: Subject, seconds: number): Promise<{ p50: number; p99: number }> {
  const load = await openRooms(subject, FAN_OUT.docs);
  await write(load, FAN_OUT.editsPerSecond, seconds);
  await settled(load);
  load.close();
  return { p50: percentile(load.latencies, 0.5), p99: percentile(load.latencies, 0.99) };
}
