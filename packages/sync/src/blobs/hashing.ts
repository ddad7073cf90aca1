import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { BLOB_PIECE_BYTES } from '../protocol/limits.ts';

/** What a `Blob` or `File` is, as far as reading it in pieces goes. */
export interface ByteSource {
  readonly size: number;
  slice(from: number, to: number): { arrayBuffer(): Promise<ArrayBuffer> };
}

/** SHA-256 over pieces that come one after the other; 64 hex digits at the end. */
export function startHash(): { add(piece: Uint8Array): void; end(): string } {
  const hash = sha256.create();
  return { add: (piece) => void hash.update(piece), end: () => bytesToHex(hash.digest()) };
}

/** The pieces of a source in their order, one at a time in memory. */
export async function* piecesOf(source: ByteSource): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < source.size; from += BLOB_PIECE_BYTES)
    yield new Uint8Array(await source.slice(from, Math.min(source.size, from + BLOB_PIECE_BYTES)).arrayBuffer());
}

/** The name of a blob (SPEC BLB1). `progress` is told of bytes done. Throws what the source throws. */
export async function hashBytes(source: ByteSource, progress: (bytes: number) => void = () => undefined): Promise<string> {
  const hash = startHash();
  let done = 0;
  for await (const piece of piecesOf(source)) {
    hash.add(piece);
    progress((done += piece.length));
  }
  return hash.end();
}
