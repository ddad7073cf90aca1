import { createHash } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { matchedRoutes } from 'hono/route';
import type { Logger } from 'pino';
import type { Metrics } from '../ops/metrics.ts';
import type { HttpEnv } from './env.ts';

/** Tells requests of one person from another's without saying whose they are (SPEC SRV4). */
const shorten = (id: string): string => createHash('sha256').update(id).digest('hex').slice(0, 8);

/** One line a request: its route, never its address, for addresses hold ids. */
export const requestLog =
  (log: Logger, metrics: Metrics): MiddlewareHandler<HttpEnv> =>
  async (c, next) => {
    const began = performance.now();
    await next();
    const seconds = (performance.now() - began) / 1000;
    // The last without a wildcard is the one that answers; the app's own files have none.
    const route = matchedRoutes(c).findLast(({ path }) => !path.includes('*'))?.path ?? 'file';
    const status = c.req.header('upgrade') === undefined ? c.res.status : 101;
    metrics.request(c.req.method, route, status, seconds);
    const who = c.get('who') as HttpEnv['Variables']['who'] | undefined;
    const line = {
      request: c.get('requestId'),
      method: c.req.method,
      route,
      status,
      ms: Math.round(seconds * 1000),
      ...(who ? { user: shorten(who.peer.user) } : {}),
    };
    if (status >= 500) log.error(line);
    else log.debug(line);
  };
