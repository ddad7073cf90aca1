/** The state of a part that this person last saw on this device. */
import type { DeviceStore } from '@qiao/sync/store';
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import { mergeNoted, newNoted, readNoted, writeNoted, type Noted } from './noted.ts';

export interface Seen {
  /** When, by this device's clock, milliseconds since 1970. */
  at: number;
  ydoc: Y.Doc;
  /** Yjs client ids that this person wrote with here: known before the server tells, and after this tab is closed. */
  mine: Set<number>;
  /** What was noted since, beside the rest. */
  noted: Noted;
}

/** Own client ids that are remembered; each opening of a part draws one. */
export const MAX_MINE = 500;

const storeKey = (doc: string): string => `journal/seen-3/${doc}`;

/** Null when this person has not had the part open here yet. */
export async function readSeen(store: DeviceStore, doc: string): Promise<Seen | null> {
  const bytes = await store.derived(storeKey(doc));
  if (!bytes) return null;
  const decoder = decoding.createDecoder(bytes);
  const at = decoding.readVarUint(decoder);
  const mine = new Set(Array.from({ length: decoding.readVarUint(decoder) }, () => decoding.readVarUint(decoder)));
  const ydoc = new Y.Doc();
  // The second encoding keeps all texts as one: it is read here with each opening, and never sent.
  Y.applyUpdateV2(ydoc, decoding.readVarUint8Array(decoder));
  return { at, ydoc, mine, noted: readNoted(decoder) };
}

export async function writeSeen(store: DeviceStore, doc: string, { at, ydoc, mine, noted }: Seen): Promise<void> {
  const encoder = encoding.createEncoder();
  const clients = [...mine].slice(-MAX_MINE);
  encoding.writeVarUint(encoder, at);
  encoding.writeVarUint(encoder, clients.length);
  for (const client of clients) encoding.writeVarUint(encoder, client);
  encoding.writeVarUint8Array(encoder, Y.encodeStateAsUpdateV2(ydoc));
  writeNoted(encoder, noted);
  await store.putDerived(storeKey(doc), encoding.toUint8Array(encoder));
}

export const hasSeen = async (store: DeviceStore, doc: string): Promise<boolean> => (await store.derived(storeKey(doc))) !== null;
export const dropSeen = (store: DeviceStore, doc: string): Promise<void> => store.putDerived(storeKey(doc), null);

/** A copy of how the part stands now. */
export function copyOf(ydoc: Y.Doc): Y.Doc {
  const copy = new Y.Doc();
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(ydoc));
  return copy;
}

/** Brings the copy up to the original. */
export function follow(copy: Y.Doc, ydoc: Y.Doc): void {
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(ydoc, Y.encodeStateVector(copy)));
}

/** What two tabs of this device have seen, together: the person is one. */
export function together(own: Seen, other: Seen): Seen {
  const at = Math.max(own.at, other.at);
  follow(own.ydoc, other.ydoc);
  return { at, ydoc: own.ydoc, mine: new Set([...other.mine, ...own.mine]), noted: mergeNoted(own.noted, other.noted, at) };
}

export const newSeen = (at: number, ydoc: Y.Doc, mine: Set<number>): Seen => ({ at, ydoc, mine, noted: newNoted() });

export const isBlank = (ydoc: Y.Doc): boolean => ydoc.store.clients.size === 0;
