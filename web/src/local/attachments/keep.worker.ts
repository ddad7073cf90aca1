/** Hashes and stores a large file beside the page, so that typing does not lag behind it. */
import { hashBytes, keepBytes } from '@qiao/sync/blobs';
import { NotSaved } from '@qiao/sync/store';
import { openDexieStore } from '@qiao/sync/store/dexie';

export interface ToKeep {
  file: Blob;
  /** Of the person who is signed in (SPEC DEV9). */
  database: string;
}
/** `bytes`: hashed and stored ones together, twice the file's in the end. */
export type FromKeep = { bytes: number } | { kept: string } | { failed: 'unreadable' | 'no-room'; hash: string };

const say = (message: FromKeep): void => self.postMessage(message);

async function keep({ file, database }: ToKeep): Promise<void> {
  let hash = '';
  const store = openDexieStore(database);
  try {
    hash = await hashBytes(file, (bytes) => say({ bytes }));
    const kept = await keepBytes(store, hash, file, (bytes) => say({ bytes: file.size + bytes }));
    say(kept === 'kept' ? { kept: hash } : { failed: 'unreadable', hash });
  } catch (error) {
    say({ failed: error instanceof NotSaved ? 'no-room' : 'unreadable', hash });
  } finally {
    await store.close();
  }
}

self.addEventListener('message', (event: MessageEvent<ToKeep>) => void keep(event.data));
