/** The two upgrades (SPEC SES1): who may not join hears 401 or 403, and no socket is opened. */
import { upgradeWebSocket } from '@hono/node-server';
import { limits, RELAY_CODES } from '@qiao/sync/protocol';
import { Hono, type MiddlewareHandler } from 'hono';
import type { WebSocket } from 'ws';
import type { Relay } from '../relay/index.ts';
import type { Joined, Socket } from '../relay/ports.ts';
import type { HttpEnv } from './env.ts';

/** Bytes at which the transport itself gives up; below, the doors say which limit was passed. */
export const MAX_FRAME_BYTES = 2 * limits.MAX_MESSAGE_BYTES;
/** Milliseconds between the transport's own pings; a socket that did not answer the last one is gone. */
const TRANSPORT_PING_MS = 30_000;

export function socketRoutes(relay: Relay, signedIn: MiddlewareHandler<HttpEnv>): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>();
  const needsUpgrade: MiddlewareHandler<HttpEnv> = async (c, next) =>
    c.req.header('upgrade')?.toLowerCase() === 'websocket' ? next() : c.body(null, 426, { upgrade: 'websocket' });

  app.get(
    '/sync',
    needsUpgrade,
    signedIn,
    upgradeWebSocket((c) => joinWith((socket) => relay.replica.join(socket, whoIn(c).peer))),
  );
  app.get(
    '/sync/doc/:kind/:id/:part',
    needsUpgrade,
    signedIn,
    upgradeWebSocket((c) => {
      const doc = `${c.req.param('kind')}/${c.req.param('id')}/${c.req.param('part')}`;
      return joinWith((socket) => relay.live.join(socket, whoIn(c).peer, doc));
    }),
  );
  return app;
}

/** The adapter types its context without our variables. */
const whoIn = (c: { get(name: string): unknown }): HttpEnv['Variables']['who'] => c.get('who') as HttpEnv['Variables']['who'];

function joinWith(join: (socket: Socket) => Joined) {
  let joined: Joined | null = null;
  return {
    onOpen(_event: Event, { raw }: { raw?: unknown }) {
      const socket = raw as WebSocket;
      watchTransport(socket);
      joined = join({
        send: (bytes) => socket.readyState === socket.OPEN && socket.send(bytes),
        close: (code, reason) => socket.close(code, reason),
        get buffered() {
          return socket.bufferedAmount;
        },
      });
    },
    onMessage(event: MessageEvent, { raw }: { raw?: unknown }) {
      if (event.data instanceof ArrayBuffer) joined?.receive(new Uint8Array(event.data));
      else (raw as WebSocket).close(RELAY_CODES['bad-message'].close, 'bad-message');
    },
    onClose: () => joined?.closed(),
  };
}

function watchTransport(socket: WebSocket): void {
  let answered = true;
  const timer = setInterval(() => {
    if (!answered) return socket.terminate();
    answered = false;
    socket.ping();
  }, TRANSPORT_PING_MS);
  socket.on('pong', () => (answered = true));
  socket.on('close', () => clearInterval(timer));
}
