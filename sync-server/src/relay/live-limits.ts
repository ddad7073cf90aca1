import { limits } from '@qiao/sync/protocol';

const MINUTE_MS = 60_000;

/** How many live sockets a session has, and how many it opened within the minute (SPEC LIV8). */
export interface LiveLimits {
  /** False when it is one too many; else it counts until `left`. */
  enter(session: string, now: number): boolean;
  left(session: string): void;
}

export function createLiveLimits(): LiveLimits {
  const sessions = new Map<string, { open: number; since: number; opens: number }>();

  function forgetQuiet(now: number): void {
    for (const [session, { open, since }] of sessions) if (open === 0 && now - since >= MINUTE_MS) sessions.delete(session);
  }

  return {
    enter(session, now) {
      let count = sessions.get(session);
      if (!count) {
        forgetQuiet(now);
        sessions.set(session, (count = { open: 0, since: now, opens: 0 }));
      }
      if (now - count.since >= MINUTE_MS) Object.assign(count, { since: now, opens: 0 });
      count.opens++;
      if (count.open >= limits.MAX_LIVE_PER_SESSION || count.opens > limits.MAX_LIVE_OPENS_PER_MINUTE) return false;
      count.open++;
      return true;
    },
    left(session) {
      const count = sessions.get(session);
      if (count) count.open--;
    },
  };
}
