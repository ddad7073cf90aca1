/** Takes sessions that have ended by time out of the store: nobody who stays away signs out. */
import type { Writer } from '../relay/job.ts';
import type { Clock } from '../relay/ports.ts';
import { dropExpired } from './jobs.ts';
import { SWEEP_MS } from './limits.ts';

/** Looks at once and then every `SWEEP_MS`; the answer ends it. */
export function sweepSessions({ writer, clock }: { writer: Writer; clock: Clock }): () => void {
  let stop: () => void = () => undefined;
  let ended = false;

  async function sweep(): Promise<void> {
    // Not stored, or closing: the next look finds the same sessions.
    await writer.submit(dropExpired, {}).catch(() => undefined);
    if (!ended) stop = clock.after(SWEEP_MS, () => void sweep());
  }
  void sweep();

  return () => {
    ended = true;
    stop();
  };
}
