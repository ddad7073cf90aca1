/** Keys whose signatures this workspace's chain vouches for. */
import type { Reader } from '../store/contract.ts';
import { entryOf } from './ledger.ts';

/** Links read at once. */
const BATCH = 500;

/** Whether a link of the chain bears this key. The chain only grows within an epoch, so what was read of it is not read again. */
export function createTrustedKeys(): (read: Reader, key: string) => Promise<boolean> {
  let seen = { epoch: '', until: 0, keys: new Set<string>() };
  return async (read, key) => {
    const { epoch } = await read.workspace();
    if (epoch !== seen.epoch) seen = { epoch, until: 0, keys: new Set() };
    for (;;) {
      const rows = await read.decisions(seen.until, BATCH);
      const last = rows.at(-1);
      if (!last) return seen.keys.has(key);
      for (const row of rows) seen.keys.add(entryOf(row).key);
      seen.until = last.n;
    }
  };
}
