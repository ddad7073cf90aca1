import { hashBytes } from '@qiao/sync/blobs';
import { limits } from '@qiao/sync/protocol';
import type { FromHash } from './hash.worker.ts';

/** SHA-256 of a file, 64 hex digits. Throws when it cannot be read. `progress` is told of bytes done. */
export async function hashFile(file: Blob, progress: (bytes: number) => void): Promise<string> {
  if (file.size <= limits.BLOB_PIECE_BYTES) return hashBytes(file);
  const worker = new Worker(new URL('./hash.worker.ts', import.meta.url), { type: 'module', name: 'qiao-hash' });
  try {
    return await new Promise<string>((resolve, reject) => {
      worker.addEventListener('message', ({ data }: MessageEvent<FromHash>) => {
        if ('hash' in data) resolve(data.hash);
        else if ('failed' in data) reject(new Error(data.failed));
        else progress(data.bytes);
      });
      worker.addEventListener('error', (event) => reject(new Error(event.message)));
      worker.postMessage(file);
    });
  } finally {
    worker.terminate();
  }
}
