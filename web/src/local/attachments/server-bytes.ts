import type { GetBytes } from '@qiao/sync/blobs';
import { ANSWER_MS } from './limits.ts';

const PATH = '/api/blobs/';
const ask = (hash: string, init: RequestInit): Promise<Response> =>
  fetch(PATH + hash, { ...init, credentials: 'same-origin', cache: 'no-store' });

/** Bytes from the server; a signal ends it. Silence before the first byte is no answer. */
export const getBytes =
  (signal: AbortSignal): GetBytes =>
  async (hash, from) => {
    const silence = new AbortController();
    const timer = setTimeout(() => silence.abort(), ANSWER_MS);
    const response = await ask(hash, {
      ...(from > 0 ? { headers: { range: `bytes=${from}-` } } : {}),
      signal: AbortSignal.any([signal, silence.signal]),
    }).finally(() => clearTimeout(timer));
    if (!response.ok) return { ok: false, code: await codeOf(response) };
    if (!response.body || response.headers.get('content-type')?.startsWith('text/html')) throw new Error('not the server');
    const start = /^bytes (\d+)-/.exec(response.headers.get('content-range') ?? '');
    return { ok: true, from: response.status === 206 && start ? Number(start[1]) : 0, bytes: chunksOf(response.body) };
  };

/** Whether the server says to this person that it has the bytes, all of them. Throws when there is no answer. */
export async function serverHas(hash: string, bytes: number): Promise<boolean> {
  const response = await ask(hash, { method: 'HEAD', signal: AbortSignal.timeout(ANSWER_MS) });
  if (response.ok) return response.headers.get('etag') === `"${hash}"` && Number(response.headers.get('content-length')) === bytes;
  if (response.status === 404) return false;
  throw new Error(`http-${response.status}`);
}

async function codeOf(response: Response): Promise<string> {
  try {
    const { error } = (await response.json()) as { error?: { code?: string } };
    return error?.code ?? `http-${response.status}`;
  } catch {
    return `http-${response.status}`;
  }
}

async function* chunksOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
