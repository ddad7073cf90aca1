/** Attachments at the real process: cut, resumed, killed, forged, guessed, and given away harmless (SPEC BLB). */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { limits } from '@qiao/sync/protocol';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { MAX_BLOB_NAME } from './blobs/limits.ts';
import { addPerson, command, signIn, type Session } from './testing/client.ts';
import { ADMIN_EMAIL, PASSWORD, startProcess, type ServerProcess } from './testing/server-process.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const PIECE = limits.BLOB_PIECE_BYTES;
const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

let server: ServerProcess;
let olga: Session;
let otto: Session;
let hugo: Session;
let record: string;

beforeAll(async () => {
  server = await startProcess();
  const admin = await signIn(server, ADMIN_EMAIL);
  olga = await addPerson(server, admin, 'olga@example.test', ['officer'], [7]);
  otto = await addPerson(server, admin, 'otto@example.test', ['officer'], [7]);
  hugo = await addPerson(server, admin, 'hugo@example.test', ['host']);
  record = randomUUID();
  await command(server, olga, { type: 'create', kind: 'event', record });
});
afterAll(() => server.destroy());

interface Said {
  status: number;
  code?: string;
  details?: Record<string, unknown>;
  received?: number;
  done?: boolean;
}

async function put(who: Session, hash: string, size: number, offset: number, bytes: Uint8Array): Promise<Said> {
  const response = await fetch(`${server.url}/api/blobs/${hash}?size=${size}&offset=${offset}`, {
    method: 'PUT',
    headers: { cookie: who.cookie, 'content-type': 'application/octet-stream' },
    body: Buffer.from(bytes),
  });
  const { error, ...rest } = (await response.json()) as { error?: { code: string; details?: Record<string, unknown> } };
  return { status: response.status, ...rest, ...(error ? { code: error.code, details: error.details } : {}) };
}

async function upload(who: Session, bytes: Uint8Array, from = 0): Promise<Said> {
  let said: Said = { status: 0 };
  for (let offset = from; offset < bytes.length || bytes.length === 0; offset += PIECE) {
    said = await put(who, hashOf(bytes), bytes.length, offset, bytes.subarray(offset, offset + PIECE));
    if (said.status !== 200 || bytes.length === 0) break;
  }
  return said;
}

async function refer(who: Session, hash: string, doc = `event/${record}/case`): Promise<{ status: number; code: string | undefined }> {
  const response = await fetch(`${server.url}/api/blobs/${hash}/refs`, {
    method: 'POST',
    headers: { cookie: who.cookie, 'content-type': 'application/json' },
    body: JSON.stringify({ doc, item: 'scan-1' }),
  });
  return { status: response.status, code: ((await response.json()) as { error?: { code: string } }).error?.code };
}

/** Over a connection of its own: what answers before it has read all closes it. */
function putOnce(hash: string, bytes: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { cookie: olga.cookie, 'content-length': bytes };
    const url = `${server.url}/api/blobs/${hash}?size=${limits.MAX_BLOB_BYTES}&offset=0`;
    const sent = request(url, { method: 'PUT', agent: false, headers }, (answer) => {
      answer.setEncoding('utf8');
      let text = '';
      answer.on('data', (piece: string) => (text += piece)).on('end', () => resolve(text));
    });
    sent.on('error', reject).end(new Uint8Array(bytes));
  });
}

const get = (who: Session, hash: string, headers: Record<string, string> = {}, query = ''): Promise<Response> =>
  fetch(`${server.url}/api/blobs/${hash}${query}`, { headers: { cookie: who.cookie, ...headers } });

describe('an attachment', () => {
  it('[BLB2] [BLB3] cut at every piece, with the server killed in between, goes on where it was and is there whole', async () => {
    const bytes = randomBytes(3 * PIECE + 17);
    const hash = hashOf(bytes);
    for (let offset = 0; offset < bytes.length; offset += PIECE) {
      const piece = bytes.subarray(offset, offset + PIECE);
      const end = offset + piece.length;
      expect(await put(olga, hash, bytes.length, offset, piece)).toMatchObject({ status: 200, received: end, done: end === bytes.length });
      // Sent again, as after a lost answer; and one that would leave a hole.
      expect(await put(olga, hash, bytes.length, offset, piece)).toMatchObject({ status: 200, received: end });
      if (end + PIECE < bytes.length)
        expect(await put(olga, hash, bytes.length, end + PIECE, bytes.subarray(end + PIECE, end + 2 * PIECE))).toMatchObject({
          status: 409,
          code: 'wrong-offset',
          details: { expected: end },
        });
      if (offset === PIECE) {
        await server.kill('SIGKILL');
        await server.restart();
        for (const who of [olga, otto, hugo]) Object.assign(who, { cookie: (await again(who)).cookie });
      }
    }
    expect(await refer(olga, hash)).toMatchObject({ status: 200 });
    const whole = await get(olga, hash);
    expect(whole.status).toBe(200);
    expect(hashOf(new Uint8Array(await whole.arrayBuffer()))).toBe(hash);
  });

  it('[BLB2] [BLB3] of MAX_BLOB_BYTES goes up to its end, over a server that is killed half-way, and comes down as it was', async () => {
    const pieces = limits.MAX_BLOB_BYTES / PIECE;
    const piece = (n: number): Uint8Array => new Uint8Array(PIECE).fill(n % 251).fill(n >> 8, 0, 8);
    const digest = createHash('sha256');
    for (let n = 0; n < pieces; n++) digest.update(piece(n));
    const hash = digest.digest('hex');
    for (let n = 0; n < pieces; n++) {
      const said = await put(olga, hash, limits.MAX_BLOB_BYTES, n * PIECE, piece(n));
      expect(said).toMatchObject({ status: 200, received: (n + 1) * PIECE, done: n === pieces - 1 });
      if (n !== pieces / 2) continue;
      await server.kill('SIGKILL');
      await server.restart();
      for (const who of [olga, otto, hugo]) Object.assign(who, { cookie: (await again(who)).cookie });
    }
    expect(await refer(olga, hash)).toMatchObject({ status: 200 });
    const whole = await get(otto, hash);
    expect(whole.headers.get('content-length')).toBe(String(limits.MAX_BLOB_BYTES));
    const arrived = createHash('sha256');
    for await (const bytes of whole.body!) arrived.update(bytes);
    expect(arrived.digest('hex')).toBe(hash);
  }, 240_000);

  it('[BLB3] uploaded by two at once is one, and disturbs neither', async () => {
    const bytes = randomBytes(2 * PIECE + 5);
    const [one, other] = await Promise.all([upload(olga, bytes), upload(otto, bytes)]);
    expect([one, other]).toMatchObject([
      { status: 200, done: true },
      { status: 200, done: true },
    ]);
    expect(await upload(olga, bytes)).toMatchObject({ status: 200, done: true });
  });

  it('[BLB4] whose bytes are not what the hash says is discarded, and begins anew', async () => {
    const bytes = randomBytes(100);
    const hash = hashOf(bytes);
    expect(await put(olga, hash, 100, 0, randomBytes(100))).toMatchObject({ status: 409, code: 'wrong-hash' });
    expect(await refer(olga, hash)).toMatchObject({ status: 404 });
    expect(await put(olga, hash, 100, 0, bytes)).toMatchObject({ status: 200, done: true });
  });

  it('[BLB5] [BLB6] gives nothing to who only knows its hash, and its bytes to who may read what refers to it', async () => {
    const bytes = randomBytes(50);
    const hash = hashOf(bytes);
    await upload(olga, bytes);
    // Nothing refers to it: it looks absent, for its uploader too.
    expect((await get(olga, hash)).status).toBe(404);
    expect(await refer(otto, hash)).toEqual({ status: 404, code: 'not-found' });
    expect(await refer(hugo, hash)).toEqual({ status: 404, code: 'not-found' });
    expect(await refer(otto, hashOf(randomBytes(9)))).toEqual({ status: 404, code: 'not-found' });
    expect((await refer(olga, hash)).status).toBe(200);
    expect((await get(otto, hash)).status).toBe(200);
    // Who may read it may refer to it too.
    expect((await refer(otto, hash, `event/${record}/plan`)).status).toBe(200);
    const guessed = await get(hugo, hash);
    const absent = await get(hugo, hashOf(randomBytes(9)));
    expect([guessed.status, await guessed.json()]).toEqual([absent.status, await absent.json()]);
    expect((await fetch(`${server.url}/api/blobs/${hash}`)).status).toBe(401);
  });

  it('[BLB7] is only ever a download: an SVG, a page or a script runs nowhere, whatever it is called', async () => {
    const bytes = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
    const hash = hashOf(bytes);
    await upload(olga, bytes);
    await refer(olga, hash);
    for (const type of ['image/svg+xml', 'text/html', 'application/xhtml+xml', 'text/xml', 'text/javascript']) {
      const { headers } = await get(olga, hash, {}, `?type=${encodeURIComponent(type)}&name=${encodeURIComponent('照片"\r\n.svg')}`);
      expect(headers.get('content-type')).toBe('application/octet-stream');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-security-policy')).toBe("sandbox; default-src 'none'");
      expect(headers.get('content-disposition')).toMatch(/^attachment; filename="[\w. -]+"; filename\*=UTF-8''%E7%85%A7%E7%89%87_\.svg$/);
    }
    const long = await get(olga, hash, {}, `?name=${'x'.repeat(MAX_BLOB_NAME + 1)}`);
    expect(long.headers.get('content-disposition')).toContain(`"${'x'.repeat(MAX_BLOB_NAME)}"`);
    expect((await get(olga, hash, {}, '?type=image/png')).headers.get('content-type')).toBe('image/png');
  });

  it('[BLB7] that says it is a picture and is a page, or both, is a download of what it says, and nothing looks into it', async () => {
    const page = '<html><body onload="alert(1)"><script src="/app.js"></script>';
    for (const bytes of [Buffer.from(page), Buffer.concat([Buffer.of(0xff, 0xd8, 0xff, 0xe0), Buffer.from(`/*${page}*/`)])]) {
      const hash = hashOf(bytes);
      await upload(olga, bytes);
      await refer(olga, hash);
      for (const range of ['', 'bytes=2-']) {
        const { headers, status } = await get(olga, hash, range ? { range } : {}, '?type=image/jpeg&name=photo.jpg');
        expect(status).toBe(range ? 206 : 200);
        expect(headers.get('content-type')).toBe('image/jpeg');
        expect(headers.get('x-content-type-options')).toBe('nosniff');
        expect(headers.get('content-security-policy')).toBe("sandbox; default-src 'none'");
        expect(headers.get('content-disposition')).toMatch(/^attachment; filename="photo.jpg"/);
      }
    }
  });

  it('[BLB7] is served in ranges and by tag', async () => {
    const bytes = randomBytes(1000);
    const hash = hashOf(bytes);
    await upload(olga, bytes);
    await refer(olga, hash);
    const part = await get(olga, hash, { range: 'bytes=10-19' });
    expect([part.status, part.headers.get('content-range')]).toEqual([206, 'bytes 10-19/1000']);
    expect(Buffer.from(await part.arrayBuffer())).toEqual(Buffer.from(bytes.subarray(10, 20)));
    const last = await get(olga, hash, { range: 'bytes=-5' });
    expect(Buffer.from(await last.arrayBuffer())).toEqual(Buffer.from(bytes.subarray(995)));
    expect((await get(olga, hash, { range: 'bytes=1000-' })).status).toBe(416);
    expect((await get(olga, hash, { 'if-none-match': `"${hash}"` })).status).toBe(304);
  });

  it('[BLB2] [NAM4] of MAX_BLOB_BYTES may begin, one byte more may not; a piece has BLOB_PIECE_BYTES at most', async () => {
    const begin = (size: number, bytes: number) => put(olga, hashOf(randomBytes(8)), size, 0, new Uint8Array(bytes));
    expect(await begin(limits.MAX_BLOB_BYTES, 10)).toMatchObject({ status: 200, received: 10 });
    expect(await begin(limits.MAX_BLOB_BYTES + 1, 10)).toMatchObject({ status: 413, code: 'blob-too-large' });
    expect(await begin(limits.MAX_BLOB_BYTES, PIECE)).toMatchObject({ status: 200, received: PIECE });
    expect(await putOnce(hashOf(randomBytes(8)), PIECE + 1)).toContain('"piece-too-large"');
    expect(await put(olga, 'a'.repeat(63), 1, 0, new Uint8Array(1))).toMatchObject({ status: 400 });
    expect(await put(olga, hashOf(randomBytes(8)), 5, 0, new Uint8Array(6))).toMatchObject({ status: 400 });
  });
});

const again = (who: Session): Promise<Session> =>
  signIn(server, who === olga ? 'olga@example.test' : who === otto ? 'otto@example.test' : 'hugo@example.test', PASSWORD, who.device);
