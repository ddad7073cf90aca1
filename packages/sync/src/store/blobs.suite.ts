/** What every device store must do with attachments. Each implementation calls `blobStoreSuite` from its own test file. */
import { recordOf } from '../protocol/names.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BLOB_PIECE_BYTES } from '../protocol/limits.ts';
import type { Page, PageDoc } from '../protocol/messages.ts';
import type { BlobPlace, BlobRefState, DeviceStore } from './contract.ts';
import { Fenced } from './contract.ts';
import type { StoreUnderTest } from './contract.suite.ts';

const RECORD = 'event/0192f0c1-2345-7abc-8def-0123456789ab';
const CASE = `${RECORD}/case`;
const PLAN = `${RECORD}/plan`;
const HASH = 'ab'.repeat(32);
const OTHER = 'cd'.repeat(32);
const at = (doc = CASE, hash = HASH, item = 'i1'): BlobPlace => ({ hash, doc, item });
const piece = (fill: number, length = BLOB_PIECE_BYTES): Uint8Array => new Uint8Array(length).fill(fill);
const SIZE = 2 * BLOB_PIECE_BYTES + 3;
const PIECES = [piece(1), piece(2), piece(3, 3)];
let pages = 0;
const page = (docs: PageDoc[]): Page => ({ type: 'page', id: `blob-page-${++pages}`, next: 9, more: false, accessVersion: 1, docs });

export function blobStoreSuite(name: string, make: () => Promise<StoreUnderTest>, sealed = false): void {
  describe(`${name}: attachments`, () => {
    let under: StoreUnderTest;
    let store: DeviceStore;
    let term: number;
    beforeEach(async () => {
      under = await make();
      store = under.open();
      term = await store.lead();
    });
    afterEach(() => under.dispose());

    const put = (hash = HASH): Promise<number> => store.putBlobPieces(hash, SIZE, 0, PIECES);
    const stateOf = async (place: BlobPlace): Promise<BlobRefState | undefined> =>
      (await store.blob(place.hash))?.refs.find((ref) => ref.doc === place.doc && ref.item === place.item)?.state;

    it('[ATT1] keeps pieces in their order, without holes, over an opening; what is not whole is not said to be', async () => {
      expect(await store.blob(HASH)).toBeNull();
      expect(await store.putBlobPieces(HASH, SIZE, 0, [PIECES[0]!])).toBe(1);
      // A hole, and what is here already.
      expect(await store.putBlobPieces(HASH, SIZE, 2, [PIECES[2]!])).toBe(1);
      expect(await store.putBlobPieces(HASH, SIZE, 0, [piece(9)])).toBe(1);
      expect(await store.keepBlob(at(), 'waiting', 5)).toBe(false);
      const again = under.open();
      expect(await again.blob(HASH)).toEqual({ hash: HASH, bytes: SIZE, pieces: 1, whole: false, sent: 0, refs: [] });
      expect(await again.putBlobPieces(HASH, SIZE, 1, PIECES.slice(1))).toBe(3);
      expect(await again.keepBlob(at(), 'waiting', 5)).toBe(true);
      const refs = [{ ...at(), at: 5, state: 'waiting', code: '' }];
      expect(await store.blobs()).toEqual([{ hash: HASH, bytes: SIZE, pieces: 3, whole: true, sent: 0, refs }]);
      expect(await Promise.all([0, 1, 2].map((n) => store.blobPiece(HASH, n)))).toEqual(PIECES);
      expect(await store.blobPiece(HASH, 3)).toBeNull();
      expect(await store.blobPiece(OTHER, 0)).toBeNull();
      // What is whole stays what it is.
      expect(await store.putBlobPieces(HASH, SIZE, 3, [piece(7)])).toBe(3);
    });

    it('[ATT6] lets go of no bytes that wait or were refused; of the others it does, and they may come again', async () => {
      await put();
      await store.keepBlob(at(), 'waiting', 5);
      await store.keepBlob(at(PLAN), 'waiting', 5);
      expect(await store.letGoBlob(HASH)).toBe(false);
      await store.settleBlobRef(term, at(), { ok: true });
      expect(await store.letGoBlob(HASH)).toBe(false);
      await store.settleBlobRef(term, at(PLAN), { ok: false, code: 'frozen' });
      expect(await store.letGoBlob(HASH)).toBe(false);
      expect((await store.blob(HASH))?.refs.map(({ state, code }) => `${state} ${code}`).sort()).toEqual(['referred ', 'refused frozen']);
      await store.discardBlobRef(at(PLAN));
      expect(await store.letGoBlob(HASH)).toBe(true);
      expect(await store.blob(HASH)).toBeNull();
      expect(await store.blobPiece(HASH, 0)).toBeNull();
      expect(await put()).toBe(3);
    });

    it('[ATT6] discards on the word of the person alone: never what the server has, nor bytes that something else refers to', async () => {
      await put();
      await store.keepBlob(at(), 'waiting', 5);
      await store.keepBlob(at(PLAN), 'seen', 5);
      await store.discardBlobRef(at(PLAN));
      expect(await stateOf(at(PLAN))).toBe('seen');
      await store.discardBlobRef(at());
      expect((await store.blob(HASH))?.refs.map(({ doc }) => doc)).toEqual([PLAN]);
      await put(OTHER);
      await store.keepBlob(at(CASE, OTHER), 'waiting', 5);
      await store.discardBlobRef(at(CASE, OTHER));
      expect(await store.blob(OTHER)).toBeNull();
      expect(await store.blobPiece(OTHER, 0)).toBeNull();
    });

    it('[ATT3] tells of those whose bytes may be nowhere else, and of no others', async () => {
      for (const hash of [HASH, OTHER]) await put(hash);
      await store.keepBlob(at(), 'waiting', 5);
      await store.keepBlob(at(PLAN), 'seen', 5);
      await store.keepBlob(at(CASE, OTHER), 'seen', 5);
      const hashes = async () => (await store.unsafeBlobs()).map(({ hash, refs }) => [hash, refs.length]);
      expect(await hashes()).toEqual([[HASH, 2]]);
      await store.settleBlobRef(term, at(), { ok: false, code: 'frozen' });
      expect(await hashes()).toEqual([[HASH, 2]]);
      await store.retryBlobRef(at());
      await store.settleBlobRef(term, at(), { ok: true });
      expect(await hashes()).toEqual([]);
    });

    it('[ATT3] a reference that was refused waits again when asked to; one that the server has does not', async () => {
      await put();
      await store.keepBlob(at(), 'waiting', 5);
      await store.settleBlobRef(term, at(), { ok: false, code: 'frozen' });
      await store.retryBlobRef(at());
      expect(await stateOf(at())).toBe('waiting');
      await store.settleBlobRef(term, at(), { ok: true });
      await store.retryBlobRef(at());
      await store.keepBlob(at(), 'waiting', 6);
      await store.keepBlob(at(), 'seen', 7);
      expect(await stateOf(at())).toBe('referred');
      // What the server has answered for is not refused afterwards.
      await store.settleBlobRef(term, at(), { ok: false, code: 'frozen' });
      expect(await stateOf(at())).toBe('referred');
    });

    it('[DEV6] a stale leader notes nothing', async () => {
      await put();
      await store.keepBlob(at(), 'waiting', 5);
      await store.noteBlobSent(term, HASH, BLOB_PIECE_BYTES);
      await under.open().lead();
      await expect(store.noteBlobSent(term, HASH, SIZE)).rejects.toBeInstanceOf(Fenced);
      await expect(store.settleBlobRef(term, at(), { ok: true })).rejects.toBeInstanceOf(Fenced);
      expect(await store.blob(HASH)).toMatchObject({ sent: BLOB_PIECE_BYTES, refs: [{ state: 'waiting' }] });
    });

    it('[ATT7] a part that is no longer due takes its attachments along, but for what another part refers to and what is nowhere else', async () => {
      const MINE = 'ef'.repeat(32);
      for (const hash of [HASH, OTHER, MINE]) await put(hash);
      await store.keepBlob(at(CASE, HASH), 'seen', 5);
      await store.keepBlob(at(CASE, OTHER), 'seen', 5);
      await store.keepBlob(at(PLAN, OTHER), 'seen', 5);
      await store.keepBlob(at(CASE, MINE), 'waiting', 5);
      await store.storePage(term, page([{ kind: 'revoked', doc: CASE, head: 8 }]), 1, () => 'p');
      expect(await store.blob(HASH)).toBeNull();
      expect(await store.blobPiece(HASH, 1)).toBeNull();
      expect((await store.blob(OTHER))?.refs.map(({ doc }) => doc)).toEqual([PLAN]);
      expect(await store.blobPiece(OTHER, 1)).toEqual(PIECES[1]);
      expect((await store.blob(MINE))?.refs).toEqual([{ ...at(CASE, MINE), at: 5, state: 'refused', code: 'revoked' }]);
      expect(await store.letGoBlob(MINE)).toBe(false);
    });

    it('[ATT7] a record that is no longer due takes along those of all its parts, also of such as never were here', async () => {
      const MINE = 'ef'.repeat(32);
      for (const hash of [HASH, OTHER, MINE]) await put(hash);
      await store.keepBlob(at(CASE, HASH), 'seen', 5);
      await store.keepBlob(at(CASE, MINE), 'waiting', 5);
      const elsewhere = 'event/0192f0c1-2345-7abc-8def-ffffffffffff/case';
      await store.keepBlob({ hash: OTHER, doc: elsewhere, item: 'i' }, 'seen', 5);
      await store.storePage(term, page([{ kind: 'revoked', doc: `${recordOf(CASE)}/$facts`, head: 8 }]), 1, () => 'p');
      expect(await store.blob(HASH)).toBeNull();
      expect((await store.blob(MINE))?.refs).toEqual([{ ...at(CASE, MINE), at: 5, state: 'refused', code: 'revoked' }]);
      expect((await store.blob(OTHER))?.refs).toHaveLength(1);
    });

    it('[ATT7] what is half fetched when a part is taken back goes with it, and what then is fetched to its end is not kept', async () => {
      await store.putBlobPieces(HASH, SIZE, 0, [PIECES[0]!]);
      await store.storePage(term, page([{ kind: 'revoked', doc: CASE, head: 8 }]), 1, () => 'p');
      expect(await store.blob(HASH)).toBeNull();
      await put(HASH);
      expect(await store.keepBlob(at(CASE, HASH), 'seen', 5)).toBe(false);
      expect(await store.blob(HASH)).toBeNull();
      await put(HASH);
      expect(await store.keepBlob(at(PLAN, HASH), 'seen', 5)).toBe(true);
      // A person's own is kept all the same: it is refused when it is sent.
      expect(await store.keepBlob(at(CASE, HASH), 'waiting', 5)).toBe(true);
    });

    it('[ATT7] a part of a new generation begins without the attachments of the old one; what waits goes on', async () => {
      const snapshot = (generation: number): PageDoc => ({
        kind: 'snapshot',
        doc: CASE,
        head: 5 + generation,
        generation,
        update: Uint8Array.of(1),
        authors: [],
      });
      await store.storePage(term, page([snapshot(0)]), 1, () => 'p');
      await put();
      await put(OTHER);
      await store.keepBlob(at(), 'seen', 5);
      await store.keepBlob(at(CASE, OTHER), 'waiting', 5);
      await store.storePage(term, page([snapshot(1)]), 1, () => 'p');
      expect(await store.blob(HASH)).toBeNull();
      expect(await stateOf(at(CASE, OTHER))).toBe('waiting');
    });

    it('[ATT8] after a restore what was made here and is still here is offered to the server once more', async () => {
      await put();
      await put(OTHER);
      await store.keepBlob(at(), 'waiting', 5);
      await store.noteBlobSent(term, HASH, SIZE);
      await store.settleBlobRef(term, at(), { ok: true });
      await store.keepBlob(at(CASE, OTHER), 'seen', 5);
      await store.reopenAll(term, 'epoch-2', [], 9, (update) => [update]);
      expect(await store.blob(HASH)).toMatchObject({ sent: 0, refs: [{ state: 'waiting' }] });
      expect(await stateOf(at(CASE, OTHER))).toBe('seen');
    });

    const sealedIt = sealed ? it : () => undefined;
    sealedIt('[DEV8] neither hashes nor names nor bytes of attachments lie open on the device', async () => {
      const secret = new TextEncoder().encode('attachment-marker');
      await store.putBlobPieces(HASH, secret.length, 0, [secret]);
      await store.keepBlob(at(CASE, HASH, 'item-marker'), 'waiting', 5);
      const text = await under.dump();
      for (const open of ['attachment-marker', 'item-marker', HASH, RECORD]) expect(text).not.toContain(open);
      expect(await store.blobPiece(HASH, 0)).toEqual(secret);
    });
  });
}
