/** Takes pieces (SPEC BLB2 to BLB4, BLB9). */
import { randomUUID } from 'node:crypto';
import { NotStored, type Writer } from '../relay/job.ts';
import type { Reader } from '../store/contract.ts';
import type { UploadRow } from '../store/rows.ts';
import { isFull } from './disk.ts';
import type { BlobFiles } from './files.ts';
import type { InTurn } from './in-turn.ts';
import { beginUpload, dropUpload, finishUpload, noteProgress } from './jobs.ts';

export interface Piece {
  user: string;
  hash: string;
  /** Of the whole, in bytes. */
  size: number;
  offset: number;
  bytes: Uint8Array;
}

export type PieceAnswer =
  | { ok: true; received: number; done: boolean }
  | { ok: false; code: 'wrong-offset'; expected: number }
  | { ok: false; code: 'wrong-hash' | 'quota-full' | 'disk-full' | 'not-stored' };

export interface UploadDeps {
  read: Reader;
  writer: Writer;
  files: BlobFiles;
  inTurn: InTurn;
}

/** `size`, `offset` and the length of `bytes` must fit together and within the limits. */
export function createUploads({ read, writer, files, inTurn }: UploadDeps): (piece: Piece) => Promise<PieceAnswer> {
  async function begun({ user, hash, size }: Piece): Promise<UploadRow | 'quota-full'> {
    const row = await read.upload(user, hash);
    if (row && !row.done && row.bytes === size) return row;
    const begin = (anew: boolean) => writer.submit(beginUpload, { user, hash, bytes: size, id: randomUUID(), anew });
    const now = await begin(false);
    // Uploaded once, and gone from the disk since (an old backup was restored without its files).
    return now !== 'quota-full' && now.done && !(await files.has(hash, now.bytes)) ? begin(true) : now;
  }

  async function take(piece: Piece): Promise<PieceAnswer> {
    const { user, hash, size, offset, bytes } = piece;
    const row = await begun(piece);
    if (row === 'quota-full') return { ok: false, code: 'quota-full' };
    if (row.done) return row.bytes === size ? { ok: true, received: size, done: true } : { ok: false, code: 'wrong-hash' };
    const end = offset + bytes.length;
    if (end < size && end <= row.received) return { ok: true, received: row.received, done: false };
    if (offset !== row.received) return { ok: false, code: 'wrong-offset', expected: row.received };
    if ((await files.writePiece(row.id, offset, bytes)) === 'lost') {
      await writer.submit(beginUpload, { user, hash, bytes: size, id: randomUUID(), anew: true });
      return { ok: false, code: 'wrong-offset', expected: 0 };
    }
    if (end === size) return inTurn(hash, () => finish(piece, row.id));
    const noted = await writer.submit(noteProgress, { user, hash, id: row.id, from: offset, received: end });
    const has = noted?.id === row.id || noted?.done ? noted.received : 0;
    return has >= end ? { ok: true, received: has, done: noted!.done } : { ok: false, code: 'wrong-offset', expected: has };
  }

  async function finish({ user, hash, size }: Piece, id: string): Promise<PieceAnswer> {
    if ((await files.seal(id, hash, size)) === 'wrong-hash') {
      await writer.submit(dropUpload, { user, hash });
      await files.dropUpload(id);
      return { ok: false, code: 'wrong-hash' };
    }
    await writer.submit(finishUpload, { user, hash, bytes: size, id });
    await files.dropUpload(id);
    return { ok: true, received: size, done: true };
  }

  return (piece) =>
    inTurn(`${piece.user}/${piece.hash}`, async () => {
      try {
        return await take(piece);
      } catch (error) {
        if (isFull(error)) return { ok: false, code: 'disk-full' };
        if (error instanceof NotStored) return { ok: false, code: 'not-stored' };
        throw error;
      }
    });
}
