/** `/api/blobs`: pieces in, references, bytes out (SPEC BLB). */
import { limits } from '@qiao/sync/protocol';
import { Hono, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import * as v from 'valibot';
import { createTurns } from '../access/turns.ts';
import { limitBody, MAX_BODY_BYTES, readBody } from '../http/body.ts';
import type { HttpContext, HttpEnv } from '../http/env.ts';
import { fail } from '../http/fail.ts';
import { NotStored, type Writer } from '../relay/job.ts';
import { personOf } from '../relay/person.ts';
import type { Rights } from '../relay/ports.ts';
import type { Reader } from '../store/contract.ts';
import type { BlobRow } from '../store/rows.ts';
import { dispositionOf, rangeOf, typeOf } from './download.ts';
import { isHash, type BlobFiles } from './files.ts';
import type { InTurn } from './in-turn.ts';
import { referTo } from './jobs.ts';
import { MAX_PIECES_AT_ONCE, MAX_PIECES_OF_PERSON, MAX_PIECES_WAITING } from './limits.ts';
import { mayReadBlob } from './may-read-blob.ts';
import { createUploads, type PieceAnswer } from './uploads.ts';

const refBody = v.object({
  doc: v.pipe(v.string(), v.maxLength(200)),
  item: v.pipe(v.string(), v.regex(/^[0-9A-Za-z][0-9A-Za-z_.-]{0,127}$/)),
});

export interface BlobRouteDeps {
  read: Reader;
  writer: Writer;
  rights: Rights;
  files: BlobFiles;
  inTurn: InTurn;
  signedIn: MiddlewareHandler<HttpEnv>;
  /** Told of each piece: how it was answered. */
  counted: (answer: string, bytes: number) => void;
}

export function blobRoutes({ read, writer, rights, files, inTurn, signedIn, counted }: BlobRouteDeps): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>();
  const take = createUploads({ read, writer, files, inTurn });
  const turns = createTurns(MAX_PIECES_AT_ONCE, MAX_PIECES_WAITING);
  app.use('/blobs/*', signedIn);

  const limitPiece = bodyLimit({ maxSize: limits.BLOB_PIECE_BYTES, onError: (c) => fail(c, 'piece-too-large') });
  app.put('/blobs/:hash', fewAtOnce(), limitPiece, async (c) => {
    const hash = c.req.param('hash');
    const size = wholeNumber(c.req.query('size'));
    const offset = wholeNumber(c.req.query('offset'));
    if (!isHash(hash) || size === null || offset === null) return fail(c, 'bad-request');
    if (size > limits.MAX_BLOB_BYTES) return fail(c, 'blob-too-large', { most: limits.MAX_BLOB_BYTES });
    const { user } = c.get('who').peer;
    // The body is read in its turn, so that many pieces at once do not lie in memory at once.
    const answer = await turns.take(async (): Promise<PieceAnswer | 'unfit'> => {
      const bytes = new Uint8Array(await c.req.arrayBuffer());
      const given = await take1(bytes);
      counted(given === 'unfit' ? 'bad-request' : given.ok ? 'received' : given.code, bytes.length);
      return given;
    });
    if (answer === null) return fail(c, 'busy');
    if (answer === 'unfit') return fail(c, 'bad-request');
    if (!answer.ok) return fail(c, answer.code, answer.code === 'wrong-offset' ? { expected: answer.expected } : undefined);
    return c.json({ received: answer.received, done: answer.done });

    async function take1(bytes: Uint8Array): Promise<PieceAnswer | 'unfit'> {
      return offset! + bytes.length > size! ? 'unfit' : take({ user, hash, size: size!, offset: offset!, bytes });
    }
  });

  app.post('/blobs/:hash/refs', limitBody(MAX_BODY_BYTES), async (c) => {
    const hash = c.req.param('hash');
    const body = await readBody(c, refBody);
    if (!isHash(hash) || !body) return fail(c, 'bad-request');
    const answer = await writer.submit(referTo, { user: c.get('who').peer.user, hash, ...body }).catch((error: unknown) => {
      if (error instanceof NotStored) return 'not-stored' as const;
      throw error;
    });
    return answer === 'referred' ? c.json({ ok: true }) : fail(c, answer);
  });

  app.get('/blobs/:hash', async (c) => {
    const blob = await readable(c);
    if (!blob) return fail(c, 'not-found');
    const { hash, bytes: size } = blob;
    const etag = `"${hash}"`;
    const headers: Record<string, string> = {
      etag,
      'accept-ranges': 'bytes',
      'content-type': typeOf(c.req.query('type')),
      'content-disposition': dispositionOf(c.req.query('name')),
      'content-security-policy': "sandbox; default-src 'none'",
      'cross-origin-resource-policy': 'same-origin',
    };
    if (namesTag(c.req.header('if-none-match'), etag)) return c.body(null, 304, headers);
    const condition = c.req.header('if-range');
    const range = condition === undefined || condition === etag ? rangeOf(c.req.header('range'), size) : null;
    if (range === 'unsatisfiable') return c.body(null, 416, { ...headers, 'content-range': `bytes */${size}` });
    const { start, end } = range ?? { start: 0, end: size - 1 };
    headers['content-length'] = String(end - start + 1);
    if (range) headers['content-range'] = `bytes ${start}-${end}/${size}`;
    const status = range ? 206 : 200;
    if (!(await files.has(hash, size))) return fail(c, 'blob-missing');
    if (c.req.method === 'HEAD') return c.body(null, status, headers);
    const stream = await files.stream(hash, start, end);
    return stream ? c.body(stream, status, headers) : fail(c, 'blob-missing');
  });

  /** Null for what is not there and for what this person may not read alike. */
  async function readable(c: HttpContext): Promise<BlobRow | null> {
    const hash = c.req.param('hash') ?? '';
    if (!isHash(hash)) return null;
    const person = personOf(await read.user(c.get('who').peer.user));
    return person && (await mayReadBlob(read, rights, person, hash)) ? read.blob(hash) : null;
  }

  return app;
}

/** Before anything of a body is read: whoever sends slowly keeps nobody else waiting. */
function fewAtOnce(): MiddlewareHandler<HttpEnv> {
  const underWay = new Map<string, number>();
  return async (c, next) => {
    const { user } = c.get('who').peer;
    const own = underWay.get(user) ?? 0;
    if (own >= MAX_PIECES_OF_PERSON) return fail(c, 'busy');
    underWay.set(user, own + 1);
    try {
      await next();
    } finally {
      const left = underWay.get(user)! - 1;
      if (left > 0) underWay.set(user, left);
      else underWay.delete(user);
    }
  };
}

const wholeNumber = (text: string | undefined): number | null => (text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : null);

const namesTag = (header: string | undefined, etag: string): boolean =>
  header !== undefined &&
  header
    .split(',')
    .map((tag) => tag.trim().replace(/^W\//, ''))
    .some((tag) => tag === etag || tag === '*');
