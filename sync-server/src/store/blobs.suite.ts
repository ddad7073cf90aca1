/** What every implementation of the store must do for attachments. */
import { expect, it } from 'vitest';
import type { Store } from './contract.ts';
import type { UploadRow } from './rows.ts';

const PLAN = 'event/00000000-0000-4000-8000-000000000001/plan';
const CASE = 'event/00000000-0000-4000-8000-000000000001/case';
const [A, B, C] = ['a', 'b', 'c'].map((digit) => digit.repeat(64)) as [string, string, string];

const upload = (user: string, hash: string, more: Partial<UploadRow> = {}): UploadRow => ({
  user,
  hash,
  id: `${user}-${hash[0]}`,
  bytes: 200 * 2 ** 20,
  received: 5,
  done: false,
  touchedAt: 10,
  ...more,
});

/** To be called within the suite; `open` gives the store of the running test. */
export function blobContract(open: () => Store): void {
  it('[BLB1] keeps blobs by hash, in order, and sums what is more than 32 bits hold', async () => {
    await open().write(async (tx) => {
      await tx.putBlob({ hash: B, bytes: 2 ** 33, at: 1 });
      await tx.putBlob({ hash: A, bytes: 3, at: 1 });
      await tx.putBlob({ hash: A, bytes: 3, at: 4 });
    });
    const { read } = open();
    expect(await read.blob(A)).toEqual({ hash: A, bytes: 3, at: 4 });
    expect(await read.blob(C)).toBeNull();
    expect((await read.blobs('', 9)).map((row) => row.hash)).toEqual([A, B]);
    expect((await read.blobs(A, 1)).map((row) => row.hash)).toEqual([B]);
    expect(await read.blobTotals()).toEqual({ rows: 2, bytes: 2 ** 33 + 3 });
  });

  it('[BLB3] keeps progress per person and hash, and finds half uploads that nobody goes on with', async () => {
    await open().write(async (tx) => {
      await tx.putUpload(upload('ann', A));
      await tx.putUpload(upload('ann', A, { received: 7, touchedAt: 20 }));
      await tx.putUpload(upload('bob', A, { done: true, touchedAt: 1 }));
      await tx.putUpload(upload('ann', B, { bytes: 1 }));
    });
    const { read } = open();
    expect(await read.upload('ann', A)).toEqual(upload('ann', A, { received: 7, touchedAt: 20 }));
    expect(await read.upload('bob', A)).toEqual(upload('bob', A, { done: true, touchedAt: 1 }));
    expect(await read.upload('bob', B)).toBeNull();
    expect(await read.uploadTotals('ann')).toEqual({ rows: 2, bytes: 200 * 2 ** 20 + 1 });
    expect(await read.uploadTotals('nobody')).toEqual({ rows: 0, bytes: 0 });
    expect((await read.staleUploads(11, 9)).map((row) => row.hash)).toEqual([B]);
    expect(await read.staleUploads(99, 1)).toHaveLength(1);
    await open().write((tx) => tx.dropUpload('ann', A));
    expect(await read.upload('ann', A)).toBeNull();
    expect(await read.upload('bob', A)).not.toBeNull();
  });

  it('[BLB6] keeps a reference once, and names each part that refers', async () => {
    const ref = { hash: A, doc: PLAN, item: 'one', user: 'ann', at: 3 };
    await open().write(async (tx) => {
      await tx.putBlob({ hash: A, bytes: 3, at: 1 });
      expect(await tx.addBlobRef(ref)).toBe(true);
      expect(await tx.addBlobRef({ ...ref, user: 'bob' })).toBe(false);
      await tx.addBlobRef({ ...ref, item: 'two' });
      await tx.addBlobRef({ ...ref, doc: CASE });
    });
    const { read } = open();
    expect(await read.blobRef(A, PLAN, 'one')).toEqual(ref);
    expect(await read.blobRef(A, PLAN, 'three')).toBeNull();
    expect((await read.blobDocs(A)).sort()).toEqual([CASE, PLAN]);
    expect(await read.blobDocs(B)).toEqual([]);
    expect([await read.blobRefCount(PLAN), await read.blobRefCount(CASE)]).toEqual([2, 1]);
    await expect(open().write((tx) => tx.addBlobRef({ ...ref, hash: B }))).rejects.toThrow();
  });

  it('[BLB8] finds blobs to which nothing refers, and drops no other', async () => {
    await open().write(async (tx) => {
      for (const [hash, at] of [
        [A, 1],
        [B, 1],
        [C, 9],
      ] as const)
        await tx.putBlob({ hash, bytes: 3, at });
      await tx.addBlobRef({ hash: A, doc: PLAN, item: 'one', user: 'ann', at: 3 });
      await tx.putUpload(upload('ann', B, { done: true }));
      await tx.putUpload(upload('bob', B));
    });
    const { read } = open();
    expect(await read.looseBlobs(9, 9)).toEqual([B]);
    expect((await read.looseBlobs(10, 9)).sort()).toEqual([B, C]);
    await expect(open().write((tx) => tx.dropBlob(A))).rejects.toThrow();
    await open().write((tx) => tx.dropBlob(B));
    expect(await read.blob(B)).toBeNull();
    expect(await read.upload('ann', B)).toBeNull();
    expect(await read.upload('bob', B)).not.toBeNull();
    expect(await read.blob(A)).not.toBeNull();
  });
}
