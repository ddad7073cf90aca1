/**
 * Looks whether those who are connected still may be: a session can end by time, and another process (an
 * administrator's command) can take a session, a device or a person away (SPEC SES5).
 */
import type { Clock, Peer } from '../relay/ports.ts';
import type { Cut } from '../relay/job.ts';
import type { Reader } from '../store/contract.ts';
import { WATCH_MS } from './limits.ts';

export interface WatchDeps {
  read: Reader;
  clock: Clock;
  peers: () => Peer[];
  cut: (target: Cut) => void;
}

/** Begins to watch; the answer ends it. */
export function watchSessions({ read, clock, peers, cut }: WatchDeps): () => void {
  let stop = clock.after(WATCH_MS, tick);
  let closed = false;

  function tick(): void {
    void look()
      .catch(() => undefined)
      .finally(() => {
        if (!closed) stop = clock.after(WATCH_MS, tick);
      });
  }

  async function look(): Promise<void> {
    for (const session of new Set(peers().map((peer) => peer.session))) {
      const row = await read.session(session);
      const user = row && (await read.user(row.user));
      if (!row || row.expiresAt <= clock.now() || !user || user.disabled) cut({ session });
    }
  }

  return () => {
    closed = true;
    stop();
  };
}
