/** The history of a part as this device keeps it, so that it opens without a network (SPEC HIS5). */
import { decodeHistory, encodeHistory, limits, type Author, type HistoryPage } from '@qiao/sync/protocol';
import { NotSaved, type DeviceStore } from '@qiao/sync/store';
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';

export interface KeptHistory {
  /** All pages joined to one: `base` is the state at `floor`. */
  page: HistoryPage & { base: Uint8Array };
  /** When the server answered last, by this device's clock, milliseconds since 1970. */
  at: number;
}

const storeKey = (doc: string): string => `history/1/${doc}`;

/** Null when none is kept here, or when it was written in another way. */
export async function readKeptHistory(store: DeviceStore, doc: string): Promise<KeptHistory | null> {
  const bytes = await store.derived(storeKey(doc));
  if (!bytes) return null;
  try {
    const decoder = decoding.createDecoder(bytes);
    const at = decoding.readVarUint(decoder);
    const page = decodeHistory(decoding.readVarUint8Array(decoder), bytes.length);
    return { at, page: { ...page, base: page.base ?? new Uint8Array() } };
  } catch {
    return null;
  }
}

/** False when it is too large to be kept, or the device is full: then it is here as long as the page is open. */
export async function writeKeptHistory(store: DeviceStore, doc: string, { at, page }: KeptHistory): Promise<boolean> {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, at);
  encoding.writeVarUint8Array(encoder, encodeHistory(page));
  const bytes = encoding.toUint8Array(encoder);
  try {
    await store.putDerived(storeKey(doc), bytes.length > limits.MAX_KEPT_HISTORY_BYTES ? null : bytes);
  } catch (error) {
    if (!(error instanceof NotSaved)) throw error;
    return false;
  }
  return bytes.length <= limits.MAX_KEPT_HISTORY_BYTES;
}

export const hasKeptHistory = async (store: DeviceStore, doc: string): Promise<boolean> => (await store.derived(storeKey(doc))) !== null;
export const dropKeptHistory = (store: DeviceStore, doc: string): Promise<void> => store.putDerived(storeKey(doc), null);

/** Number from which the server is to go on; 0 for all. */
export const askAfter = (kept: KeptHistory | null): number => (kept ? (kept.page.rows.at(-1)?.seq ?? kept.page.floor) : 0);

/**
 * What is known after another page. Rows that the server keeps no longer one by one are merged here too. Null when the page
 * does not go on from what is kept: it is of another epoch or generation, and all must be asked anew (SPEC HIS6).
 */
export function joinPage(kept: KeptHistory | null, page: HistoryPage, at: number): KeptHistory | null {
  if (!kept) return page.base ? { at, page: { ...page, base: page.base } } : null;
  const before = kept.page;
  if (before.epoch !== page.epoch || before.generation !== page.generation || page.floor < before.floor) return null;
  const last = askAfter(kept);
  const rows = [...before.rows, ...page.rows.filter(({ seq }) => seq > last)];
  const authors = [...new Map<number, Author>([...before.authors, ...page.authors].map((one) => [one.client, one])).values()];
  const base =
    page.base && page.floor > last
      ? page.base
      : merged(
          before.base,
          rows.filter(({ seq }) => seq <= page.floor),
        );
  return { at, page: { ...page, base, authors, rows: rows.filter(({ seq }) => seq > page.floor) } };
}

function merged(base: Uint8Array, rows: HistoryPage['rows']): Uint8Array {
  if (rows.length === 0) return base;
  const ydoc = new Y.Doc();
  if (base.length > 0) Y.applyUpdate(ydoc, base);
  for (const { update } of rows) Y.applyUpdate(ydoc, update);
  const state = Y.encodeStateAsUpdate(ydoc);
  ydoc.destroy();
  return state;
}
