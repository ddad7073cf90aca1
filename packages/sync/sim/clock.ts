/**
 * Time that moves when told, and by `creep` milliseconds whenever it is asked for: between two readings some passes, as it
 * does on a device, whose timers then count whole milliseconds only, and so run early. Timers of one moment run in the order they were set.
 */
interface Timer {
  at: number;
  order: number;
  task: () => void;
}

export class FakeClock {
  #elapsed = 0;
  /** What the device's clock is ahead of `#elapsed`; setting the clock changes it. */
  #offset: number;
  readonly #creep: number;
  #timers: Timer[] = [];
  #order = 0;

  constructor(start: number, creep = 0) {
    this.#offset = start;
    this.#creep = creep;
  }

  now = (): number => Math.floor(this.#offset + this.#elapsed);

  elapsed = (): number => (this.#elapsed += this.#creep);

  /** Somebody, or the network, sets the clock on by `ms`, or back. */
  setOn(ms: number): void {
    this.#offset += ms;
  }

  after = (ms: number, task: () => void): (() => void) => {
    const timer = { at: this.#elapsed + Math.max(0, this.#creep > 0 ? Math.floor(ms) : ms), order: this.#order++, task };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((one) => one !== timer);
    };
  };

  /** Lets every promise that can go on do so. Nothing here waits for the outside, so one turn of the event loop is enough. */
  async settle(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
  }

  /** Runs all that is due within `ms`, moment by moment. */
  async pass(ms: number): Promise<void> {
    const until = this.#elapsed + ms;
    await this.settle();
    for (;;) {
      const next = this.#timers.reduce<Timer | null>(
        (first, one) =>
          one.at <= until && (!first || one.at < first.at || (one.at === first.at && one.order < first.order)) ? one : first,
        null,
      );
      if (!next) break;
      this.#timers = this.#timers.filter((one) => one !== next);
      this.#elapsed = Math.max(this.#elapsed, next.at);
      next.task();
      await this.settle();
    }
    this.#elapsed = Math.max(this.#elapsed, until);
  }
}
