/** Puts the HTTP side together. No logic. */
import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { Logger } from 'pino';
import { createAccounts } from './access/accounts.ts';
import type { FirstAdmin } from './access/first-admin.ts';
import { peopleRoutes } from './access/people-routes.ts';
import { accessRoutes } from './access/routes.ts';
import { createThrottle } from './access/throttle.ts';
import { rights } from './access/authorise.ts';
import type { BlobFiles } from './blobs/files.ts';
import type { InTurn } from './blobs/in-turn.ts';
import { blobRoutes } from './blobs/routes.ts';
import { createCommands } from './commands/index.ts';
import { commandRoutes } from './commands/routes.ts';
import type { Config } from './config.ts';
import { historyRoutes } from './history/routes.ts';
import { policyOf } from './http/content-policy.ts';
import type { HttpEnv } from './http/env.ts';
import { fail } from './http/fail.ts';
import { commonHeaders, sameOrigin, signedIn } from './http/guards.ts';
import { OPENAPI } from './http/openapi.ts';
import { requestLog } from './http/request-log.ts';
import { socketRoutes } from './http/sockets.ts';
import { staticFiles } from './http/static-files.ts';
import type { Metrics } from './ops/metrics.ts';
import { opsRoutes } from './ops/routes.ts';
import { recordRoutes } from './project/record-routes.ts';
import type { Relay } from './relay/index.ts';
import { seenRoutes } from './seen/routes.ts';
import type { Reader } from './store/contract.ts';

export interface AppDeps {
  config: Config;
  read: Reader;
  relay: Relay;
  firstAdmin: FirstAdmin;
  metrics: Metrics;
  log: Logger;
  isClosing: () => boolean;
  files: BlobFiles;
  /** Of all that is done with one attachment. */
  inTurn: InTurn;
}

export function createApp({ config, read, relay, firstAdmin, metrics, log, isClosing, files, inTurn }: AppDeps): Hono<HttpEnv> {
  const { writer } = relay;
  const throttle = createThrottle();
  const accounts = createAccounts({ read, writer, throttle, secure: config.secure });
  const guard = signedIn(accounts);
  const app = new Hono<HttpEnv>();

  app.use(requestLog(log, metrics));
  app.use(commonHeaders(policyOf(config.webBuild, config.origins)));
  app.use(sameOrigin(config.origins));
  app.route('/', opsRoutes({ writer, metrics, metricsToken: config.metricsToken, isClosing }));
  app.route('/', socketRoutes(relay, guard));
  app.get('/api/openapi.json', (c) => c.json(OPENAPI));
  app.route('/api', accessRoutes({ read, accounts, firstAdmin, throttle, signedIn: guard }));
  app.route('/api', peopleRoutes({ read, writer, signedIn: guard }));
  app.route('/api', commandRoutes(createCommands({ writer }), guard));
  app.route(
    '/api',
    recordRoutes(read, guard, (doc) => log.error({ doc }, 'a part cannot be built')),
  );
  app.route('/api', historyRoutes(read, rights, guard));
  app.route('/api', blobRoutes({ read, writer, rights, files, inTurn, signedIn: guard, counted: metrics.piece }));
  app.route('/api', seenRoutes({ read, writer, rights, signedIn: guard }));
  app.route('/', staticFiles(config.webBuild));

  app.notFound((c) => fail(c, 'no-such-page'));
  app.onError((error, c) => {
    if (error instanceof HTTPException) return fail(c, error.status === 413 ? 'too-large' : 'bad-request');
    log.error({ request: c.get('requestId'), error: error.name, at: error.stack?.split('\n').slice(1, 4) }, 'a route failed');
    return fail(c, 'internal');
  });
  return app;
}
