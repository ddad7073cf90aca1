import { limits } from '@qiao/sync/protocol';

const MINUTE_MS = 60_000;

/** How many live sockets a session has, and what it has opened and asked for within the minute (SPEC LIV8, LIV9). */
export interface LiveLimits {
  /** False when it is one too many; else it counts until `left`. */
  enter(session: string, now: number): boolean;
  left(session: string): void;
  /** Whether a question of the session may still be answered; it counts. */
  mayAsk(session: string, now: number): boolean;
  /** Bytes of state that it was given. One answer may pass the limit, the next question feels it. */
  gave(session: string, bytes: number): void;
}

interface Count {
  open: number;
  /** When its minute began. */
  since: number;
  opens: number;
  asks: number;
  bytes: number;
}

export function createLiveLimits(): LiveLimits {
  const sessions = new Map<string, Count>();

  function forgetQuiet(now: number): void {
    for (const [session, { open, since }] of sessions) if (open === 0 && now - since >= MINUTE_MS) sessions.delete(session);
  }

  function countOf(session: string, now: number): Count {
    let count = sessions.get(session);
    if (!count) {
      forgetQuiet(now);
      sessions.set(session, (count = { open: 0, since: now, opens: 0, asks: 0, bytes: 0 }));
    }
    if (now - count.since >= MINUTE_MS) Object.assign(count, { since: now, opens: 0, asks: 0, bytes: 0 });
    return count;
  }

  return {
    enter(session, now) {
      const count = countOf(session, now);
      count.opens++;
      if (count.open >= limits.MAX_LIVE_PER_SESSION || count.opens > limits.MAX_LIVE_OPENS_PER_MINUTE) return false;
      count.open++;
      return true;
    },
    left(session) {
      const count = sessions.get(session);
      if (count) count.open--;
    },
    mayAsk(session, now) {
      const count = countOf(session, now);
      count.asks++;
      return count.asks <= limits.MAX_LIVE_ASKS_PER_MINUTE && count.bytes < limits.MAX_LIVE_STATE_BYTES_PER_MINUTE;
    },
    gave(session, bytes) {
      const count = sessions.get(session);
      if (count) count.bytes += bytes;
    },
  };
}
