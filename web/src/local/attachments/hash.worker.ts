/** Hashes a large file beside the page, so that typing does not lag behind it. */
import { hashBytes } from '@qiao/sync/blobs';

export type FromHash = { bytes: number } | { hash: string } | { failed: string };

const say = (message: FromHash): void => self.postMessage(message);

self.addEventListener('message', (event: MessageEvent<Blob>) => {
  hashBytes(event.data, (bytes) => say({ bytes })).then(
    (hash) => say({ hash }),
    (error: unknown) => say({ failed: error instanceof Error ? error.name : 'unknown' }),
  );
});
