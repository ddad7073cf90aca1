/** What stands before the routes: where a request may come from, who sends it, what browsers are told. */
import { randomUUID } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import type { Accounts } from '../access/accounts.ts';
import { fail } from './fail.ts';
import type { HttpContext, HttpEnv } from './env.ts';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/** An `Origin`, when there is one, must be ours: on everything that changes something, and on both upgrades (SPEC SES1). */
export const sameOrigin =
  (origins: ReadonlySet<string>): MiddlewareHandler<HttpEnv> =>
  async (c, next) => {
    const upgrade = c.req.header('upgrade') !== undefined;
    if (SAFE.has(c.req.method) && !upgrade) return next();
    const origin = c.req.header('origin');
    const crossSite = origin === undefined ? c.req.header('sec-fetch-site') === 'cross-site' : !origins.has(origin);
    return crossSite ? fail(c, 'foreign-origin') : next();
  };

/** Lets only those in whom the cookie names. */
export const signedIn =
  (accounts: Accounts): MiddlewareHandler<HttpEnv> =>
  async (c, next) => {
    const who = await accounts.whoIs(c.req.header('cookie') ?? '');
    if (!who) return fail(c, 'unauthenticated');
    c.set('who', who);
    await next();
    if (who.renewed) c.header('set-cookie', who.renewed, { append: true });
  };

/** Request id, and what keeps a browser from being led astray. */
export const commonHeaders =
  (policy: () => string): MiddlewareHandler<HttpEnv> =>
  async (c, next) => {
    c.set('requestId', randomUUID());
    await next();
    // The answer to an upgrade is not ours to change.
    if (c.req.header('upgrade') !== undefined) return;
    c.header('x-request-id', c.get('requestId'));
    // An attachment comes with a stricter one of its own (SPEC BLB7).
    if (!c.res.headers.has('content-security-policy')) c.header('content-security-policy', policy());
    c.header('x-content-type-options', 'nosniff');
    c.header('referrer-policy', 'same-origin');
    c.header('cross-origin-opener-policy', 'same-origin');
    c.header('permissions-policy', 'camera=(self), geolocation=(), microphone=(), payment=()');
    if (isApi(c)) c.header('cache-control', 'no-store');
  };

const isApi = (c: HttpContext): boolean => c.req.path.startsWith('/api/');
