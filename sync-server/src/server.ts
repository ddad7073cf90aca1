/** One running server: store, writer thread, relay, HTTP. */
import { serve, type ServerType } from '@hono/node-server';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Worker } from 'node:worker_threads';
import { pino, type Logger } from 'pino';
import { WebSocketServer } from 'ws';
import { createFirstAdmin } from './access/first-admin.ts';
import { rights } from './access/authorise.ts';
import { MIN_PASSWORD } from './access/limits.ts';
import { isAcceptable } from './access/passwords.ts';
import { sweepSessions } from './access/sweep.ts';
import { watchSessions } from './access/watch.ts';
import { createApp } from './app.ts';
import { blobFolder, createBlobFiles } from './blobs/files.ts';
import { createInTurn } from './blobs/in-turn.ts';
import { sweepBlobs } from './blobs/sweep.ts';
import { systemClock } from './clock.ts';
import { BadSetting, localOrigins, type Config } from './config.ts';
import { MAX_FRAME_BYTES } from './http/sockets.ts';
import { createMetrics } from './ops/metrics.ts';
import { openStore, type Place } from './open-store.ts';
import { createRelay } from './relay/index.ts';
import { proxyWriter } from './relay/writer-port.ts';

export interface Running {
  port: number;
  /** The code that the first visit must give; null when there is somebody. */
  setupCode: string | null;
  /** SPEC SRV3. */
  close(): Promise<void>;
}

/** Resolves when requests are answered. `failed` is called when it cannot go on. */
export async function startServer(config: Config, failed: (error: unknown) => void): Promise<Running> {
  const log = pino({ level: config.logLevel, base: null });
  const metrics = createMetrics();
  const { thread, writer } = await startWriterThread(config, log, failed);
  const store = await openStore(config);
  const relay = createRelay({
    store,
    rights,
    clock: systemClock,
    random: Math.random,
    writer: metrics.measured(writer),
    unreadable: (doc) => log.error({ doc }, 'a part cannot be built'),
  });
  const { read } = store;
  let closing = false;

  const firstAdmin = createFirstAdmin({ read, writer });
  if (config.admin && (await firstAdmin.isNeeded())) {
    if (!isAcceptable(config.admin.password)) throw new BadSetting(`QIAO_ADMIN_PASSWORD needs at least ${MIN_PASSWORD} characters`);
    await firstAdmin.make({ ...config.admin, name: config.admin.email.split('@')[0]! });
  }

  const peers = () => relay.peers();
  metrics.watch({
    sockets: () => ({ replica: peers().replica.length, live: peers().live.length }),
    head: async () => (await read.workspace()).head,
  });
  const stopWatch = watchSessions({
    read,
    clock: systemClock,
    peers: () => [...peers().replica, ...peers().live],
    cut: (target) => relay.cut(target),
  });
  const stopSweep = sweepSessions({ writer, clock: systemClock });

  const files = createBlobFiles(blobFolder(config.dataDir));
  const inTurn = createInTurn();
  const stopBlobSweep = sweepBlobs({
    read,
    writer,
    files,
    inTurn,
    clock: systemClock,
    failed: (error) => log.error({ error: error instanceof Error ? error.message : String(error) }, 'attachments could not be swept'),
  });

  const app = createApp({ config, read, relay, firstAdmin, metrics, log, isClosing: () => closing, files, inTurn });
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_FRAME_BYTES, perMessageDeflate: false });
  const server = serve({ fetch: app.fetch, port: config.port, hostname: config.host, websocket: { server: sockets } });
  await listening(server);
  const { port } = server.address() as AddressInfo;
  if (config.origins.size === 0) for (const origin of localOrigins(port)) config.origins.add(origin);

  return {
    port,
    setupCode: (await firstAdmin.isNeeded()) ? firstAdmin.code() : null,
    async close() {
      closing = true;
      stopWatch();
      stopSweep();
      stopBlobSweep();
      const stopped = new Promise((resolve) => server.close(resolve));
      await relay.close();
      // What is left open are idle connections, and sockets whose other end does not answer the goodbye.
      if ('closeIdleConnections' in server) server.closeIdleConnections();
      await Promise.race([stopped, new Promise((resolve) => setTimeout(resolve, GOODBYE_MS))]);
      for (const socket of sockets.clients) socket.terminate();
      if ('closeAllConnections' in server) server.closeAllConnections();
      await store.close();
      await thread.terminate();
    },
  };
}

/** Milliseconds for requests under way and for sockets to say goodbye. */
const GOODBYE_MS = 2000;

async function listening(server: ServerType): Promise<void> {
  if (!server.listening)
    await Promise.race([once(server, 'listening'), once(server, 'error').then(([error]) => Promise.reject(error as Error))]);
}

async function startWriterThread(config: Config, log: Logger, failed: (error: unknown) => void) {
  const thread = new Worker(new URL('./writer-thread.ts', import.meta.url), {
    workerData: { dataDir: config.dataDir, databaseUrl: config.databaseUrl } satisfies Place,
  });
  const writer = proxyWriter(thread);
  let started = false;
  thread.on('error', (error: unknown) => {
    writer.lost(error);
    if (!started) return;
    log.fatal({ error: error instanceof Error ? error.message : String(error) }, 'the writer is gone');
    failed(error);
  });
  await writer.ready;
  started = true;
  return { thread, writer };
}
