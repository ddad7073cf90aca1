/** What the journal and the history keep of a part goes when the part is taken away from this device (SPEC REF5, HIS5). */
import type { DeviceStore } from '@qiao/sync/store';
import { dropKeptHistory, hasKeptHistory } from '../history/kept.ts';
import { dropKept, hasKept } from './lost-values.ts';
import { dropSeen, hasSeen } from './seen.ts';

/** Whether nothing of the part is here any more. */
export const isGone = async (store: DeviceStore, doc: string): Promise<boolean> => (await store.part(doc)) === null;

/** Drops what is kept of a part that has gone; does nothing for one that is here. */
export async function forgetGone(store: DeviceStore, doc: string): Promise<void> {
  // The part itself is read only where there is something to drop.
  if (!(await hasSeen(store, doc)) && !(await hasKept(store, doc)) && !(await hasKeptHistory(store, doc))) return;
  if (!(await isGone(store, doc))) return;
  await dropKept(store, doc);
  await dropSeen(store, doc);
  await dropKeptHistory(store, doc);
}
