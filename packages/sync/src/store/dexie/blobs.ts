import { BLOB_PIECE_BYTES } from '../../protocol/limits.ts';
import { recordOf } from '../../protocol/names.ts';
import { isUnsafe, notedAgain, type BlobPlace, type BlobRef, type BlobStore, type StoredBlob } from '../blobs.ts';
import { openText, sealText, type Seal } from '../seal.ts';
import type { BlobRefRow, BlobRow, DeviceDb } from './schema.ts';

/** Attachments in IndexedDB. Transactions span their own tables alone, so that a large file holds up no keystroke. */
export function dexieBlobs(
  db: DeviceDb,
  seal: Seal,
  attempt: <T>(job: () => Promise<T>) => Promise<T>,
  asLeader: <T>(term: number, job: () => Promise<T>) => Promise<T>,
): BlobStore {
  const key = (hash: string): string => seal.key(`blob ${hash}`);
  const refKey = ({ hash, doc, item }: BlobPlace): string => seal.key(`ref ${hash} ${doc} ${item}`);
  const tables = [db.blobs, db.pieces, db.blobRefs];
  const write = <T>(job: () => Promise<T>): Promise<T> => attempt(() => db.transaction('rw', tables, job));

  const openRef = async (row: BlobRefRow): Promise<BlobRef> => ({
    ...(JSON.parse(await openText(seal, row.name)) as BlobPlace),
    at: row.at,
    state: row.state,
    code: row.code,
  });
  async function openBlob(row: BlobRow, refs: readonly BlobRefRow[]): Promise<StoredBlob> {
    const { hash, bytes } = JSON.parse(await openText(seal, row.name)) as { hash: string; bytes: number };
    return { hash, bytes, pieces: row.pieces, whole: row.whole, sent: row.sent, refs: await Promise.all(refs.map(openRef)) };
  }

  const openBlobs = (rows: readonly BlobRow[], refs: readonly BlobRefRow[]): Promise<StoredBlob[]> => {
    const byKey = Map.groupBy(refs, (ref) => ref.key);
    return Promise.all(rows.map((row) => openBlob(row, byKey.get(row.key) ?? [])));
  };

  return {
    async blobs() {
      const { rows, refs } = await attempt(() =>
        db.transaction('r', tables, async () => ({ rows: await db.blobs.toArray(), refs: await db.blobRefs.toArray() })),
      );
      return openBlobs(rows, refs);
    },

    async unsafeBlobs() {
      const { rows, refs } = await attempt(() =>
        db.transaction('r', [db.blobs, db.blobRefs], async () => {
          const unsafe = await db.blobRefs.where('state').anyOf(['waiting', 'refused']).toArray();
          const keys = [...new Set(unsafe.map((ref) => ref.key))];
          return {
            rows: (await db.blobs.bulkGet(keys)).filter((row) => row !== undefined),
            refs: await db.blobRefs.where('key').anyOf(keys).toArray(),
          };
        }),
      );
      return openBlobs(rows, refs);
    },

    async blob(hash) {
      const found = await attempt(() =>
        db.transaction('r', tables, async () => {
          const row = await db.blobs.get(key(hash));
          return row && { row, refs: await db.blobRefs.where('key').equals(row.key).toArray() };
        }),
      );
      return found ? openBlob(found.row, found.refs) : null;
    },

    async blobPiece(hash, n) {
      const row = await attempt(() => db.pieces.get([key(hash), n]));
      return row ? seal.open(row.bytes) : null;
    },

    async putBlobPieces(hash, bytes, first, pieces) {
      const [name, sealed] = await Promise.all([
        sealText(seal, JSON.stringify({ hash, bytes })),
        Promise.all(pieces.map((piece) => seal.seal(piece))),
      ]);
      return write(async () => {
        const k = key(hash);
        const row = (await db.blobs.get(k)) ?? { key: k, name, pieces: 0, whole: false, need: piecesOf(bytes), sent: 0 };
        if (row.whole || row.pieces !== first) return row.pieces;
        await db.pieces.bulkPut(sealed.map((one, at) => ({ key: k, n: first + at, bytes: one })));
        await db.blobs.put({ ...row, pieces: first + sealed.length });
        return first + sealed.length;
      });
    },

    async keepBlob(place, state, at) {
      const name = await sealText(seal, JSON.stringify({ hash: place.hash, doc: place.doc, item: place.item }));
      const [doc, record] = [seal.key(place.doc), seal.key(recordOf(place.doc))];
      // Somebody else's bytes are for whoever may read the part that they were fetched for: the part is asked in the same transaction.
      const across = state === 'seen' ? [...tables, db.parts] : tables;
      return attempt(() =>
        db.transaction('rw', across, async () => {
          const row = await db.blobs.get(key(place.hash));
          if (!row || row.pieces < row.need) return false;
          if (state === 'seen' && (await db.parts.get(doc))?.gone) {
            if ((await db.blobRefs.where('key').equals(row.key).count()) === 0) await dropBlob(db, row.key);
            return false;
          }
          await db.blobs.put({ ...row, whole: true });
          const before = await db.blobRefs.get(refKey(place));
          const ref = { ref: refKey(place), key: row.key, doc, record, name, at, code: '' };
          await db.blobRefs.put({ ...ref, state: notedAgain(before?.state, state) });
          return true;
        }),
      );
    },

    letGoBlob: (hash) =>
      write(async () => {
        if ((await db.blobRefs.where('key').equals(key(hash)).toArray()).some(isUnsafe)) return false;
        await dropBlob(db, key(hash));
        return true;
      }),

    retryBlobRef: (place) =>
      write(async () => {
        const ref = await db.blobRefs.get(refKey(place));
        if (ref?.state === 'refused') await db.blobRefs.put({ ...ref, state: 'waiting', code: '' });
      }),

    discardBlobRef: (place) =>
      write(async () => {
        const ref = await db.blobRefs.get(refKey(place));
        if (!ref || !isUnsafe(ref)) return;
        await db.blobRefs.delete(ref.ref);
        if ((await db.blobRefs.where('key').equals(ref.key).count()) === 0) await dropBlob(db, ref.key);
      }),

    noteBlobSent: (term, hash, sent) => asLeader(term, async () => void (await db.blobs.update(key(hash), { sent }))),

    settleBlobRef: (term, place, answer) =>
      asLeader(term, async () => {
        const ref = await db.blobRefs.get(refKey(place));
        if (ref?.state !== 'waiting') return;
        await db.blobRefs.put({ ...ref, ...(answer.ok ? { state: 'referred' } : { state: 'refused', code: answer.code }) });
      }),
  };
}

const piecesOf = (bytes: number): number => Math.ceil(bytes / BLOB_PIECE_BYTES);

async function dropBlob(db: DeviceDb, key: string): Promise<void> {
  await db.blobs.delete(key);
  await db.pieces.where('[key+n]').between([key, 0], [key, Infinity], true, true).delete();
  await db.blobRefs.where('key').equals(key).delete();
}

/**
 * Inside a transaction over all tables, of a part or of a whole record: what was fetched for it or is safe goes; a person's own that
 * is nowhere else stays (SPEC ATT7).
 */
export async function forgetBlobsOf(db: DeviceDb, of: { doc: string } | { record: string }, gone: boolean): Promise<void> {
  const refs =
    'doc' in of
      ? await db.blobRefs.where('doc').equals(of.doc).toArray()
      : await db.blobRefs.filter(({ record }) => record === of.record).toArray();
  for (const ref of refs) {
    if (!isUnsafe(ref)) await db.blobRefs.delete(ref.ref);
    else if (gone) await db.blobRefs.put({ ...ref, state: 'refused', code: 'revoked' });
    if ((await db.blobRefs.where('key').equals(ref.key).count()) === 0) await dropBlob(db, ref.key);
  }
  if (!gone) return;
  // What was fetched in part has no reference yet; nobody can say for which part it was.
  const named = new Set((await db.blobRefs.toArray()).map((ref) => ref.key));
  for (const key of (await db.blobs.toCollection().primaryKeys()).filter((one) => !named.has(one))) await dropBlob(db, key);
}

/** Inside a transaction: after a restore nothing is known to be on the server (SPEC ATT8). */
export async function doubtBlobs(db: DeviceDb): Promise<void> {
  await db.blobRefs.where('state').equals('referred').modify({ state: 'waiting' });
  await db.blobs.toCollection().modify({ sent: 0 });
}
