import { LEADER_BEAT_MS, LEADER_FROZEN_MS } from '../protocol/limits.ts';
import type { Clock, LockPort } from './ports.ts';

/**
 * One tab leads (SPEC DEV6): the holder of the lock. It says so every LEADER_BEAT_MS; a tab that hears nothing for
 * LEADER_FROZEN_MS takes the lock away. Fencing is the store's: a frozen leader that wakes up can write nothing.
 */
export class Leadership {
  #heardAt: number;
  #leading = false;
  #stopped = false;
  #cancel: () => void = () => undefined;
  #release: () => void = () => undefined;
  readonly #clock: Clock;
  readonly #locks: LockPort;
  readonly #lead: (lost: Promise<void>) => Promise<void>;
  readonly #beat: () => void;

  /** `lead` runs while this tab leads and ends when it should not any more; `beat` tells the other tabs. */
  constructor(clock: Clock, locks: LockPort, lead: (lost: Promise<void>) => Promise<void>, beat: () => void) {
    this.#clock = clock;
    this.#locks = locks;
    this.#lead = lead;
    this.#beat = beat;
    this.#heardAt = clock.elapsed();
  }

  get leading(): boolean {
    return this.#leading;
  }

  start(): void {
    this.#ask(false);
    this.#watch();
  }

  /** Stands in line for the lead once more, after having lost or given it up. */
  again(): void {
    if (!this.#stopped) this.#ask(false);
  }

  /** Another tab said that it leads. */
  heard(): void {
    this.#heardAt = this.#clock.elapsed();
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel();
    this.#release();
  }

  #ask(steal: boolean): void {
    this.#release();
    const request = this.#locks.request(steal, async (lost) => {
      if (this.#stopped) return;
      this.#leading = true;
      try {
        await this.#lead(lost);
      } finally {
        this.#leading = false;
        this.heard();
      }
    });
    this.#release = () => request.release();
  }

  #watch(): void {
    this.#cancel = this.#clock.after(LEADER_BEAT_MS, () => {
      if (this.#stopped) return;
      if (this.#leading) this.#beat();
      else if (this.#clock.elapsed() - this.#heardAt > LEADER_FROZEN_MS) {
        this.heard();
        this.#ask(true);
      }
      this.#watch();
    });
  }
}
