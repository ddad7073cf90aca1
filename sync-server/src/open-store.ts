/** Where everything is kept: a SQLite file in the data folder, or a PostgreSQL database. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Store } from './store/contract.ts';

export interface Place {
  /** Also holds the ledger's key. */
  dataDir: string;
  /** Address of a PostgreSQL database; null for SQLite. */
  databaseUrl: string | null;
}

export const databaseFile = (dataDir: string): string => join(dataDir, 'qiao.sqlite');

/** Makes what is not there and brings its tables up to date. Only the driver that is needed is loaded. */
export async function openStore({ dataDir, databaseUrl }: Place): Promise<Store> {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  if (databaseUrl !== null) return (await import('./store/postgres/index.ts')).openPostgresStore(databaseUrl);
  return (await import('./store/sqlite/index.ts')).openSqliteStore(databaseFile(dataDir));
}
