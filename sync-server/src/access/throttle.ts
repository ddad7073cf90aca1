/** Wrong passwords make the next try wait, longer each time: per e-mail address and per network address. */
import { FIRST_WAIT_MS, FORGET_AFTER_MS, FREE_TRIES_PER_ADDRESS, FREE_TRIES_PER_EMAIL, LONGEST_WAIT_MS, MAX_REMEMBERED } from './limits.ts';

export interface Throttle {
  /** Milliseconds until this may be tried; 0 for now. */
  wait(email: string, address: string, now: number): number;
  /**
   * Counts a try before it is known whether it is right, so that many at once are not all free; a right one takes itself
   * back and forgets the wrong ones for the e-mail address.
   */
  begin(email: string, address: string, now: number): Try;
  /** Counts a wrong try; the answer says how many are left before it must wait. */
  failed(email: string, address: string, now: number): number;
}

export interface Try {
  /** How many are left before it must wait, should this one be wrong. */
  triesLeft: number;
  succeeded: () => void;
}

interface Count {
  tries: number;
  at: number;
  until: number;
}

export function createThrottle(): Throttle {
  const emails = createCounter(FREE_TRIES_PER_EMAIL);
  const addresses = createCounter(FREE_TRIES_PER_ADDRESS);
  return {
    wait: (email, address, now) => Math.max(emails.wait(email, now), addresses.wait(address, now)),
    failed: (email, address, now) => Math.min(emails.count(email, now).left, addresses.count(address, now).left),
    begin(email, address, now) {
      const byEmail = emails.count(email, now);
      const byAddress = addresses.count(address, now);
      return {
        triesLeft: Math.min(byEmail.left, byAddress.left),
        succeeded() {
          emails.forget(email);
          byAddress.takeBack();
        },
      };
    },
  };
}

function createCounter(free: number) {
  const counts = new Map<string, Count>();
  return {
    wait(key: string, now: number): number {
      return Math.max(0, (counts.get(key)?.until ?? 0) - now);
    },
    count(key: string, now: number): { left: number; takeBack: () => void } {
      const before = counts.get(key);
      const tries = (before && now - before.at < FORGET_AFTER_MS ? before.tries : 0) + 1;
      const over = tries - free;
      const until = over < 0 ? 0 : now + Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(over, 20));
      counts.delete(key);
      const mine = { tries, at: now, until };
      counts.set(key, mine);
      for (const oldest of counts.keys()) {
        if (counts.size <= MAX_REMEMBERED) break;
        counts.delete(oldest);
      }
      return {
        left: Math.max(0, -over),
        takeBack() {
          const last = counts.get(key);
          if (!last) return;
          if (last !== mine) counts.set(key, { ...last, tries: last.tries - 1 });
          else if (before) counts.set(key, before);
          else counts.delete(key);
        },
      };
    },
    forget(key: string): void {
      counts.delete(key);
    },
  };
}
