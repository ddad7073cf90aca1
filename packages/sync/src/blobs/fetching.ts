import { BLOB_PIECE_BYTES } from '../protocol/limits.ts';
import type { BlobPlace, BlobStore } from '../store/contract.ts';
import { verifyBytes } from './reading.ts';

export type BytesAnswer =
  /** Bytes from `from` on: where they were asked from, or 0 when the server gives the whole. */
  { ok: true; from: number; bytes: AsyncIterable<Uint8Array> } | { ok: false; code: string };

/** Asks the server for a blob's bytes; throws when there is no answer, as may `bytes` on the way. */
export type GetBytes = (hash: string, from: number) => Promise<BytesAnswer>;

/**
 * Fetches what is not here yet, from where an earlier try got to, and keeps it for the part that asked (SPEC ATT9). Throws `NotSaved`
 * when there is no room, and what `get` throws; the pieces so far stay.
 */
export async function fetchBytes(
  store: BlobStore,
  { place, bytes, at }: { place: BlobPlace; bytes: number; at: number },
  get: GetBytes,
  progress: (bytes: number) => void = () => undefined,
): Promise<{ ok: true } | { ok: false; code: string }> {
  const { hash } = place;
  const held = await store.blob(hash);
  if (!held?.whole) {
    const from = (held?.pieces ?? 0) * BLOB_PIECE_BYTES;
    if (from < bytes) {
      const answer = await get(hash, from);
      if (!answer.ok) return answer;
      if (!(await take(store, hash, bytes, answer, progress))) return discard(store, hash);
    }
    if (!(await verifyBytes(store, hash))) return discard(store, hash);
  }
  return (await store.keepBlob(place, 'seen', at)) ? { ok: true } : { ok: false, code: 'bytes-missing' };
}

/** Stores bytes as they come; false when they are not as many as they should be. */
async function take(
  store: BlobStore,
  hash: string,
  size: number,
  answer: Extract<BytesAnswer, { ok: true }>,
  progress: (bytes: number) => void,
): Promise<boolean> {
  let done = answer.from;
  let n = answer.from / BLOB_PIECE_BYTES;
  let piece = new Uint8Array(Math.min(BLOB_PIECE_BYTES, size - done));
  let filled = 0;
  if (!Number.isInteger(n)) return false;
  for await (let chunk of answer.bytes) {
    if (done + chunk.length > size) return false;
    done += chunk.length;
    while (chunk.length > 0) {
      const part = chunk.subarray(0, piece.length - filled);
      piece.set(part, filled);
      filled += part.length;
      chunk = chunk.subarray(part.length);
      if (filled < piece.length) continue;
      await store.putBlobPieces(hash, size, n, [piece]);
      n++;
      piece = new Uint8Array(Math.max(0, Math.min(BLOB_PIECE_BYTES, size - n * BLOB_PIECE_BYTES)));
      filled = 0;
    }
    progress(done);
  }
  return done === size;
}

/** Bytes that are not what was asked for are worth nothing. */
async function discard(store: BlobStore, hash: string): Promise<{ ok: false; code: string }> {
  await store.letGoBlob(hash);
  return { ok: false, code: 'wrong-hash' };
}
