import { BLOB_PIECE_BYTES } from '../../protocol/limits.ts';
import { recordOf } from '../../protocol/names.ts';
import { isUnsafe, notedAgain, type BlobPlace, type BlobRef, type BlobStore, type StoredBlob } from '../blobs.ts';
import type { Disk, DiskBlob } from './disk.ts';

const keyOf = ({ hash, doc, item }: BlobPlace): string => `${hash} ${doc} ${item}`;
const refsOf = (disk: Disk, hash: string): BlobRef[] => [...disk.blobRefs.values()].filter((ref) => ref.hash === hash);

/** Attachments on the disk in memory. */
export function memoryBlobs(
  disk: Disk,
  run: <T>(point: string, job: () => T) => Promise<T>,
  asLeader: <T>(point: string, term: number, job: () => T) => Promise<T>,
): BlobStore {
  const shown = (hash: string, { bytes, pieces, whole, sent }: DiskBlob): StoredBlob => ({
    hash,
    bytes,
    pieces: pieces.length,
    whole,
    sent,
    refs: refsOf(disk, hash).map((ref) => ({ ...ref })),
  });

  return {
    blobs: () => run('blobs', () => [...disk.blobs].map(([hash, blob]) => shown(hash, blob))),
    unsafeBlobs: () =>
      run('unsafeBlobs', () => [...disk.blobs].map(([hash, blob]) => shown(hash, blob)).filter((blob) => blob.refs.some(isUnsafe))),
    blob: (hash) =>
      run('blob', () => {
        const blob = disk.blobs.get(hash);
        return blob ? shown(hash, blob) : null;
      }),
    blobPiece: (hash, n) => run('blobPiece', () => disk.blobs.get(hash)?.pieces[n] ?? null),

    putBlobPieces: (hash, bytes, first, pieces) =>
      run('putBlobPieces', () => {
        const blob = disk.blobs.get(hash) ?? { bytes, pieces: [], whole: false, sent: 0 };
        disk.blobs.set(hash, blob);
        if (!blob.whole && blob.pieces.length === first) blob.pieces.push(...pieces);
        return blob.pieces.length;
      }),

    keepBlob: (place, state, at) =>
      run('keepBlob', () => {
        const blob = disk.blobs.get(place.hash);
        if (!blob || blob.pieces.length < Math.ceil(blob.bytes / BLOB_PIECE_BYTES)) return false;
        if (state === 'seen' && disk.parts.get(place.doc)?.gone) {
          if (refsOf(disk, place.hash).length === 0) dropBlob(disk, place.hash);
          return false;
        }
        blob.whole = true;
        const before = disk.blobRefs.get(keyOf(place));
        const { hash, doc, item } = place;
        disk.blobRefs.set(keyOf(place), { hash, doc, item, at, state: notedAgain(before?.state, state), code: '' });
        return true;
      }),

    letGoBlob: (hash) =>
      run('letGoBlob', () => {
        if (refsOf(disk, hash).some(isUnsafe)) return false;
        dropBlob(disk, hash);
        return true;
      }),

    retryBlobRef: (place) =>
      run('retryBlobRef', () => {
        const ref = disk.blobRefs.get(keyOf(place));
        if (ref?.state === 'refused') disk.blobRefs.set(keyOf(place), { ...ref, state: 'waiting', code: '' });
      }),

    discardBlobRef: (place) =>
      run('discardBlobRef', () => {
        const ref = disk.blobRefs.get(keyOf(place));
        if (!ref || !isUnsafe(ref)) return;
        disk.blobRefs.delete(keyOf(place));
        if (refsOf(disk, place.hash).length === 0) dropBlob(disk, place.hash);
      }),

    noteBlobSent: (term, hash, sent) =>
      asLeader('noteBlobSent', term, () => {
        const blob = disk.blobs.get(hash);
        if (blob) blob.sent = sent;
      }),

    settleBlobRef: (term, place, answer) =>
      asLeader('settleBlobRef', term, () => {
        const ref = disk.blobRefs.get(keyOf(place));
        if (ref?.state !== 'waiting') return;
        disk.blobRefs.set(keyOf(place), { ...ref, ...(answer.ok ? { state: 'referred' } : { state: 'refused', code: answer.code }) });
      }),
  };
}

function dropBlob(disk: Disk, hash: string): void {
  disk.blobs.delete(hash);
  for (const ref of refsOf(disk, hash)) disk.blobRefs.delete(keyOf(ref));
}

/**
 * A part, or a whole record, is no longer due, or the part began anew: what was fetched for it or is safe goes; a person's own that
 * is nowhere else stays (SPEC ATT7).
 */
export function forgetBlobsOf(disk: Disk, name: string, gone: boolean): void {
  for (const [key, ref] of [...disk.blobRefs]) {
    if (ref.doc !== name && recordOf(ref.doc) !== name) continue;
    if (!isUnsafe(ref)) disk.blobRefs.delete(key);
    else if (gone) disk.blobRefs.set(key, { ...ref, state: 'refused', code: 'revoked' });
    if (refsOf(disk, ref.hash).length === 0) dropBlob(disk, ref.hash);
  }
  // What was fetched in part has no reference yet; nobody can say for which part it was.
  if (gone) for (const hash of [...disk.blobs.keys()]) if (refsOf(disk, hash).length === 0) dropBlob(disk, hash);
}

/** After a restore nothing is known to be on the server (SPEC ATT8). */
export function doubtBlobs(disk: Disk): void {
  for (const [key, ref] of disk.blobRefs) if (ref.state === 'referred') disk.blobRefs.set(key, { ...ref, state: 'waiting' });
  for (const blob of disk.blobs.values()) blob.sent = 0;
}
