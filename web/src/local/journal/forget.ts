/** What the journal and the history keep of a part, and who has seen it, goes when the part is taken away from this device (SPEC REF5, HIS5, SEEN4). */
import { FACTS, isServerPart, partOf, recordOf } from '@qiao/sync/protocol';
import type { DeviceStore } from '@qiao/sync/store';
import { dropKeptHistory, hasKeptHistory, readKeptHistory } from '../history/kept.ts';
import { readWho, writeWho } from '../seen/kept.ts';
import { dropKept, hasKept } from './lost-values.ts';
import { dropSeen, hasSeen } from './seen.ts';

/** Whether nothing of the part is here any more. */
export const isGone = async (store: DeviceStore, doc: string): Promise<boolean> => (await store.part(doc)) === null;

/** Drops what is kept of a part, or of a whole record by its facts, that has gone; of one that began anew what its history was before. */
export async function forgetGone(store: DeviceStore, doc: string): Promise<void> {
  await forgetWho(store, doc);
  // The part itself is read only where there is something to drop.
  if (!(await hasSeen(store, doc)) && !(await hasKept(store, doc)) && !(await hasKeptHistory(store, doc))) return;
  const part = await store.part(doc);
  if (part !== null) return forgetEarlier(store, doc, part.generation);
  await dropKept(store, doc);
  await dropSeen(store, doc);
  await dropKeptHistory(store, doc);
}

async function forgetEarlier(store: DeviceStore, doc: string, generation: number): Promise<void> {
  if (generation === 0) return;
  const kept = await readKeptHistory(store, doc);
  if (kept && kept.page.generation < generation) await dropKeptHistory(store, doc);
}

/** It is kept by the record: of the parts that stay it is known again with the next answer. */
async function forgetWho(store: DeviceStore, doc: string): Promise<void> {
  const record = recordOf(doc);
  if ((await readWho(store, record)) === null) return;
  const part = partOf(doc);
  const gone = part === FACTS ? (await store.facts(record)) === null : !isServerPart(part) && (await isGone(store, doc));
  if (gone) await writeWho(store, record, null);
}
