import { Hono, type MiddlewareHandler } from 'hono';
import { limits } from '@qiao/sync/protocol';
import * as v from 'valibot';
import { limitBody, MAX_BODY_BYTES, readBody } from '../http/body.ts';
import { addressOf, type HttpEnv } from '../http/env.ts';
import { fail } from '../http/fail.ts';
import type { Reader } from '../store/contract.ts';
import type { Accounts } from './accounts.ts';
import { browserName } from './browser-name.ts';
import { email, personName, text } from './fields.ts';
import { domainPerson } from './domain-person.ts';
import type { FirstAdmin } from './first-admin.ts';
import { MAX_PASSWORD } from './limits.ts';
import { isAcceptable } from './passwords.ts';
import type { Throttle } from './throttle.ts';

const password = v.pipe(v.string(), v.maxLength(MAX_PASSWORD));
const loginBody = v.object({
  email: v.pipe(text, v.trim(), v.toLowerCase(), v.maxLength(254)),
  password,
  device: v.optional(v.pipe(v.string(), v.uuid())),
});
const setupBody = v.object({ code: v.pipe(v.string(), v.maxLength(40)), name: personName, email, password });

const passwordBody = v.object({ current: password, next: password });

export interface AccessRouteDeps {
  read: Reader;
  accounts: Accounts;
  firstAdmin: FirstAdmin;
  throttle: Throttle;
  signedIn: MiddlewareHandler<HttpEnv>;
}

/** What the app must know of who is signed in, and for how long it may go on without the server. */
async function sayMe(read: Reader, user: { id: string; name: string; email: string; roles: string }, device: string) {
  const { email: address, ...person } = user;
  return {
    user: { ...domainPerson(person), email: address },
    device,
    workspace: (await read.workspace()).id,
    leaseDays: limits.OFFLINE_LEASE_DAYS,
  };
}

export function accessRoutes({ read, accounts, firstAdmin, throttle, signedIn }: AccessRouteDeps): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>();
  // By path: these routes stand beside others that take more.
  for (const path of ['/login', '/logout', '/setup', '/password']) app.use(path, limitBody(MAX_BODY_BYTES));

  app.post('/login', async (c) => {
    const body = await readBody(c, loginBody);
    if (!body) return fail(c, 'bad-request');
    const answer = await accounts.signIn({
      ...body,
      device: body.device ?? null,
      label: browserName(c.req.header('user-agent')),
      address: addressOf(c),
      cookie: c.req.header('cookie') ?? '',
    });
    if (!answer.ok) {
      const { ok: _ok, code, ...details } = answer;
      return fail(c, code, details);
    }
    c.header('set-cookie', answer.cookie);
    return c.json(await sayMe(read, answer.user, answer.device));
  });

  app.post('/logout', async (c) => {
    c.header('set-cookie', await accounts.signOut(c.req.header('cookie') ?? ''));
    return c.json({ ok: true });
  });

  app.get('/me', signedIn, async (c) => {
    const { peer, email: address, roles } = c.get('who');
    return c.json(await sayMe(read, { id: peer.user, name: peer.name, email: address, roles }, peer.device));
  });

  app.post('/password', signedIn, async (c) => {
    const body = await readBody(c, passwordBody);
    if (!body) return fail(c, 'bad-request');
    if (!isAcceptable(body.next)) return fail(c, 'weak-password');
    const answer = await accounts.changePassword(c.get('who'), body, addressOf(c));
    if (answer.ok) return c.json({ ok: true });
    const { ok: _ok, code, ...details } = answer;
    return fail(c, code, details);
  });

  app.get('/setup', async (c) => c.json({ needed: await firstAdmin.isNeeded() }));

  app.post('/setup', async (c) => {
    const body = await readBody(c, setupBody);
    if (!body) return fail(c, 'bad-request');
    if (!(await firstAdmin.isNeeded())) return fail(c, 'setup-done');
    const now = Date.now();
    const wait = throttle.wait('', addressOf(c), now);
    if (wait > 0) return fail(c, 'too-many', { retryAfter: Math.ceil(wait / 1000) });
    if (!firstAdmin.isCode(body.code)) return fail(c, 'wrong-code', { triesLeft: throttle.failed('', addressOf(c), now) });
    if (!isAcceptable(body.password)) return fail(c, 'weak-password');
    if ((await firstAdmin.make(body)) !== 'added') return fail(c, 'setup-done');
    const answer = await accounts.signIn({
      email: body.email,
      password: body.password,
      device: null,
      label: browserName(c.req.header('user-agent')),
      address: addressOf(c),
      cookie: '',
    });
    if (!answer.ok) return fail(c, 'internal');
    c.header('set-cookie', answer.cookie);
    return c.json(await sayMe(read, answer.user, answer.device));
  });

  return app;
}
