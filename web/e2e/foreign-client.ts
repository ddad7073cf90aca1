import { WebSocket } from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import type { Relay } from './relay.ts';

/** The library's provider as it is, with a cookie, as any Node program would use it. */
export function join(relay: Relay, cookie: string, doc: string): { ydoc: Y.Doc; provider: WebsocketProvider } {
  class WithCookie extends WebSocket {
    constructor(url: string | URL, protocols?: string[]) {
      super(url, protocols, { headers: { cookie } });
    }
  }
  const ydoc = new Y.Doc();
  const provider = new WebsocketProvider(`${relay.origin.replace('http', 'ws')}/sync/doc`, doc, ydoc, {
    WebSocketPolyfill: WithCookie as unknown as typeof globalThis.WebSocket,
    disableBc: true,
  });
  return { ydoc, provider };
}

export const synced = (provider: WebsocketProvider): Promise<void> =>
  new Promise((done) => (provider.synced ? done() : provider.once('sync', () => done())));
