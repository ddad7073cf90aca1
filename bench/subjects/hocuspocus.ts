/** Hocuspocus with its SQLite extension, and its own provider on the WebSockets that the rest of the benchmark uses. */
import { HocuspocusProvider, HocuspocusProviderWebsocket } from '@hocuspocus/provider';
import { mkdtempSync, rmSync } from 'node:fs';
import { join as joinPath } from 'node:path';
import { fileURLToPath } from 'node:url';
import WebSocket from 'ws';
import * as Y from 'yjs';
import { startServer, type Guest, type Server, type Subject } from '../harness.ts';
import { fillRooms, newRooms, peerDevice } from '../peer.ts';

const PROCESS = fileURLToPath(new URL('./hocuspocus.process.ts', import.meta.url));

/** @param folder where its database is made */
export function hocuspocus(folder: string): Subject {
  let server: Server;
  let dataDir = '';
  const up = async (): Promise<void> => {
    server = await startServer(PROCESS, { DATABASE: joinPath(dataDir, 'db.sqlite') }, /listening on (\d+)/);
  };
  const enter = (name: string, document: Y.Doc): Guest => {
    let arrived: () => void;
    const synced = new Promise<void>((resolve) => (arrived = resolve));
    const websocketProvider = new HocuspocusProviderWebsocket({ url: `ws://127.0.0.1:${server.port}`, WebSocketPolyfill: WebSocket });
    const provider = new HocuspocusProvider({ websocketProvider, name, document, onSynced: () => arrived() });
    provider.attach();
    return {
      ydoc: document,
      synced,
      close() {
        provider.destroy();
        websocketProvider.destroy();
      },
    };
  };
  return {
    name: '@hocuspocus/server, SQLite',
    stores: true,
    async start() {
      dataDir = mkdtempSync(joinPath(folder, 'hocuspocus-'));
      await up();
    },
    pids: () => ({ own: server.pid, beside: [] }),
    kill: () => server.kill(),
    restart: up,
    async reopen() {
      await server.end();
      await up();
    },
    async stop() {
      await server.kill();
      rmSync(dataDir, { recursive: true, force: true });
    },
    makeDocs: async (count) => newRooms(count),
    fill: (docs, contentOf) => fillRooms(enter, docs, contentOf),
    join: async (doc, _person, ydoc = new Y.Doc()) => enter(doc, ydoc),
    pusher: null,
    newDevice: async () => peerDevice(enter),
  };
}
