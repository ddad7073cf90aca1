import { limits } from '@qiao/sync/protocol';
import type { BlobPlace, DeviceStore } from '@qiao/sync/store';
import { openMemoryStore } from '@qiao/sync/store/memory';
import { beforeEach, describe, expect, test } from 'vitest';
import { MAX_THUMB_BYTES } from './limits.ts';
import { freeUp, letGo, loosable } from './room.ts';

const SIZE = limits.BLOB_PIECE_BYTES;
const doc = 'event/0192f0c1-2345-7abc-8def-0123456789ab/case';
const place = (name: string): BlobPlace => ({ hash: name.padEnd(64, '0'), doc, item: name });
let store: DeviceStore;
let term: number;

async function put(name: string, state: 'seen' | 'waiting' | 'referred', at: number, size = SIZE): Promise<void> {
  const one = place(name);
  await store.putBlobPieces(one.hash, size, 0, [new Uint8Array(size)]);
  await store.keepBlob(one, state === 'seen' ? 'seen' : 'waiting', at);
  if (state === 'referred') await store.settleBlobRef(term, one, { ok: true });
}
const here = async (): Promise<string[]> => (await store.blobs()).map(({ refs }) => refs[0]?.item ?? 'half').sort();
const yes = async (): Promise<boolean> => true;

beforeEach(async () => {
  store = openMemoryStore();
  term = await store.lead();
});

describe('making room on the device', () => {
  test('[ATT6] lets go of what the server has just said to have, and never of what waits', async () => {
    await put('mine', 'waiting', 1);
    await put('sent', 'referred', 2);
    await put('theirs', 'seen', 3);
    await store.putBlobPieces('ab'.repeat(32), 2 * SIZE, 0, [new Uint8Array(SIZE)]);
    const asked: string[] = [];
    const freed = await freeUp(store, Infinity, async (hash) => {
      asked.push(hash);
      return true;
    });
    expect(asked).toEqual([place('sent').hash, place('theirs').hash]);
    expect([await here(), freed]).toEqual([['mine'], 4 * SIZE]);
  });

  test('[ATT6] keeps everything when the server does not have it, or gives no answer', async () => {
    await put('sent', 'referred', 1);
    expect(await freeUp(store, Infinity, async () => false)).toBe(0);
    expect(await freeUp(store, Infinity, () => Promise.reject(new Error('no network')))).toBe(0);
    expect(await letGo(store, (await store.blobs())[0]!, async () => false)).toBe('server');
    expect(await here()).toEqual(['sent']);
  });

  test('[ATT6] what was attached once more while the server was asked stays', async () => {
    await put('theirs', 'seen', 1);
    const [blob] = await store.blobs();
    const answer = letGo(store, blob!, async () => {
      await store.keepBlob({ ...place('theirs'), item: 'again' }, 'waiting', 2);
      return true;
    });
    expect(await answer).toBe('waits');
    expect(await store.blobs()).toHaveLength(1);
  });

  test('the longest unused go first, as many as are needed; thumbnails stay', async () => {
    await put('old', 'seen', 1);
    await put('new', 'referred', 9);
    await put('thumb', 'seen', 0, MAX_THUMB_BYTES);
    await put('small', 'seen', 5, MAX_THUMB_BYTES + 1);
    expect(loosable(await store.blobs()).map(({ refs }) => refs[0]!.item)).toEqual(['old', 'small', 'new']);
    expect(await freeUp(store, SIZE, yes)).toBe(SIZE);
    expect(await here()).toEqual(['new', 'small', 'thumb']);
  });
});
