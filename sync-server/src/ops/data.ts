import { existsSync } from 'node:fs';
import { BadSetting, readPlace } from '../config.ts';
import { databaseFile, openStore, type Place } from '../open-store.ts';
import type { Store } from '../store/contract.ts';
import { Refused } from './words.ts';

/** Where the environment says that everything is kept. */
export function place(): Place {
  try {
    return readPlace(process.env);
  } catch (error) {
    if (!(error instanceof BadSetting)) throw error;
    throw new Refused({ zh: `DATABASE_URL 不是 PostgreSQL 地址。`, en: error.message });
  }
}

/** The store that is there already. */
export async function openExisting(): Promise<Store> {
  const at = place();
  if (at.databaseUrl === null && !existsSync(databaseFile(at.dataDir)))
    throw new Refused({
      zh: `${at.dataDir} 里没有数据。用 DATA_DIR 指明数据目录。`,
      en: `There is no data in ${at.dataDir}. Name the data folder with DATA_DIR.`,
    });
  return openStore(at);
}
