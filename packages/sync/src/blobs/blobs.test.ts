import { describe, expect, it } from 'vitest';
import { BLOB_PIECE_BYTES, MAX_BLOB_BYTES } from '../protocol/limits.ts';
import type { BlobStore } from '../store/contract.ts';
import { newDisk, openMemoryStore } from '../store/memory/index.ts';
import { fetchBytes, hashBytes, keepBytes, readBytes, verifyBytes, type ByteSource, type GetBytes } from './index.ts';

const DOC = 'event/0192f0c1-2345-7abc-8def-0123456789ab/case';
/** Three pieces, each of other bytes, the last a short one. */
const SIZE = 2 * BLOB_PIECE_BYTES + 9;
const content = Uint8Array.from({ length: SIZE }, (_, n) => n >> 10);
const source = new Blob([content]);
const hash = await hashBytes(source);
const place = { hash, doc: DOC, item: 'i' };

const gives = (bytes: Uint8Array, chunk = 100_000): AsyncIterable<Uint8Array> => ({
  async *[Symbol.asyncIterator]() {
    for (let from = 0; from < bytes.length; from += chunk) yield bytes.subarray(from, from + chunk);
  },
});
const server =
  (bytes: Uint8Array = content, asked: number[] = []): GetBytes =>
  async (_hash, from) => {
    asked.push(from);
    return { ok: true, from, bytes: gives(bytes.subarray(from)) };
  };
const fetching = (store: BlobStore, get: GetBytes) => fetchBytes(store, { place, bytes: SIZE, at: 1 }, get);
const bytesOf = async (store: BlobStore): Promise<Uint8Array> =>
  new Uint8Array(await (await readBytes(store, hash, 'image/png'))!.arrayBuffer());
const same = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;

describe('keeping bytes on the device', () => {
  it('[BLB1] the name is the SHA-256 of the bytes, said as it is made', async () => {
    expect(await hashBytes(new Blob(['abc']))).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    const told: number[] = [];
    await hashBytes(source, (bytes) => told.push(bytes));
    expect(told).toEqual([BLOB_PIECE_BYTES, 2 * BLOB_PIECE_BYTES, SIZE]);
  });

  it('[ATT1] what is kept is what was hashed, and comes back as it was', async () => {
    const store = openMemoryStore();
    expect(await keepBytes(store, hash, source)).toBe('kept');
    expect(await readBytes(store, hash, 'image/png')).toBeNull();
    await store.keepBlob(place, 'waiting', 1);
    expect(same(await bytesOf(store), content)).toBe(true);
    expect((await readBytes(store, hash, 'image/png'))?.type).toBe('image/png');
    expect(await verifyBytes(store, hash)).toBe(true);
  });

  it('[ATT1] a file that was written to meanwhile is not kept under the old name', async () => {
    const store = openMemoryStore();
    const other = content.slice();
    other[SIZE - 1] = 1;
    expect(await keepBytes(store, hash, new Blob([other]))).toBe('changed');
    expect(await store.blob(hash)).toBeNull();
  });

  it('[ATT5] a full device keeps what it has, and the next try goes on behind it', async () => {
    const disk = newDisk();
    let puts = 0;
    const full = openMemoryStore(disk, (point) => {
      if (point === 'putBlobPieces:before' && ++puts === 3) throw new Error('full');
    });
    await expect(keepBytes(full, hash, source)).rejects.toThrow('full');
    const store = openMemoryStore(disk);
    expect(await store.blob(hash)).toMatchObject({ pieces: 2, whole: false });
    expect(await keepBytes(store, hash, source)).toBe('kept');
    // What an earlier try left is looked at too.
    const spoilt = openMemoryStore();
    await spoilt.putBlobPieces(hash, SIZE, 0, [new Uint8Array(BLOB_PIECE_BYTES)]);
    expect(await keepBytes(spoilt, hash, source)).toBe('changed');
    expect(await keepBytes(spoilt, hash, source)).toBe('kept');
  });

  it('[ATT1] [NAM4] MAX_BLOB_BYTES pass through one piece at a time', async () => {
    let largest = 0;
    const large: ByteSource = {
      size: MAX_BLOB_BYTES,
      slice: (from, to) => ({
        arrayBuffer: async () => {
          largest = Math.max(largest, to - from);
          return new ArrayBuffer(to - from);
        },
      }),
    };
    let pieces = 0;
    const counting = {
      ...openMemoryStore(),
      putBlobPieces: async (_hash: string, _bytes: number, first: number, put: readonly Uint8Array[]) => (pieces = first + put.length),
    };
    const name = await hashBytes(large);
    expect(await keepBytes(counting, name, large)).toBe('kept');
    expect([pieces, largest]).toEqual([MAX_BLOB_BYTES / BLOB_PIECE_BYTES, BLOB_PIECE_BYTES]);
  });
});

describe('fetching bytes', () => {
  it('[ATT9] keeps them as somebody else’s, and asks for nothing that is here', async () => {
    const store = openMemoryStore();
    const asked: number[] = [];
    const told: number[] = [];
    expect(await fetchBytes(store, { place, bytes: SIZE, at: 1 }, server(content, asked), (bytes) => told.push(bytes))).toEqual({
      ok: true,
    });
    expect([told[0], told.at(-1)]).toEqual([100_000, SIZE]);
    expect(same(await bytesOf(store), content)).toBe(true);
    expect((await store.blob(hash))?.refs).toEqual([{ ...place, at: 1, state: 'seen', code: '' }]);
    expect(await fetchBytes(store, { place: { ...place, item: 'j' }, bytes: SIZE, at: 2 }, server(content, asked))).toEqual({ ok: true });
    expect(asked).toEqual([0]);
    expect((await store.blob(hash))?.refs).toHaveLength(2);
  });

  it.each([0, 1, 2])('[ATT9] cut in piece %i, it goes on behind the pieces that are whole', async (pieces) => {
    const store = openMemoryStore();
    const cut: GetBytes = async (_hash, from) => ({
      ok: true,
      from,
      bytes: {
        async *[Symbol.asyncIterator]() {
          yield content.subarray(from, Math.min(SIZE - 1, from + pieces * BLOB_PIECE_BYTES + 7));
          throw new Error('no connection');
        },
      },
    });
    await expect(fetching(store, cut)).rejects.toThrow('no connection');
    const asked: number[] = [];
    expect(await fetching(store, server(content, asked))).toEqual({ ok: true });
    expect(asked).toEqual([pieces * BLOB_PIECE_BYTES]);
    expect(same(await bytesOf(store), content)).toBe(true);
  });

  it('[ATT9] a server that gives the whole instead of the rest is understood', async () => {
    const store = openMemoryStore();
    await store.putBlobPieces(hash, SIZE, 0, [content.slice(0, BLOB_PIECE_BYTES)]);
    expect(await fetching(store, async () => ({ ok: true, from: 0, bytes: gives(content) }))).toEqual({ ok: true });
    expect(same(await bytesOf(store), content)).toBe(true);
  });

  it.each([
    ['other bytes', content.map((byte) => byte ^ 1)],
    ['fewer bytes', content.subarray(0, SIZE - 1)],
    ['more bytes', new Uint8Array([...content, 0])],
  ])('[ATT9] %s than were asked for are neither kept nor shown', async (_what, given) => {
    const store = openMemoryStore();
    expect(await fetching(store, server(given))).toEqual({ ok: false, code: 'wrong-hash' });
    expect(await store.blob(hash)).toBeNull();
    expect(await readBytes(store, hash, 'image/png')).toBeNull();
  });

  it('[ATT9] a refusal is an answer, and leaves what was here', async () => {
    const store = openMemoryStore();
    expect(await fetching(store, async () => ({ ok: false, code: 'not-found' }))).toEqual({ ok: false, code: 'not-found' });
    expect(await store.blob(hash)).toBeNull();
  });
});
