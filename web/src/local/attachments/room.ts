/** Letting go of bytes that the server has, when this device is short of room or when a person asks for it (SPEC ATT6). */
import type { BlobStore, StoredBlob } from '@qiao/sync/store';
import { KEEP_FREE_BYTES, MAX_THUMB_BYTES } from './limits.ts';
import { serverHas } from './server-bytes.ts';

type Has = (hash: string, bytes: number) => Promise<boolean>;

const isSafe = ({ refs }: StoredBlob): boolean => refs.every(({ state }) => state === 'referred' || state === 'seen');
const usedAt = ({ refs }: StoredBlob): number => Math.max(0, ...refs.map(({ at }) => at));

/** Blobs that may go, the longest unused first. Thumbnails stay: they are small, and would be fetched again at the next look. */
export const loosable = (blobs: readonly StoredBlob[]): StoredBlob[] =>
  blobs.filter((blob) => isSafe(blob) && blob.bytes > MAX_THUMB_BYTES).sort((a, b) => usedAt(a) - usedAt(b));

/** Lets go of one. `server`: it does not say that it has the bytes, or says nothing. `waits`: they may be the only ones there are. */
export async function letGo(store: BlobStore, blob: StoredBlob, has: Has = serverHas): Promise<'gone' | 'server' | 'waits'> {
  if (!isSafe(blob)) return 'waits';
  // Half fetched is nobody's only copy.
  if (blob.whole && !(await has(blob.hash, blob.bytes).catch(() => false))) return 'server';
  return (await store.letGoBlob(blob.hash)) ? 'gone' : 'waits';
}

/** Lets go until so many bytes are free, or of all. Answers how many bytes that made. */
export async function freeUp(store: BlobStore, need = Infinity, has: Has = serverHas): Promise<number> {
  let freed = 0;
  for (const blob of loosable(await store.blobs())) {
    if (freed >= need) break;
    if ((await letGo(store, blob, has)) === 'gone') freed += blob.bytes;
  }
  return freed;
}

/** Bytes that are missing for so many more to fit; 0 where the browser does not say. */
export async function missingRoom(bytes: number): Promise<number> {
  const manager = navigator.storage as StorageManager | undefined;
  const { usage, quota } = (await manager?.estimate()) ?? {};
  if (usage === undefined || quota === undefined) return 0;
  return Math.max(0, usage + bytes + KEEP_FREE_BYTES - quota);
}
