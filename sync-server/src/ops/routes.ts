import { Hono } from 'hono';
import { timingSafeEqual } from 'node:crypto';
import { isLoopback, type HttpContext, type HttpEnv } from '../http/env.ts';
import { fail } from '../http/fail.ts';
import type { Writer } from '../relay/job.ts';
import type { Metrics } from './metrics.ts';
import { probe } from './probe.ts';

/** Milliseconds within which the store must have taken a write for the server to be ready. */
const READY_WITHIN_MS = 2000;

export interface OpsRouteDeps {
  writer: Writer;
  metrics: Metrics;
  /** Opens `/metrics` to others than this machine, as a bearer token; null leaves it closed to them. */
  metricsToken: string | null;
  isClosing: () => boolean;
}

export function opsRoutes({ writer, metrics, metricsToken, isClosing }: OpsRouteDeps): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>();
  app.get('/healthz', (c) => c.json({ ok: true }));

  app.get('/readyz', async (c) => {
    const late = new Promise<false>((resolve) => setTimeout(() => resolve(false), READY_WITHIN_MS).unref());
    const written = writer.submit(probe, {}).catch(() => false);
    const ready = !isClosing() && (await Promise.race([written, late]));
    return ready ? c.json({ ok: true }) : fail(c, isClosing() ? 'going-away' : 'not-stored');
  });

  app.get('/metrics', async (c) => {
    if (!isLoopback(c) && !hasToken(c, metricsToken)) return fail(c, 'no-such-page');
    return c.text(await metrics.registry.metrics(), 200, { 'content-type': metrics.registry.contentType });
  });
  return app;
}

function hasToken(c: HttpContext, token: string | null): boolean {
  const given = Buffer.from(c.req.header('authorization') ?? '');
  const wanted = Buffer.from(`Bearer ${token ?? ''}`);
  return token !== null && given.length === wanted.length && timingSafeEqual(given, wanted);
}
