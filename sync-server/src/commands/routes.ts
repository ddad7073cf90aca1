import { Hono, type MiddlewareHandler } from 'hono';
import { isErrorCode } from '../errors.ts';
import { limitBody, MAX_COMMAND_BYTES, readJson } from '../http/body.ts';
import type { HttpEnv } from '../http/env.ts';
import { fail } from '../http/fail.ts';
import type { Commands } from './index.ts';

/** `POST /api/commands`: idempotent by the command's id (SPEC DEC1). */
export function commandRoutes(commands: Commands, signedIn: MiddlewareHandler<HttpEnv>): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>();
  app.post('/commands', signedIn, limitBody(MAX_COMMAND_BYTES), async (c) => {
    const answer = await commands(c.get('who').peer, await readJson(c));
    if (answer.ok) return c.json(answer);
    return fail(c, isErrorCode(answer.code) ? answer.code : 'internal', answer.details);
  });
  return app;
}
