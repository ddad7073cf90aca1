/** Files in one archive, as they are: not packed tighter, for what is large in them is pictures. ZIP of version 2.0, names in UTF-8. */

/** Bytes that one archive has at most: what is above needs a newer form that not every program reads. */
export const MAX_ARCHIVE_BYTES = 2 * 1024 ** 3;

export interface ArchiveEntry {
  /** Path in the archive, with `/`. */
  name: string;
  bytes: Blob;
}

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const VERSION = 20;
const UTF8_NAMES = 0x0800;

/** As many archives as are needed for none to be larger than `most`; an entry larger than that has one of its own. */
export async function archivesOf(entries: readonly ArchiveEntry[], at: Date, most = MAX_ARCHIVE_BYTES): Promise<Blob[]> {
  const groups: ArchiveEntry[][] = [];
  let room = 0;
  for (const entry of entries) {
    if (entry.bytes.size > room || groups.length === 0) {
      groups.push([]);
      room = most;
    }
    groups.at(-1)!.push(entry);
    room -= entry.bytes.size;
  }
  return Promise.all(groups.map((group) => archiveOf(group, at)));
}

async function archiveOf(entries: readonly ArchiveEntry[], at: Date): Promise<Blob> {
  const parts: BlobPart[] = [];
  const directory: BlobPart[] = [];
  let [offset, listed] = [0, 0];
  for (const { name, bytes } of entries) {
    const path = new TextEncoder().encode(name);
    // What both heads say of a file, from the version that reads it to the length of what else there is.
    const about = fields([
      [2, VERSION],
      [2, UTF8_NAMES],
      [2, 0],
      [2, (at.getHours() << 11) | (at.getMinutes() << 5) | (at.getSeconds() >> 1)],
      [2, (Math.max(0, at.getFullYear() - 1980) << 9) | ((at.getMonth() + 1) << 5) | at.getDate()],
      [4, await crc32(bytes)],
      [4, bytes.size],
      [4, bytes.size],
      [2, path.length],
      [2, 0],
    ]);
    const head = [fields([[4, LOCAL]]), about, path];
    const line = [
      fields([
        [4, CENTRAL],
        [2, VERSION],
      ]),
      about,
      fields([
        [2, 0],
        [2, 0],
        [2, 0],
        [4, 0],
        [4, offset],
      ]),
      path,
    ];
    parts.push(...head, bytes);
    directory.push(...line);
    offset += lengthOf(head) + bytes.size;
    listed += lengthOf(line);
  }
  const end = fields([
    [4, END],
    [2, 0],
    [2, 0],
    [2, entries.length],
    [2, entries.length],
    [4, listed],
    [4, offset],
    [2, 0],
  ]);
  return new Blob([...parts, ...directory, end], { type: 'application/zip' });
}

const lengthOf = (parts: readonly Uint8Array[]): number => parts.reduce((sum, part) => sum + part.length, 0);

/** Numbers of so many bytes each, the lowest byte first. */
function fields(all: readonly (readonly [bytes: 2 | 4, value: number])[]): Uint8Array<ArrayBuffer> {
  const made = new Uint8Array(all.reduce((sum, [bytes]) => sum + bytes, 0));
  const view = new DataView(made.buffer);
  let at = 0;
  for (const [bytes, value] of all) {
    if (bytes === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += bytes;
  }
  return made;
}

const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let rest = n;
  for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? 0xedb88320 ^ (rest >>> 1) : rest >>> 1;
  return rest;
});

const READ_BYTES = 1024 * 1024;

async function crc32(bytes: Blob): Promise<number> {
  let sum = 0xffffffff;
  for (let from = 0; from < bytes.size; from += READ_BYTES) {
    const piece = new Uint8Array(await bytes.slice(from, from + READ_BYTES).arrayBuffer());
    for (const byte of piece) sum = TABLE[(sum ^ byte) & 255]! ^ (sum >>> 8);
  }
  return (sum ^ 0xffffffff) >>> 0;
}
