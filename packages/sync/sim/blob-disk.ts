/**
 * A file system in memory as far as attachments need it, which forgets in a crash what was not made durable: bytes written since
 * their file was synced, and names made, changed or taken away since their folder was.
 */
import { dirname, basename } from 'node:path';
import { constants, type Stats } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import type { Disk } from '../../../sync-server/src/blobs/disk.ts';

interface Inode {
  bytes: Uint8Array;
  synced: Uint8Array;
}

const absent = (path: string): Error => Object.assign(new Error(`no such file: ${path}`), { code: 'ENOENT' });

export class BlobDisk {
  #names = new Map<string, Inode>();
  #durable = new Map<string, Inode>();
  full = false;

  /** Power is cut. */
  crash(): void {
    this.#names = new Map(this.#durable);
    for (const inode of this.#names.values()) inode.bytes = inode.synced;
  }

  /** What would be there of a file after a crash now. */
  durable(path: string): Uint8Array | null {
    return this.#durable.get(path)?.synced ?? null;
  }

  /** Whole files as a backup holds them. */
  copy(): ReadonlyMap<string, Uint8Array> {
    return new Map([...this.#durable].map(([path, { synced }]) => [path, synced]));
  }

  /** Puts files back; with `alone` what else was there is lost. */
  restore(files: ReadonlyMap<string, Uint8Array>, alone: boolean): void {
    if (alone) this.#durable.clear();
    for (const [path, bytes] of files) this.#durable.set(path, { bytes, synced: bytes });
    this.crash();
  }

  /** As a process sees it; `step` is awaited before each act, and never comes back to one that died. */
  mounted(step: () => Promise<void>): Disk {
    const act = async <T>(does: () => T): Promise<T> => {
      await step();
      return does();
    };
    const find = (path: string): Inode => {
      const inode = this.#names.get(path);
      if (!inode) throw absent(path);
      return inode;
    };
    return {
      open: (path, flags) => act(() => this.#open(path, flags, act)),
      mkdir: () => act(() => undefined),
      rename: (from, to) =>
        act(() => {
          this.#names.set(String(to), find(String(from)));
          this.#names.delete(String(from));
        }),
      rm: (path) => act(() => void this.#names.delete(String(path))),
      stat: ((path: string) =>
        act(() => ({ isFile: () => true, size: find(path).bytes.length, mtimeMs: 0 }) as Stats)) as unknown as Disk['stat'],
      readdir: (path) => act(() => [...this.#names.keys()].filter((name) => dirname(name) === path).map((name) => basename(name))),
    };
  }

  #open(path: string, flags: number, act: <T>(does: () => T) => Promise<T>): FileHandle {
    // A folder is only ever opened to be synced.
    if (flags === constants.O_RDONLY) return this.#folder(path, act);
    const made = this.#names.get(path) ?? ((flags & constants.O_CREAT) !== 0 ? empty() : null);
    if (!made) throw absent(path);
    this.#names.set(path, made);
    const handle = {
      stat: () => act(() => ({ size: made.bytes.length })),
      write: (from: Uint8Array, at: number, length: number, position: number) =>
        act(() => {
          if (this.full) throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
          const grown = new Uint8Array(Math.max(made.bytes.length, position + length));
          grown.set(made.bytes);
          grown.set(from.subarray(at, at + length), position);
          made.bytes = grown;
          return { bytesWritten: length };
        }),
      read: (to: Uint8Array, at: number, length: number, position: number) =>
        act(() => {
          const found = made.bytes.subarray(position, position + length);
          to.set(found, at);
          return { bytesRead: found.length };
        }),
      truncate: (size: number) => act(() => void (made.bytes = made.bytes.slice(0, size))),
      // Written bytes are never changed in place, so that they need no copy of their own.
      sync: () => act(() => void (made.synced = made.bytes)),
      close: async () => undefined,
    };
    return handle as unknown as FileHandle;
  }

  #folder(path: string, act: <T>(does: () => T) => Promise<T>): FileHandle {
    const inside = (name: string): boolean => dirname(name) === path;
    const handle = {
      sync: () =>
        act(() => {
          for (const name of [...this.#durable.keys()]) if (inside(name) && !this.#names.has(name)) this.#durable.delete(name);
          for (const [name, inode] of this.#names) if (inside(name)) this.#durable.set(name, inode);
        }),
      close: async () => undefined,
    };
    return handle as unknown as FileHandle;
  }
}

const empty = (): Inode => ({ bytes: new Uint8Array(), synced: new Uint8Array() });
