/**
 * Attachments as files under the data folder: `blobs/ab/abcd…` whole and verified, `blobs/uploads/<id>` half. Paths are made of
 * checked hashes and of ids that the server drew, of nothing else (SPEC BLB1).
 */
import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import type { FileHandle } from 'node:fs/promises';
import { limits } from '@qiao/sync/protocol';
import { CREATE, isAbsent, nodeDisk, READ, syncFolder, WRITE, writeAll, type Disk } from './disk.ts';

const HASH = /^[0-9a-f]{64}$/;
const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const SHARD = /^[0-9a-f]{2}$/;

export const isHash = (text: string): boolean => HASH.test(text);

export interface BlobFiles {
  /** Durable when it resolves. `lost`: what should lie before it does not. @throws what the disk throws */
  writePiece(upload: string, offset: number, bytes: Uint8Array): Promise<'written' | 'lost'>;
  /** Puts an upload's first `size` bytes in their place if they are what the hash says. The upload stays. */
  seal(upload: string, hash: string, size: number): Promise<'sealed' | 'wrong-hash'>;
  /** Whether the file is there with that size. */
  has(hash: string, size: number): Promise<boolean>;
  /** Bytes from `start` to and with `end`; null when the file is not there. */
  stream(hash: string, start: number, end: number): Promise<ReadableStream<Uint8Array> | null>;
  drop(hash: string): Promise<void>;
  dropUpload(upload: string): Promise<void>;
  /** Hashes and upload ids of files last written before `before`, milliseconds since 1970. */
  old(before: number): AsyncGenerator<{ hash: string } | { upload: string }>;
}

export const blobFolder = (dataDir: string): string => join(dataDir, 'blobs');

/** Where the bytes of a hash lie. @throws for what is no hash */
export function blobPath(folder: string, hash: string): string {
  if (!HASH.test(hash)) throw new Error('not a hash');
  return join(folder, hash.slice(0, 2), hash);
}

export function createBlobFiles(folder: string, disk: Disk = nodeDisk): BlobFiles {
  const uploads = join(folder, 'uploads');
  const pathOf = (hash: string): string => blobPath(folder, hash);
  const uploadPath = (id: string): string => {
    if (!ID.test(id)) throw new Error('not an upload');
    return join(uploads, id);
  };
  const remove = (path: string): Promise<void> => disk.rm(path, { force: true });

  async function within<T>(path: string, flags: number, use: (file: FileHandle) => Promise<T>): Promise<T> {
    const file = await disk.open(path, flags, 0o600);
    try {
      return await use(file);
    } finally {
      await file.close();
    }
  }

  async function makeFolder(path: string): Promise<void> {
    await disk.mkdir(path, { recursive: true, mode: 0o700 });
    await syncFolder(disk, dirname(path));
  }

  async function* oldIn(path: string, before: number): AsyncGenerator<string> {
    for (const name of await namesIn(path)) {
      const found = await disk.stat(join(path, name)).catch(() => null);
      if (found?.isFile() && found.mtimeMs < before) yield name;
    }
  }
  const namesIn = (path: string): Promise<string[]> =>
    disk.readdir(path).catch((error: unknown) => {
      if (isAbsent(error)) return [];
      throw error;
    });

  return {
    async writePiece(upload, offset, bytes) {
      const path = uploadPath(upload);
      if (offset === 0) await makeFolder(uploads);
      try {
        return await within(path, offset === 0 ? CREATE : WRITE, async (file) => {
          if ((await file.stat()).size < offset) return 'lost';
          await writeAll(file, bytes, offset);
          await file.sync();
          if (offset === 0) await syncFolder(disk, uploads);
          return 'written';
        });
      } catch (error) {
        if (isAbsent(error)) return 'lost';
        throw error;
      }
    },

    // What was hashed is copied: nobody holds the copy open for writing, whatever goes on with the upload in another process.
    async seal(upload, hash, size) {
      const half = `${uploadPath(upload)}.seal`;
      try {
        const found = await within(uploadPath(upload), READ, (from) =>
          within(half, CREATE, async (to) => {
            await to.truncate(0);
            const digest = await copyHashed(from, to, size);
            await to.sync();
            return digest;
          }),
        );
        if (found !== hash) return 'wrong-hash';
        const path = pathOf(hash);
        await makeFolder(dirname(path));
        await disk.rename(half, path);
        await syncFolder(disk, dirname(path));
        return 'sealed';
      } finally {
        await remove(half);
      }
    },

    async has(hash, size) {
      const found = await disk.stat(pathOf(hash)).catch(() => null);
      return found !== null && found.isFile() && found.size === size;
    },

    async stream(hash, start, end) {
      try {
        const file = await disk.open(pathOf(hash), READ);
        if (end >= start) return Readable.toWeb(file.createReadStream({ start, end })) as ReadableStream<Uint8Array>;
        await file.close();
        return new Blob([]).stream();
      } catch (error) {
        if (isAbsent(error)) return null;
        throw error;
      }
    },

    drop: (hash) => remove(pathOf(hash)),
    dropUpload: (upload) => remove(uploadPath(upload)),

    async *old(before) {
      for await (const name of oldIn(uploads, before)) {
        if (ID.test(name)) yield { upload: name };
        // Left by a death in the midst of sealing.
        else if (name.endsWith('.seal')) await remove(join(uploads, name));
      }
      for (const shard of (await namesIn(folder)).filter((name) => SHARD.test(name)))
        for await (const name of oldIn(join(folder, shard), before)) {
          if (HASH.test(name) && name.startsWith(shard)) yield { hash: name };
          // Left by a death in the midst of a restore.
          else if (name.endsWith('.part')) await remove(join(folder, shard, name));
        }
    },
  };
}

/** The SHA-256 of what was copied, or only read where there is no `to`: `size` bytes or, where there are less, all. */
export async function copyHashed(from: FileHandle, to: FileHandle | null, size: number): Promise<string> {
  const hash = createHash('sha256');
  const buffer = new Uint8Array(limits.BLOB_PIECE_BYTES);
  for (let at = 0; at < size;) {
    const { bytesRead } = await from.read(buffer, 0, Math.min(buffer.length, size - at), at);
    if (bytesRead === 0) break;
    const bytes = buffer.subarray(0, bytesRead);
    hash.update(bytes);
    if (to) await writeAll(to, bytes, at);
    at += bytesRead;
  }
  return hash.digest('hex');
}
