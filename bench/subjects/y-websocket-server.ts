/** The reference server of y-websocket, in memory: no accounts, no rights, no validation, no disk. */
import { fileURLToPath } from 'node:url';
import * as Y from 'yjs';
import { joinRoom, pooled, startServer, type Server, type Subject } from '../harness.ts';

const PROCESS = fileURLToPath(new URL('./y-websocket-server.process.ts', import.meta.url));
/** Sockets that a device opens at once to read its documents: about what a browser allows to one host. */
const SOCKETS = 32;

export function yWebsocketServer(): Subject {
  let server: Server;
  const start = async (): Promise<void> => {
    server = await startServer(PROCESS, {}, /listening on (\d+)/);
  };
  const join: Subject['join'] = (doc, _person, ydoc = new Y.Doc()) => joinRoom(`ws://127.0.0.1:${server.port}`, doc, ydoc);
  return {
    name: '@y/websocket-server 0.1.1, memory',
    start,
    kill: () => server.kill(),
    restart: start,
    stop: () => server.kill(),
    // A room is there when somebody comes.
    makeDocs: async (count) => Array.from({ length: count }, () => `room-${crypto.randomUUID()}`),
    join,
    pusher: null,
    newDevice: async () => async (docs) => {
      const built = new Map<string, Y.Doc>();
      await pooled(docs, SOCKETS, async (doc) => {
        const ydoc = new Y.Doc();
        const guest = join(doc, 0, ydoc);
        await guest.synced;
        built.set(doc, ydoc);
        guest.close();
      });
      return built;
    },
  };
}
