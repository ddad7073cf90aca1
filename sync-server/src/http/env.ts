import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import type { SignedIn } from '../access/accounts.ts';

/** What handlers find in their context. */
export interface HttpEnv {
  Bindings: HttpBindings;
  Variables: {
    requestId: string;
    /** Set behind `signedIn`. */
    who: SignedIn;
  };
}

export type HttpContext = Context<HttpEnv>;

const LOOPBACK = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);

/** The network address that asks. A proxy is believed only when it runs on this very machine. */
export function addressOf(c: HttpContext): string {
  const direct = c.env.incoming.socket.remoteAddress ?? '';
  const forwarded = c.req.header('x-forwarded-for')?.split(',').at(-1)?.trim();
  return LOOPBACK.has(direct) && forwarded ? forwarded : direct;
}

/** Asked from this machine itself, not through a proxy. */
export const isLoopback = (c: HttpContext): boolean =>
  LOOPBACK.has(c.env.incoming.socket.remoteAddress ?? '') &&
  c.req.header('x-forwarded-for') === undefined &&
  c.req.header('forwarded') === undefined;
