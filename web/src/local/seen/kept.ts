/** What the server told of who has seen a record's parts, as this device keeps it. */
import type { DeviceStore } from '@qiao/sync/store';

const storeKey = (record: string): string => `seen/who/${record}`;

export const readWho = (store: DeviceStore, record: string): Promise<Uint8Array | null> => store.derived(storeKey(record));
/** Null drops it. */
export const writeWho = (store: DeviceStore, record: string, told: Uint8Array | null): Promise<void> =>
  store.putDerived(storeKey(record), told);
