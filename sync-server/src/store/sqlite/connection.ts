import Database from 'better-sqlite3';
import { drizzle, type BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import { migrate } from 'drizzle-orm/better-sqlite3/migrator';
import { fileURLToPath } from 'node:url';

/** Milliseconds that a connection waits for another process's transaction. */
const BUSY_MS = 5000;

export interface Connection {
  client: Database.Database;
  db: BetterSQLite3Database;
}

/** A commit is on the disk when it returns: WAL with synchronous FULL (SPEC PSH2). */
export function connect(file: string): Connection {
  const client = new Database(file);
  client.pragma(`busy_timeout = ${BUSY_MS}`);
  client.pragma('journal_mode = WAL');
  client.pragma('synchronous = FULL');
  client.pragma('foreign_keys = ON');
  return { client, db: drizzle(client) };
}

export function migrateToNewest({ db }: Connection): void {
  migrate(db, { migrationsFolder: fileURLToPath(new URL('./migrations', import.meta.url)) });
}
