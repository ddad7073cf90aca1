/** What the simulator remembers of attachments, to hold the invariants against. */
import { createHash } from 'node:crypto';
import type { Durable } from '../../../sync-server/src/store/memory/index.ts';
import { BLOB_PIECE_BYTES } from '../src/protocol/limits.ts';
import { isUnsafe } from '../src/store/blobs.ts';
import type { BlobPlace } from '../src/store/contract.ts';
import type { BlobFolder } from './blob-lane.ts';
import { Broken } from './broken.ts';
import type { Account, Device } from './device.ts';
import { mayRead } from './office.ts';

const keyOf = ({ hash, doc, item }: BlobPlace): string => `${hash} ${doc} ${item}`;
const hashes = new WeakMap<Uint8Array, string>();

/** Bytes are never changed in place here, so that each is looked at once. */
export function hashOf(bytes: Uint8Array): string {
  const known = hashes.get(bytes) ?? createHash('sha256').update(bytes).digest('hex');
  hashes.set(bytes, known);
  return known;
}

/** The files of this office: few, so that the same is attached by several. Of one piece to three, the last a short one. */
export const PAPERS: readonly Uint8Array[] = [9, 700, 4096, BLOB_PIECE_BYTES, BLOB_PIECE_BYTES + 5, 2 * BLOB_PIECE_BYTES + 33].map(
  (size, n) => new Uint8Array(size).fill(n + 1),
);

export class BlobLedger {
  /** Attachments that a device was told are kept, by place. */
  #kept = new Map<string, { account: Account; place: BlobPlace }>();
  /** By person and hash: the pieces that the server was really given. */
  #given = new Map<string, Set<number>>();
  referred = 0;
  fetched = 0;
  readonly #durable: () => Durable;
  readonly #folder: () => BlobFolder;

  constructor(durable: () => Durable, folder: () => BlobFolder) {
    this.#durable = durable;
    this.#folder = folder;
  }

  kept(account: Account, place: BlobPlace): void {
    this.#kept.set(keyOf(place), { account, place });
  }

  discarded(place: BlobPlace): void {
    this.#kept.delete(keyOf(place));
  }

  /** A piece arrives; it counts when it is what stands there in the file of that hash. */
  given({ user }: Account, hash: string, offset: number, bytes: Uint8Array): void {
    const file = PAPERS.find((one) => hashOf(one) === hash);
    if (!file || Buffer.compare(file.subarray(offset, offset + bytes.length), bytes) !== 0) return;
    const key = `${user} ${hash}`;
    const pieces = this.#given.get(key) ?? new Set<number>();
    this.#given.set(key, pieces);
    for (let n = Math.floor(offset / BLOB_PIECE_BYTES); n < Math.ceil((offset + bytes.length) / BLOB_PIECE_BYTES); n++) pieces.add(n);
  }

  /** Whether a person may read something that refers to a blob, by what is durable now; `but` one reference. */
  isDue(user: string, hash: string, but?: BlobPlace): boolean {
    const { blobRef, record } = this.#durable().tables;
    return [...blobRef.values()].some((ref) => {
      const [kind, id, part] = ref.doc.split('/') as [string, string, string];
      const row = [...record.values()].find((one) => one.kind === kind && one.id === id);
      if (but && keyOf(ref) === keyOf(but)) return false;
      return ref.hash === hash && row !== undefined && mayRead(user, row, part);
    });
  }

  /** The server says that it has a reference. `wasDue`: before it was asked; what is taken from a person meanwhile may still be answered. */
  answeredRefer({ user }: Account, place: BlobPlace, wasDue: boolean): void {
    this.referred++;
    const { hash, doc, item } = place;
    const { blobRef, blob } = this.#durable().tables;
    if (![...blobRef.values()].some((ref) => ref.hash === hash && ref.doc === doc && ref.item === item))
      throw new Broken(`[BLB6] a reference of ${doc} was said to be there, and is not`);
    const bytes = this.#folder().durable(hash);
    if (!bytes || hashOf(bytes) !== hash) throw new Broken(`[BLB1] ${doc} refers to bytes that are not there whole`);
    const row = [...blob.values()].find((one) => one.hash === hash);
    if (row?.bytes !== bytes.length) throw new Broken(`[BLB1] the store does not know ${hash} as it is`);
    const pieces = this.#given.get(`${user} ${hash}`)?.size ?? 0;
    if (pieces < Math.ceil(bytes.length / BLOB_PIECE_BYTES) && !wasDue && !this.isDue(user, hash, place))
      throw new Broken(`[BLB5] ${user} refers to ${hash} without having had it`);
  }

  /** Bytes leave for a person. */
  answeredGet({ user }: Account, hash: string, bytes: Uint8Array, wasDue: boolean): void {
    this.fetched++;
    if (hashOf(bytes) !== hash) throw new Broken(`[BLB1] other bytes were given for ${hash}`);
    if (!this.isDue(user, hash) && !wasDue) throw new Broken(`[BLB6] ${hash} left for ${user}, to whom it is not due`);
  }

  /** A device let go on the server's word; a restore between that word and the act took what the server had, and not we. */
  letGo({ device }: Account, hash: string): void {
    for (const [key, { place, account }] of this.#kept)
      if (account.device === device && place.hash === hash && !this.#isOnServer(place)) this.#kept.delete(key);
  }

  /** After a restore: what no device holds any more and the backup did not have is lost by the backup, not by us (SPEC ATT8). */
  forgive(devices: readonly Device[]): void {
    for (const [key, { place, account }] of this.#kept) {
      const own = devices.find((device) => device.account.device === account.device)!;
      if (!this.#isOnServer(place) && !holds(own, place)) this.#kept.delete(key);
    }
  }

  figures(devices: readonly Device[]): { referred: number; fetched: number; refusedHere: number } {
    const refused = devices.flatMap(({ disk }) => [...disk.blobRefs.values()].filter(({ state }) => state === 'refused'));
    return { referred: this.referred, fetched: this.fetched, refusedHere: refused.length };
  }

  /** What must hold when nothing moves any more. */
  checkQuiet(devices: readonly Device[]): void {
    const { record } = this.#durable().tables;
    for (const { account, place } of this.#kept.values()) {
      const own = devices.find((device) => device.account.device === account.device)!;
      if (!this.#isOnServer(place) && !isSafeHere(own, place))
        throw new Broken(`[ATT3] an attachment of ${account.device} in ${place.doc} is nowhere`);
    }
    for (const { disk, account } of devices) {
      for (const ref of disk.blobRefs.values()) {
        if (isUnsafe(ref)) continue;
        const [kind, id, part] = ref.doc.split('/') as [string, string, string];
        const row = [...record.values()].find((one) => one.kind === kind && one.id === id);
        if (!row || !mayRead(account.user, row, part)) throw new Broken(`[ATT7] ${account.device} still holds bytes for ${ref.doc}`);
      }
    }
  }

  #isOnServer({ hash, doc, item }: BlobPlace): boolean {
    const bytes = this.#folder().durable(hash);
    if (!bytes || hashOf(bytes) !== hash) return false;
    return [...this.#durable().tables.blobRef.values()].some((ref) => ref.hash === hash && ref.doc === doc && ref.item === item);
  }
}

const holds = ({ disk }: Device, place: BlobPlace): boolean =>
  disk.blobRefs.has(keyOf(place)) && disk.blobs.get(place.hash)?.whole === true;

/** Whole on the device, and counted as not safe elsewhere. */
const isSafeHere = (device: Device, place: BlobPlace): boolean => {
  const ref = device.disk.blobRefs.get(keyOf(place));
  return holds(device, place) && ref !== undefined && isUnsafe(ref);
};
