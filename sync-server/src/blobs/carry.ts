/** Carries whole attachments from one folder into another, for backups: what arrives has the hash that names it (SPEC BLB1). */
import { dirname } from 'node:path';
import { CREATE, isAbsent, nodeDisk, READ, syncFolder, type Disk } from './disk.ts';
import { blobPath, copyHashed } from './files.ts';

export interface NamedFile {
  hash: string;
  bytes: number;
}

/** `here`: it was there, whole. `missing`, `damaged`: what `from` has, or has not; `to` then has none. */
export type Carried = 'here' | 'carried' | 'missing' | 'damaged';

/** Durable when it resolves. @throws what the disk throws */
export async function carryFile(
  { from, to }: { from: string; to: string },
  { hash, bytes }: NamedFile,
  disk: Disk = nodeDisk,
): Promise<Carried> {
  const target = blobPath(to, hash);
  if (await isSound(disk, target, { hash, bytes })) return 'here';
  const half = `${target}.part`;
  try {
    const source = await disk.open(blobPath(from, hash), READ);
    try {
      if ((await source.stat()).size !== bytes) return 'damaged';
      await disk.mkdir(dirname(target), { recursive: true, mode: 0o700 });
      await syncFolder(disk, to);
      const copy = await disk.open(half, CREATE, 0o600);
      try {
        await copy.truncate(0);
        if ((await copyHashed(source, copy, bytes)) !== hash) return 'damaged';
        await copy.sync();
      } finally {
        await copy.close();
      }
    } finally {
      await source.close();
    }
    await disk.rename(half, target);
    await syncFolder(disk, dirname(target));
    return 'carried';
  } catch (error) {
    if (isAbsent(error)) return 'missing';
    throw error;
  } finally {
    await disk.rm(half, { force: true });
  }
}

/** Whether the file is there and is what its name says: all of it is read. */
async function isSound(disk: Disk, path: string, { hash, bytes }: NamedFile): Promise<boolean> {
  try {
    const file = await disk.open(path, READ);
    try {
      return (await file.stat()).size === bytes && (await copyHashed(file, null, bytes)) === hash;
    } finally {
      await file.close();
    }
  } catch (error) {
    if (isAbsent(error)) return false;
    throw error;
  }
}
