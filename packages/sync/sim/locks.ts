import type { LockPort } from '../src/client/ports.ts';

interface Request {
  start(): void;
  lose(): void;
}

/** Web Locks for the tabs of one device: a queue, a holder, and stealing. */
export class FakeLocks {
  #holder: Request | null = null;
  #queue: Request[] = [];

  port(): LockPort {
    return {
      request: (steal, held) => {
        let lose: () => void = () => undefined;
        const lost = new Promise<void>((resolve) => (lose = resolve));
        let release: () => void = () => undefined;
        const released = new Promise<void>((resolve) => (release = resolve));
        const request: Request = {
          start: () => void Promise.race([held(lost), released, lost]).then(() => this.#done(request)),
          lose,
        };
        if (steal) {
          this.#holder?.lose();
          this.#holder = request;
          request.start();
        } else {
          this.#queue.push(request);
          this.#next();
        }
        return {
          release: () => {
            this.#queue = this.#queue.filter((one) => one !== request);
            lose();
            release();
          },
        };
      },
    };
  }

  #done(request: Request): void {
    if (this.#holder === request) this.#holder = null;
    this.#next();
  }

  #next(): void {
    const next = this.#holder ? undefined : this.#queue.shift();
    if (!next) return;
    this.#holder = next;
    next.start();
  }
}
