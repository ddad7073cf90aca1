/** A door before the relay that hands out a newer build of the app when asked to: another worker and another page. */
import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Relay } from './relay.ts';

/** What the newer page says of itself in a meta element. */
export const NEWER = 'newer';

export class Front {
  readonly #relay: Relay;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #newer = false;

  private constructor(relay: Relay) {
    this.#relay = relay;
    this.#server = createServer((asked, answer) => this.#pass(asked, answer));
    this.#server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
    this.#server.on('upgrade', (asked: IncomingMessage, socket: Socket, head: Buffer) => this.#upgrade(asked, socket, head));
  }

  static async before(relay: Relay): Promise<Front> {
    const front = new Front(relay);
    await once(front.#server.listen(0, '127.0.0.1'), 'listening');
    return front;
  }

  get origin(): string {
    return `http://localhost:${(this.#server.address() as AddressInfo).port}`;
  }

  /** From now on a newer build is served. */
  release(): void {
    this.#newer = true;
  }

  async end(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  /** The same question to the relay, as from its own origin; uncompressed, so that it may be read here. */
  #ask(asked: IncomingMessage) {
    const headers = { ...asked.headers, host: `localhost:${this.#relay.port}` };
    delete headers['accept-encoding'];
    delete headers['if-none-match'];
    if (headers.origin) headers.origin = this.#relay.origin;
    return request({ host: '127.0.0.1', port: this.#relay.port, path: asked.url, method: asked.method, headers });
  }

  #pass(asked: IncomingMessage, answer: ServerResponse): void {
    const path = new URL(asked.url ?? '/', this.origin).pathname;
    const isWorker = path === '/sw.js';
    const passed = this.#ask(asked);
    passed.once('error', () => answer.destroy());
    passed.once('response', (told) => {
      const isPage = told.headers['content-type']?.startsWith('text/html') ?? false;
      if (!this.#newer || !(isWorker || isPage)) {
        answer.writeHead(told.statusCode ?? 502, told.headers);
        told.pipe(answer);
        return;
      }
      const parts: Buffer[] = [];
      told.on('data', (part: Buffer) => parts.push(part));
      told.once('end', () => {
        const text = Buffer.concat(parts).toString();
        const { 'content-length': _length, etag: _etag, 'last-modified': _modified, ...headers } = told.headers;
        answer.writeHead(told.statusCode ?? 502, headers);
        answer.end(isWorker ? newerWorker(text) : text.replace('<head>', `<head><meta name="build" content="${NEWER}">`));
      });
    });
    asked.pipe(passed);
  }

  #upgrade(asked: IncomingMessage, socket: Socket, head: Buffer): void {
    const passed = this.#ask(asked);
    passed.once('error', () => socket.destroy());
    passed.once('response', () => socket.destroy());
    passed.once('upgrade', (told, onward, first) => {
      const lines = told.rawHeaders.flatMap((name, n) => (n % 2 === 0 ? [`${name}: ${told.rawHeaders[n + 1]}`] : []));
      socket.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join('\r\n')}\r\n\r\n`);
      if (first.length > 0) socket.write(first);
      if (head.length > 0) onward.write(head);
      for (const [one, other] of [
        [socket, onward],
        [onward, socket],
      ] as const) {
        one.pipe(other);
        one.once('error', () => other.destroy());
        one.once('close', () => other.destroy());
      }
    });
    passed.end();
  }
}

/** The worker of a build in which only the page is another. */
function newerWorker(worker: string): string {
  const revised = worker.replace(/("revision":")([^"]+","url":"\/index\.html")/, `$1${NEWER}-$2`);
  if (revised === worker) throw new Error('the worker precaches no page');
  return revised;
}
