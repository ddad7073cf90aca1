import { crc32 } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { archivesOf, type ArchiveEntry } from './zip.ts';
import { readArchive } from './zip.fixture.ts';

const AT = new Date(2026, 10, 24, 9, 41, 7);
const entry = (name: string, size: number): ArchiveEntry => ({ name, bytes: new Blob([new Uint8Array(size).map((_, n) => n * 7)]) });

describe('an archive', () => {
  test('has each file as it was, under its name in any script, with the sum that programs check', async () => {
    const entries = [entry('unsent.json', 3), entry('files/1 护照页 é.pdf', 2_500_000), entry('files/2 empty', 0)];
    const [archive, ...more] = await archivesOf(entries, AT);
    expect(more).toEqual([]);
    const read = await readArchive(archive!);
    expect(read.map(({ name, bytes }) => [name, bytes.length])).toEqual(entries.map(({ name, bytes }) => [name, bytes.size]));
    for (const [n, { bytes, crc }] of read.entries()) {
      expect(crc).toBe(crc32(bytes));
      expect(Buffer.compare(bytes, new Uint8Array(await entries[n]!.bytes.arrayBuffer()))).toBe(0);
    }
  });

  test('[NAM4] of which none is larger than it may be is several, in order; one file is never cut', async () => {
    const sizes = [4, 6, 1, 30, 5, 5];
    const archives = await archivesOf(
      sizes.map((size, n) => entry(`${n}`, size)),
      AT,
      10,
    );
    const read = await Promise.all(archives.map(readArchive));
    expect(read.map((entries) => entries.map(({ name }) => Number(name)))).toEqual([[0, 1], [2], [3], [4, 5]]);
  });
});
