/**
 * Values that lost when two people wrote one cell, and when they were written. Both lie in the updates as they came; a snapshot
 * tells no times and lets go of what lost long ago, so what was found once is kept here, in the store's derived values.
 */
import { contested, type Contested } from '@qiao/domain/kind';
import type { DeviceStore, StoredPart } from '@qiao/sync/store';
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';

/** Most writes that are kept of one part; the oldest go first. */
export const MAX_KEPT = 2000;

/** One write of one cell. */
export interface KeptWrite {
  root: string;
  key: string;
  client: number;
  clock: number;
  value: unknown;
  /** Milliseconds since 1970; null when not known. */
  at: number | null;
}

const storeKey = (doc: string): string => `journal/lost/${doc}`;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

export async function readKept(store: DeviceStore, doc: string): Promise<KeptWrite[]> {
  const bytes = await store.derived(storeKey(doc));
  return bytes ? (JSON.parse(decoder.decode(bytes)) as KeptWrite[]) : [];
}

/** The write as a Yjs update of its own, from which its value can be read as from the update that first held it. */
export function asUpdate({ root, key, client, clock, value }: Omit<KeptWrite, 'at'>): Uint8Array {
  const update = new Y.UpdateEncoderV1();
  const item = new Y.Item(Y.createID(client, clock), null, null, null, null, root as never, key, new Y.ContentAny([value]));
  // One client with one struct, no deletions.
  encoding.writeVarUint(update.restEncoder, 1);
  encoding.writeVarUint(update.restEncoder, 1);
  update.writeClient(client);
  encoding.writeVarUint(update.restEncoder, clock);
  item.write(update, 0);
  encoding.writeVarUint(update.restEncoder, 0);
  return update.toUint8Array();
}

/** Two-value cells of a part, from the bytes the device still holds and from what was kept of them. */
export function contestedWith(ydoc: Y.Doc, stored: StoredPart | null, kept: readonly KeptWrite[]): readonly Contested[] {
  const raw = stored ? [...stored.confirmed, ...stored.unsent.map((edit) => edit.update)] : [];
  return contested(ydoc, [...raw, ...kept.map(asUpdate)]);
}

/**
 * What is to be kept after these cells were found: all of before, and every write of theirs. Null when there is nothing new.
 * @param timeOf when a write was made, as far as it is known
 */
export function keeping(
  before: readonly KeptWrite[],
  found: readonly Contested[],
  timeOf: (client: number, clock: number) => number | null,
): KeptWrite[] | null {
  const known = new Set(before.map(({ client, clock }) => `${client}.${clock}`));
  const fresh = found.flatMap(({ root, key, winner, others }) =>
    [winner, ...others]
      .filter(({ client, clock }) => !known.has(`${client}.${clock}`))
      .map(({ client, clock, value }) => ({ root, key, client, clock, value, at: timeOf(client, clock) })),
  );
  return fresh.length === 0 ? null : [...before, ...fresh].slice(-MAX_KEPT);
}

export const hasKept = async (store: DeviceStore, doc: string): Promise<boolean> => (await store.derived(storeKey(doc))) !== null;
export const dropKept = (store: DeviceStore, doc: string): Promise<void> => store.putDerived(storeKey(doc), null);

/** Writes what is to be kept of a part. */
export const writeKept = (store: DeviceStore, doc: string, kept: readonly KeptWrite[]): Promise<void> =>
  store.putDerived(storeKey(doc), encoder.encode(JSON.stringify(kept)));
