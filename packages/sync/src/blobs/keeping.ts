import type { BlobStore } from '../store/contract.ts';
import { piecesOf, startHash, type ByteSource } from './hashing.ts';

/**
 * Stores a source under the hash that it was found to have. `changed`: it is no longer what it was when it was hashed (a file that
 * somebody went on writing); nothing of it is kept. Throws `NotSaved` when there is no room, and what the source throws; the pieces
 * so far stay for another try (SPEC ATT5).
 */
export async function keepBytes(
  store: BlobStore,
  hash: string,
  source: ByteSource,
  progress: (bytes: number) => void = () => undefined,
): Promise<'kept' | 'changed'> {
  const held = await store.blob(hash);
  if (held?.whole) return 'kept';
  const found = startHash();
  let n = 0;
  let done = 0;
  for await (const piece of piecesOf(source)) {
    await store.putBlobPieces(hash, source.size, n, [piece]);
    // What an earlier try left is believed no more than what comes now.
    found.add(n < (held?.pieces ?? 0) ? ((await store.blobPiece(hash, n)) ?? piece) : piece);
    n++;
    progress((done += piece.length));
  }
  if (found.end() === hash) return 'kept';
  await store.letGoBlob(hash);
  return 'changed';
}
