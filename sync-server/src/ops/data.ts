import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { databaseFile } from '../open-writer.ts';
import type { Store } from '../store/contract.ts';
import { openSqliteStore } from '../store/sqlite/index.ts';
import { Refused } from './words.ts';

export const dataDir = (): string => resolve(process.env['DATA_DIR'] ?? 'data');

/** The store of the data folder, which must be there. */
export function openExisting(): Store {
  const file = databaseFile(dataDir());
  if (!existsSync(file))
    throw new Refused({
      zh: `${dataDir()} 里没有数据。用 DATA_DIR 指明数据目录。`,
      en: `There is no data in ${dataDir()}. Name the data folder with DATA_DIR.`,
    });
  return openSqliteStore(file);
}
