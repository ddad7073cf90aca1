/**
 * Sockets that may be slow, lose what was sent, deliver twice or out of order, die, or stay half open (one direction
 * swallows everything and nobody is told). Order, loss and doubling concern only what may be so across reconnects on a
 * real network: a greeting or a page is delivered once and in order, or the socket dies.
 */
import type { ReplicaSocket, SocketHandlers } from '../src/client/ports.ts';
import { decode } from '../src/protocol/codec.ts';
import { MAX_PAGE_MESSAGE_BYTES } from '../src/protocol/limits.ts';
import type { FakeClock } from './clock.ts';
import type { Rng } from './rng.ts';

export interface Weather {
  /** Milliseconds, most. */
  latency: number;
  loss: number;
  double: number;
  disorder: number;
}

export const FINE: Weather = { latency: 20, loss: 0, double: 0, disorder: 0 };
export const STORM: Weather = { latency: 400, loss: 0.05, double: 0.1, disorder: 0.2 };

/** The server's end of a socket. */
export interface ServerEnd {
  send(bytes: Uint8Array): void;
  close(code: number, reason: string): void;
  readonly buffered: number;
}

export interface ServerHandlers {
  receive(bytes: Uint8Array): void;
  closed(): void;
}

/** May be lost, doubled or overtaken without the protocol's consent. */
const LOOSE = new Set(['push', 'ack', 'quarantine', 'kept', 'return', 'returned', 'ping', 'pong']);

interface Line {
  up: boolean;
  half: 'none' | 'to-server' | 'to-client';
  kill(code: number): void;
}

export class Network {
  weather: Weather = FINE;
  readonly #clock: FakeClock;
  readonly #rng: Rng;
  readonly #lines = new Set<Line>();

  constructor(clock: FakeClock, rng: Rng) {
    this.#clock = clock;
    this.#rng = rng;
  }

  /**
   * @param accept what the server does with a new socket; null when it is down
   * @param loose whether messages are the replica door's, which bear loss and disorder; the live door's do not
   */
  connect(
    handlers: SocketHandlers,
    accept: ((end: ServerEnd) => ServerHandlers) | null,
    reachable: () => boolean,
    loose: boolean,
  ): ReplicaSocket {
    const rng = this.#rng;
    let server: ServerHandlers | null = null;
    const lastAt = { up: 0, down: 0 };
    const line: Line = {
      up: true,
      half: 'none',
      kill: (code) => {
        if (!line.up) return;
        line.up = false;
        this.#lines.delete(line);
        this.#soon(() => handlers.closed(code));
        this.#soon(() => server?.closed());
      },
    };
    this.#lines.add(line);

    const carry = (way: 'up' | 'down', bytes: Uint8Array, deliver: () => void): void => {
      if (!line.up) return;
      if (!reachable()) return;
      const { loss, double, disorder, latency } = this.weather;
      const mayStray = loose && LOOSE.has(decode(bytes, MAX_PAGE_MESSAGE_BYTES).type);
      if (rng.chance(loss)) {
        // What must not be lost silently takes the socket with it.
        if (!mayStray) line.kill(1006);
        return;
      }
      const stray = mayStray && rng.chance(disorder);
      const at = Math.max(stray ? 0 : lastAt[way], this.#clock.now() + rng.next() * latency);
      if (!stray) lastAt[way] = at;
      const arrive = (): void => {
        if (line.up && reachable() && line.half !== (way === 'up' ? 'to-server' : 'to-client')) deliver();
      };
      this.#clock.after(at - this.#clock.now(), arrive);
      if (mayStray && rng.chance(double)) this.#clock.after(at - this.#clock.now() + rng.next() * latency, arrive);
    };

    this.#clock.after(rng.next() * this.weather.latency, () => {
      if (!line.up) return;
      if (!accept || !reachable()) return line.kill(1006);
      server = accept({
        send: (bytes) => carry('down', bytes, () => handlers.message(bytes)),
        close: (code) => {
          if (!line.up) return;
          line.up = false;
          this.#lines.delete(line);
          // What was sent before the close arrives before it.
          this.#clock.after(Math.max(0, lastAt.down - this.#clock.now()), () => handlers.closed(code));
          this.#soon(() => server?.closed());
        },
        buffered: 0,
      });
      handlers.opened();
    });

    return {
      send: (bytes) => carry('up', bytes, () => server?.receive(bytes)),
      close: () => {
        if (!line.up) return;
        line.up = false;
        this.#lines.delete(line);
        this.#soon(() => server?.closed());
      },
    };
  }

  #soon(task: () => void): void {
    this.#clock.after(this.#rng.next() * this.weather.latency, task);
  }

  /** All sockets die at once: the server is gone. */
  cut(): void {
    for (const line of [...this.#lines]) line.kill(1006);
  }

  /** One socket, chosen by chance, goes half open. */
  halve(): void {
    const lines = [...this.#lines];
    if (lines.length > 0) this.#rng.pick(lines).half = this.#rng.pick(['to-server', 'to-client']);
  }

  killOne(): void {
    const lines = [...this.#lines];
    if (lines.length > 0) this.#rng.pick(lines).kill(1006);
  }
}
