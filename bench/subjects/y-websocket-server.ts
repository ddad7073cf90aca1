/** The reference server of y-websocket: no accounts, no rights, no validation; in memory, or with its LevelDB persistence. */
import { mkdtempSync, rmSync } from 'node:fs';
import { join as joinPath } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as Y from 'yjs';
import { joinRoom, startServer, type Guest, type Server, type Subject } from '../harness.ts';
import { fillRooms, newRooms, peerDevice } from '../peer.ts';

const PROCESS = fileURLToPath(new URL('./y-websocket-server.process.ts', import.meta.url));

/** @param folder where its database is made; null: it keeps everything in memory */
export function yWebsocketServer(folder: string | null): Subject {
  let server: Server;
  let dataDir = '';
  const up = async (): Promise<void> => {
    server = await startServer(PROCESS, folder === null ? {} : { YPERSISTENCE: dataDir }, /listening on (\d+)/);
  };
  const enter = (doc: string, ydoc: Y.Doc): Guest => joinRoom(`ws://127.0.0.1:${server.port}`, doc, ydoc);
  return {
    name: `@y/websocket-server, ${folder === null ? 'memory' : 'y-leveldb'}`,
    stores: folder !== null,
    async start() {
      if (folder !== null) dataDir = mkdtempSync(joinPath(folder, 'level-'));
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
      if (dataDir) rmSync(dataDir, { recursive: true, force: true });
    },
    makeDocs: async (count) => newRooms(count),
    fill: (docs, contentOf) => fillRooms(enter, docs, contentOf),
    join: async (doc, _person, ydoc = new Y.Doc()) => enter(doc, ydoc),
    pusher: null,
    newDevice: async () => peerDevice(enter),
  };
}
