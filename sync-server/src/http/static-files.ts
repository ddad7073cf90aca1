import { serveStatic } from '@hono/node-server/serve-static';
import { Hono } from 'hono';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fail } from './fail.ts';
import type { HttpEnv } from './env.ts';

export const pageFile = (build: string): string => join(build, 'index.html');

/** The app's page, or null before it is built. */
export function readPage(build: string): string | null {
  const page = pageFile(build);
  return existsSync(page) ? readFileSync(page, 'utf8') : null;
}

/** The built app: files with a hash in their name for ever, the others asked for anew; any other page is the app's. */
export function staticFiles(build: string): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>();
  app.use(async (c, next) => {
    await next();
    // A hash in the name means that the content never changes.
    const lasting = c.res.ok && c.req.path.startsWith('/_app/immutable/');
    c.header('cache-control', lasting ? 'public, max-age=31536000, immutable' : 'no-cache');
  });
  app.use(serveStatic<HttpEnv>({ root: build, precompressed: true }));
  app.get('*', async (c, next) => {
    // A file that is not there is not the app: a stale page must hear that its script is gone.
    const last = c.req.path.split('/').at(-1) ?? '';
    if (c.req.path.startsWith('/api/') || c.req.path.startsWith('/sync') || last.includes('.')) return fail(c, 'no-such-page');
    return serveStatic<HttpEnv>({ root: build, path: 'index.html', precompressed: true })(c, next);
  });
  return app;
}
