/** The file system, as far as attachments need it: tests put one in its place that fails. */
import { constants } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat, type FileHandle } from 'node:fs/promises';

export interface Disk {
  open(path: string, flags: number, mode?: number): Promise<FileHandle>;
  mkdir: typeof mkdir;
  rename: typeof rename;
  rm: typeof rm;
  stat: typeof stat;
  readdir(path: string): Promise<string[]>;
}

export const nodeDisk: Disk = { open, mkdir, rename, rm, stat, readdir: (path) => readdir(path) };

/** Links in the place of a file are not followed. */
export const READ = constants.O_RDONLY | constants.O_NOFOLLOW;
export const WRITE = constants.O_RDWR | constants.O_NOFOLLOW;
export const CREATE = constants.O_RDWR | constants.O_NOFOLLOW | constants.O_CREAT;

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined);

export const isAbsent = (error: unknown): boolean => codeOf(error) === 'ENOENT';
/** No room: the device's, the quota's, or the file system's own bound. */
export const isFull = (error: unknown): boolean => ['ENOSPC', 'EDQUOT', 'EFBIG'].includes(codeOf(error) as string);

/** All of it, however the system cuts it. */
export async function writeAll(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}

/** Makes what was created, renamed or removed in a folder durable. */
export async function syncFolder(disk: Disk, path: string): Promise<void> {
  const folder = await disk.open(path, constants.O_RDONLY);
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
