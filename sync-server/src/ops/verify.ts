import { verifyLedger } from '../commands/verify-ledger.ts';
import { openExisting } from './data.ts';
import { Refused, say } from './words.ts';

/** `verify-ledger`: reads the whole chain; names the first entry that is broken or missing. */
export async function verify(): Promise<void> {
  const store = await openExisting();
  try {
    const check = await verifyLedger(store.read);
    if (!check.ok)
      throw new Refused({ zh: `办理记录第 ${check.entry} 条有问题：${check.why}`, en: `Ledger entry ${check.entry}: ${check.why}` });
    console.log(say({ zh: `办理记录完整，共 ${check.entries} 条。`, en: `The ledger is whole: ${check.entries} entries.` }));
  } finally {
    await store.close();
  }
}
