import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { languageOf, statusOf, wordsOf, type ErrorCode } from '../errors.ts';

/** An error as every route gives it: `{error: {code, message, details?}}`, the message in the asker's language. */
export function fail(c: Context, code: ErrorCode, details?: Record<string, unknown>): Response {
  const message = wordsOf(code)[languageOf(c.req.header('accept-language'))];
  return c.json({ error: { code, message, ...(details ? { details } : {}) } }, statusOf(code) as ContentfulStatusCode);
}
