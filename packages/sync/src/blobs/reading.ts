import type { BlobStore } from '../store/contract.ts';
import { startHash } from './hashing.ts';

type Pieces = Pick<BlobStore, 'blob' | 'blobPiece'>;

/** A whole blob for showing or saving, under a type that the caller answers for (SPEC ATT12); null when it is not whole here. */
export async function readBytes(store: Pieces, hash: string, type: string): Promise<Blob | null> {
  const held = await store.blob(hash);
  if (!held?.whole) return null;
  const parts: Blob[] = [];
  for (let n = 0; n < held.pieces; n++) {
    const piece = await store.blobPiece(hash, n);
    // Another tab let go of it meanwhile.
    if (!piece) return null;
    // A blob of its own each: the browser may put it on the disk, so that a large file does not lie in memory.
    parts.push(new Blob([piece as Uint8Array<ArrayBuffer>]));
  }
  return new Blob(parts, { type });
}

/** Whether what is stored is what its name says (SPEC ATT1). */
export async function verifyBytes(store: Pieces, hash: string): Promise<boolean> {
  const held = await store.blob(hash);
  if (!held) return false;
  const found = startHash();
  let bytes = 0;
  for (let n = 0; n < held.pieces; n++) {
    const piece = await store.blobPiece(hash, n);
    if (!piece) return false;
    found.add(piece);
    bytes += piece.length;
  }
  return bytes === held.bytes && found.end() === hash;
}
