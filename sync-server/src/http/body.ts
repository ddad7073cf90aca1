import * as v from 'valibot';
import { bodyLimit } from 'hono/body-limit';
import type { MiddlewareHandler } from 'hono';
import { fail } from './fail.ts';
import type { HttpContext } from './env.ts';

const KIB = 1024;

/** Bytes of a request's body: most routes, and commands, which may carry state vectors. */
export const MAX_BODY_BYTES = 64 * KIB;
export const MAX_COMMAND_BYTES = 1024 * KIB;

export const limitBody = (maxSize: number): MiddlewareHandler => bodyLimit({ maxSize, onError: (c) => fail(c, 'too-large') });

/** The body as JSON; undefined when it is none. Only `application/json` is read: a form of another site cannot send that. */
export async function readJson(c: HttpContext): Promise<unknown> {
  if (!/^application\/json\b/i.test(c.req.header('content-type') ?? '')) return undefined;
  return c.req.json<unknown>().catch(() => undefined);
}

/** The body in the wanted shape, or null. */
export async function readBody<S extends v.GenericSchema>(c: HttpContext, schema: S): Promise<v.InferOutput<S> | null> {
  const read = v.safeParse(schema, await readJson(c));
  return read.success ? read.output : null;
}
