/** Limits of attachments that only the server has, each on both sides of its boundary (SPEC NAM4). */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MiddlewareHandler } from 'hono';
import type { HttpEnv } from '../http/env.ts';
import { createRelay } from '../relay/index.ts';
import { newDurable, openMemoryStore } from '../store/memory/index.ts';
import { handClock, rights, WORKSPACE } from '../testing/relay-world.ts';
import { createBlobFiles } from './files.ts';
import { createInTurn } from './in-turn.ts';
import { blobHandlers, dropHalf, dropLoose } from './jobs.ts';
import { HALF_UPLOAD_MS, LOOSE_BLOB_MS, MAX_PIECES_AT_ONCE, MAX_PIECES_OF_PERSON, MAX_PIECES_WAITING, SWEEP_ROWS } from './limits.ts';
import { blobRoutes } from './routes.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'qiao-blob-limits-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function office() {
  const store = openMemoryStore(newDurable(WORKSPACE));
  const clock = handClock();
  const relay = createRelay({ store, rights, clock, random: Math.random, handlers: () => blobHandlers(rights) });
  /** Commits take the clock's time. */
  const done = async <T>(answer: Promise<T>): Promise<T> => {
    let over = false;
    const ending = answer.finally(() => (over = true));
    while (!over) await clock.pass(10);
    return ending;
  };
  return { store, clock, relay, done };
}

/** Sends the nth piece, by default each from somebody else; the answer's status. */
function putInto({ store, relay }: Pick<ReturnType<typeof office>, 'store' | 'relay'>, files = createBlobFiles(folder)) {
  const signedIn: MiddlewareHandler<HttpEnv> = async (c, next) => {
    c.set('who', { peer: { user: c.req.header('x-user') } } as unknown as HttpEnv['Variables']['who']);
    await next();
  };
  const inTurn = createInTurn();
  const app = blobRoutes({ read: store.read, writer: relay.writer, rights, files, inTurn, signedIn, counted: () => undefined });
  return async (n: number, user = `user ${n}`, body?: ReadableStream<Uint8Array>): Promise<number> => {
    const bytes = new TextEncoder().encode(`piece ${n}`);
    const hash = createHash('sha256').update(bytes).digest('hex');
    const headers = { 'x-user': user, 'content-length': String(bytes.length) };
    const sent = { method: 'PUT', headers, body: body ?? bytes, duplex: 'half' };
    return (await app.request(`/blobs/${hash}?size=${bytes.length}&offset=0`, sent)).status;
  };
}

describe('limits of attachments on the server', () => {
  it('[NAM4] MAX_PIECES_AT_ONCE are received at once, MAX_PIECES_WAITING wait for that, and one more is told to come again', async () => {
    const { store, relay, done } = office();
    let open: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (open = resolve));
    let running = 0;
    let most = 0;
    const real = createBlobFiles(folder);
    const files: typeof real = {
      ...real,
      writePiece: async (...piece) => {
        most = Math.max(most, ++running);
        await gate;
        running--;
        return real.writePiece(...piece);
      },
    };
    const put = putInto({ store, relay }, files);
    const all = Array.from({ length: MAX_PIECES_AT_ONCE + MAX_PIECES_WAITING }, (_, n) => put(n));
    await done(expect.poll(() => running, { timeout: 30_000 }).toBe(MAX_PIECES_AT_ONCE));
    expect(await done(put(-1))).toBe(503);
    open();
    expect(new Set(await done(Promise.all(all)))).toEqual(new Set([200]));
    expect(most).toBe(MAX_PIECES_AT_ONCE);
    expect(await done(put(-1))).toBe(200);
  });

  it('[NAM4] MAX_PIECES_OF_PERSON of one person may be under way, one more is told to come again, and nobody else waits for them', async () => {
    const { store, relay, done } = office();
    const put = putInto({ store, relay });
    const ends: (() => void)[] = [];
    const slow = (n: number): Promise<number> => {
      const body = new ReadableStream<Uint8Array>({
        start: (controller) =>
          void ends.push(() => {
            controller.enqueue(new TextEncoder().encode(`piece ${n}`));
            controller.close();
          }),
      });
      return put(n, 'ann', body);
    };
    const all = Array.from({ length: MAX_PIECES_AT_ONCE }, (_, n) => slow(n));
    expect(await done(put(99, 'bob'))).toBe(200);
    for (const end of ends) end();
    const answers = await done(Promise.all(all));
    expect(answers.filter((status) => status === 200)).toHaveLength(MAX_PIECES_OF_PERSON);
    expect(answers.filter((status) => status === 503)).toHaveLength(MAX_PIECES_AT_ONCE - MAX_PIECES_OF_PERSON);
    expect(await done(put(98, 'ann'))).toBe(200);
  });

  it('[BLB8] [NAM4] SWEEP_ROWS are dropped in one transaction, what is more in the next', async () => {
    const { store, clock, relay, done } = office();
    await store.write(async (tx) => {
      for (let n = 0; n <= SWEEP_ROWS; n++) {
        await tx.putUpload({ user: 'ann', hash: `${n}`, id: `${n}`, bytes: 9, received: 1, done: false, touchedAt: clock.now() });
        await tx.putBlob({ hash: `${n}`, bytes: 9, at: clock.now() });
      }
    });
    const drop = async (job: typeof dropHalf): Promise<number> => (await done(relay.writer.submit(job, {}))).length;
    expect([await drop(dropHalf), await drop(dropLoose)]).toEqual([0, 0]);
    await clock.leap(HALF_UPLOAD_MS + 1);
    expect([await drop(dropHalf), await drop(dropHalf), await drop(dropHalf)]).toEqual([SWEEP_ROWS, 1, 0]);
    await clock.leap(LOOSE_BLOB_MS + 1);
    expect([await drop(dropLoose), await drop(dropLoose), await drop(dropLoose)]).toEqual([SWEEP_ROWS, 1, 0]);
  });
});
