import { hashBytes, keepBytes } from '@qiao/sync/blobs';
import { limits } from '@qiao/sync/protocol';
import { NotSaved, type DeviceStore } from '@qiao/sync/store';
import type { FromKeep, ToKeep } from './keep.worker.ts';
import { freeUp, missingRoom } from './room.ts';

export type KeptFile = { ok: true; hash: string } | { ok: false; code: 'unreadable' | 'no-room' };

/**
 * Stores a file under its hash, checked (SPEC ATT1); a large one beside the page. Lets go of what is safe elsewhere when there is no room;
 * what then does not fit leaves nothing behind. `progress` is told of the share done.
 */
export async function keepFile(
  store: DeviceStore,
  database: string,
  file: Blob,
  progress: (share: number) => void = () => undefined,
): Promise<KeptFile> {
  const missing = await missingRoom(file.size);
  if (missing > 0 && (await freeUp(store, missing)) < missing) return { ok: false, code: 'no-room' };
  const answer = await (file.size > limits.BLOB_PIECE_BYTES ? keepBeside({ file, database }, progress) : keepHere(store, file));
  if ('kept' in answer) return { ok: true, hash: answer.kept };
  // What was kept of it so far only takes room from what is typed.
  if (answer.hash !== '') await store.letGoBlob(answer.hash).catch(() => false);
  return { ok: false, code: answer.failed };
}

type Kept = Exclude<FromKeep, { bytes: number }>;

async function keepHere(store: DeviceStore, file: Blob): Promise<Kept> {
  let hash = '';
  try {
    hash = await hashBytes(file);
    return (await keepBytes(store, hash, file)) === 'kept' ? { kept: hash } : { failed: 'unreadable', hash };
  } catch (error) {
    return { failed: error instanceof NotSaved ? 'no-room' : 'unreadable', hash };
  }
}

async function keepBeside(what: ToKeep, progress: (share: number) => void): Promise<Kept> {
  const worker = new Worker(new URL('./keep.worker.ts', import.meta.url), { type: 'module', name: 'qiao-keep' });
  try {
    return await new Promise<Kept>((resolve) => {
      worker.addEventListener('message', ({ data }: MessageEvent<FromKeep>) => {
        if ('bytes' in data) progress(data.bytes / what.file.size / 2);
        else resolve(data);
      });
      worker.addEventListener('error', () => resolve({ failed: 'unreadable', hash: '' }));
      worker.postMessage(what);
    });
  } finally {
    worker.terminate();
  }
}
