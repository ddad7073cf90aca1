/** Attachments on the device: bytes by hash in pieces, and what refers to them (SPEC ATT). A part of the store's contract. */

/** Where a part refers to a blob, as far as this device knows. */
export interface BlobPlace {
  hash: string;
  doc: string;
  /** Name of the reference within the part. */
  item: string;
}

/**
 * `waiting`: made here, the server does not know it yet. `referred`: made here, and the server has bytes and reference. `seen`:
 * somebody else's, fetched for this part. `refused`: made here, and the server does not take it; only a person's word ends it.
 */
export type BlobRefState = 'waiting' | 'referred' | 'seen' | 'refused';

export interface BlobRef extends BlobPlace {
  /** When it was made or last used here, milliseconds since 1970. */
  at: number;
  state: BlobRefState;
  /** Why it was refused; empty otherwise. */
  code: string;
}

export interface StoredBlob {
  hash: string;
  /** Of the whole. */
  bytes: number;
  /** Pieces of `BLOB_PIECE_BYTES` that are here, from the first on without a hole. */
  pieces: number;
  /** All of it is here, and its hash was checked. */
  whole: boolean;
  /** Bytes of which the server has said that it has them. */
  sent: number;
  refs: BlobRef[];
}

export interface BlobStore {
  // Every tab.

  /** All blobs of which anything is here, without their bytes. */
  blobs(): Promise<StoredBlob[]>;
  /** Those with a reference that waits or was refused: their bytes may be the only ones there are. */
  unsafeBlobs(): Promise<StoredBlob[]>;
  blob(hash: string): Promise<StoredBlob | null>;
  /** One piece, or null when it is not here. */
  blobPiece(hash: string, n: number): Promise<Uint8Array | null>;
  /**
   * Adds pieces behind those that are here: `first` must be their number, else nothing happens. Answers how many are here then.
   * A blob that is whole takes no more.
   */
  putBlobPieces(hash: string, bytes: number, first: number, pieces: readonly Uint8Array[]): Promise<number>;
  /**
   * Says of a blob whose pieces are all here and were checked that it is whole, and notes what refers to it. `waiting` never takes
   * the place of `referred`, nor `seen` of what was made here. False, with nothing noted, when pieces are missing because another tab
   * let go of them, and for `seen` when the part was revoked meanwhile (SPEC ATT7): bytes that nothing else refers to are then dropped.
   */
  keepBlob(place: BlobPlace, state: 'waiting' | 'seen', at: number): Promise<boolean>;
  /** Drops the bytes. False, with nothing dropped, while any reference waits or was refused: the server may not have them (SPEC ATT6). */
  letGoBlob(hash: string): Promise<boolean>;
  /** Lets a refused reference wait again. */
  retryBlobRef(place: BlobPlace): Promise<void>;
  /** On the person's word only: drops a reference that the server does not know, and the bytes when nothing else refers to them. */
  discardBlobRef(place: BlobPlace): Promise<void>;

  // The leader; `Fenced` as everywhere.

  noteBlobSent(term: number, hash: string, sent: number): Promise<void>;
  /** Moves a waiting reference on. */
  settleBlobRef(term: number, place: BlobPlace, answer: { ok: true } | { ok: false; code: string }): Promise<void>;
}

/** The bytes of these may be the only ones there are. */
export const isUnsafe = ({ state }: Pick<BlobRef, 'state'>): boolean => state === 'waiting' || state === 'refused';

/** What a reference becomes when it is noted once more. */
export function notedAgain(before: BlobRefState | undefined, state: 'waiting' | 'seen'): BlobRefState {
  if (before === undefined || before === 'seen') return state;
  return before === 'refused' && state === 'waiting' ? 'waiting' : before;
}
