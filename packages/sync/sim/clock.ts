/** Time that moves only when told. Timers of one moment run in the order they were set. */
interface Timer {
  at: number;
  order: number;
  task: () => void;
}

export class FakeClock {
  #now: number;
  #timers: Timer[] = [];
  #order = 0;

  constructor(start: number) {
    this.#now = start;
  }

  now = (): number => this.#now;

  after = (ms: number, task: () => void): (() => void) => {
    const timer = { at: this.#now + Math.max(0, ms), order: this.#order++, task };
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
    const until = this.#now + ms;
    await this.settle();
    for (;;) {
      const next = this.#timers.reduce<Timer | null>(
        (first, one) =>
          one.at <= until && (!first || one.at < first.at || (one.at === first.at && one.order < first.order)) ? one : first,
        null,
      );
      if (!next) break;
      this.#timers = this.#timers.filter((one) => one !== next);
      this.#now = Math.max(this.#now, next.at);
      next.task();
      await this.settle();
    }
    this.#now = until;
  }
}
