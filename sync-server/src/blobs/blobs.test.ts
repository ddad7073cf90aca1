/** Attachments on a disk that fails, at their limits, and swept (SPEC BLB8, BLB9). */
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRelay } from '../relay/index.ts';
import type { Writer } from '../relay/job.ts';
import { newDurable, openMemoryStore } from '../store/memory/index.ts';
import { EVENT, handClock, PLAN, rights, WORKSPACE, type HandClock } from '../testing/relay-world.ts';
import { nodeDisk, type Disk } from './disk.ts';
import { createBlobFiles } from './files.ts';
import { createInTurn } from './in-turn.ts';
import { beginUpload, blobHandlers, referTo } from './jobs.ts';
import { BLOB_SWEEP_MS, HALF_UPLOAD_MS, LOOSE_BLOB_MS, MAX_PERSON_BLOB_BYTES, MAX_PERSON_UPLOADS, MAX_REFS_PER_PART } from './limits.ts';
import { sweepBlobs } from './sweep.ts';
import { createUploads, type PieceAnswer } from './uploads.ts';

const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'qiao-blobs-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function office(disk: Disk = nodeDisk) {
  const store = openMemoryStore(newDurable(WORKSPACE));
  const clock = handClock();
  const relay = createRelay({ store, rights, clock, random: Math.random, handlers: () => blobHandlers(rights) });
  await store.write(async (tx) => {
    for (const id of ['ann', 'bob'])
      await tx.putUser({ id, email: id, name: id, roles: '{}', password: '', disabled: false, accessVersion: 1, createdAt: 0 });
    const [kind, id] = EVENT.split('/') as [string, string];
    await tx.putRecord({ kind, id, facts: JSON.stringify({ readers: [], writers: ['ann'], frozen: [] }) });
  });
  const files = createBlobFiles(folder, disk);
  const inTurn = createInTurn();
  const take = createUploads({ read: store.read, writer: relay.writer, files, inTurn });
  const done = <T>(answer: Promise<T>): Promise<T> => settled(clock, answer);
  const put = (bytes: Uint8Array, from = 0, to = bytes.length): Promise<PieceAnswer> =>
    done(take({ user: 'ann', hash: hashOf(bytes), size: bytes.length, offset: from, bytes: bytes.subarray(from, to) }));
  const refer = (hash: string, item = 'i', user = 'ann') => done(relay.writer.submit(referTo, { user, hash, doc: PLAN, item }));
  return { store, clock, writer: relay.writer, files, inTurn, put, refer, done };
}

/** Disks take real time, commits the clock's. */
async function settled<T>(clock: HandClock, answer: Promise<T>): Promise<T> {
  let over = false;
  const ending = answer.finally(() => (over = true));
  while (!over) await clock.pass(10);
  return ending;
}

const begin = (writer: Writer, bytes: number) =>
  writer.submit(beginUpload, { user: 'ann', hash: hashOf(randomBytes(8)), bytes, id: 'x', anew: false });

describe('attachments', () => {
  it('[BLB9] a full disk is said as such, loses nothing that was taken, and goes on when there is room', async () => {
    let full = false;
    const disk: Disk = {
      ...nodeDisk,
      open: async (path, flags, mode) => {
        const file = await nodeDisk.open(path, flags, mode);
        const write = file.write.bind(file);
        file.write = ((...args: Parameters<typeof write>) =>
          full ? Promise.reject(Object.assign(new Error('no space'), { code: 'ENOSPC' })) : write(...args)) as typeof file.write;
        return file;
      },
    };
    const { put, refer } = await office(disk);
    const bytes = randomBytes(300);
    expect(await put(bytes, 0, 100)).toEqual({ ok: true, received: 100, done: false });
    full = true;
    expect(await put(bytes, 100, 200)).toEqual({ ok: false, code: 'disk-full' });
    full = false;
    expect(await put(bytes, 100, 300)).toEqual({ ok: true, received: 300, done: true });
    expect(await refer(hashOf(bytes))).toBe('referred');
  });

  it('[BLB9] [NAM4] a person has MAX_PERSON_BLOB_BYTES and MAX_PERSON_UPLOADS, and not one more', async () => {
    const bytes = await office();
    expect(await bytes.done(begin(bytes.writer, MAX_PERSON_BLOB_BYTES))).toMatchObject({ received: 0 });
    expect(await bytes.done(begin(bytes.writer, 1))).toBe('quota-full');
    const rows = await office();
    await rows.store.write(async (tx) => {
      for (let n = 1; n < MAX_PERSON_UPLOADS; n++)
        await tx.putUpload({ user: 'ann', hash: `${n}`, id: `${n}`, bytes: 0, received: 0, done: true, touchedAt: 0 });
    });
    expect(await rows.done(begin(rows.writer, 1))).toMatchObject({ received: 0 });
    expect(await rows.done(begin(rows.writer, 1))).toBe('quota-full');
  });

  it('[BLB6] [NAM4] a part has MAX_REFS_PER_PART references, and not one more; who may not write it makes none', async () => {
    const { store, put, refer } = await office();
    const bytes = randomBytes(10);
    await put(bytes);
    await store.write(async (tx) => {
      for (let n = 1; n < MAX_REFS_PER_PART; n++) await tx.addBlobRef({ hash: hashOf(bytes), doc: PLAN, item: `${n}`, user: 'ann', at: 0 });
    });
    expect(await refer(hashOf(bytes), 'a')).toBe('referred');
    expect(await refer(hashOf(bytes), 'b')).toBe('refs-full');
    // The same once more is no further one.
    expect(await refer(hashOf(bytes), 'a')).toBe('referred');
    expect(await refer(hashOf(bytes), 'c', 'bob')).toBe('not-found');
  });

  it('[BLB8] half uploads go after HALF_UPLOAD_MS, blobs without a reference after LOOSE_BLOB_MS, what is referred to stays', async () => {
    const { store, clock, writer, files, inTurn, put, refer } = await office();
    const [half, loose, used] = [randomBytes(30), randomBytes(31), randomBytes(32)];
    await put(half, 0, 10);
    await put(loose);
    await put(used);
    await refer(hashOf(used));
    const failed: unknown[] = [];
    const stop = sweepBlobs({ read: store.read, writer, files, inTurn, clock, failed: (error) => failed.push(error) });
    const state = async () => [
      (await store.read.upload('ann', hashOf(half))) !== null,
      await files.has(hashOf(loose), 31),
      await files.has(hashOf(used), 32),
    ];
    const look = async (ms: number): Promise<void> => {
      await clock.leap(ms);
      for (let n = 0; n < 20; n++) await clock.pass(BLOB_SWEEP_MS / 10);
    };
    await look(HALF_UPLOAD_MS - 4 * BLOB_SWEEP_MS);
    expect(await state()).toEqual([true, true, true]);
    await look(4 * BLOB_SWEEP_MS);
    await expect.poll(async () => (await clock.pass(10), state())).toEqual([false, true, true]);
    await look(LOOSE_BLOB_MS);
    await expect.poll(async () => (await clock.pass(10), state())).toEqual([false, false, true]);
    expect(readdirSync(join(folder, 'uploads'))).toEqual([]);
    expect(failed).toEqual([]);
    stop();
  });

  it('[BLB1] a file that the store does not know is dropped when it is old, and one that the store knows is not', async () => {
    const { store, clock, writer, files, inTurn, put, refer } = await office();
    const [known, stray] = [randomBytes(20), randomBytes(21)];
    await put(known);
    await refer(hashOf(known));
    const id = '00000000-0000-4000-8000-000000000001';
    await files.writePiece(id, 0, stray);
    expect(await files.seal(id, hashOf(known), 21)).toBe('wrong-hash');
    expect(await files.seal(id, hashOf(stray), 21)).toBe('sealed');
    for (const hash of [known, stray].map(hashOf)) utimesSync(join(folder, hash.slice(0, 2), hash), 0, 0);
    utimesSync(join(folder, 'uploads', id), 0, 0);
    await clock.leap(LOOSE_BLOB_MS + 1);
    const stop = sweepBlobs({ read: store.read, writer, files, inTurn, clock, failed: () => undefined });
    await expect.poll(async () => (await clock.pass(10), files.has(hashOf(stray), 21))).toBe(false);
    expect(await files.has(hashOf(known), 20)).toBe(true);
    expect(existsSync(join(folder, 'uploads', id))).toBe(false);
    stop();
  });
});
