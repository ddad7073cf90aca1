/** `GET /api/history/<kind>/<id>/<part>`: what is kept of a part, in pages (SPEC HIS). */
import { encodeHistory } from '@qiao/sync/protocol';
import { Hono, type MiddlewareHandler } from 'hono';
import type { HttpEnv } from '../http/env.ts';
import { fail } from '../http/fail.ts';
import type { Rights } from '../relay/ports.ts';
import type { Reader } from '../store/contract.ts';
import { readHistory } from './read-history.ts';

export function historyRoutes(read: Reader, rights: Rights, signedIn: MiddlewareHandler<HttpEnv>): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>();
  app.use('/history/*', signedIn);

  app.get('/history/:kind/:id/:part', async (c) => {
    const { kind, id, part } = c.req.param();
    const after = c.req.query('after') ?? '0';
    if (!/^\d{1,15}$/.test(after)) return fail(c, 'bad-request');
    const page = await readHistory(read, rights, { user: c.get('who').peer.user, doc: `${kind}/${id}/${part}`, after: Number(after) });
    if (!page) return fail(c, 'not-found');
    return c.body(new Uint8Array(encodeHistory(page)), 200, { 'content-type': 'application/octet-stream' });
  });

  return app;
}
