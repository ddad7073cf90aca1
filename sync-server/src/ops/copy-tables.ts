/**
 * A backup is always one SQLite file, whatever the store: rows are carried over table by table, so that an office can also move
 * from the one to the other by backing up and restoring.
 */
import { getTableColumns, sql } from 'drizzle-orm';
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import type { PgTable } from 'drizzle-orm/pg-core';
import type { SQLiteTable } from 'drizzle-orm/sqlite-core';
import type { Db } from '../store/postgres/connection.ts';
import * as postgres from '../store/postgres/schema.ts';
import * as sqlite from '../store/sqlite/schema.ts';

/** Rows carried at once: small ones, and those that may have many MiB each. */
const BATCH = 500;
const LARGE_BATCH = 16;

/** In an order in which each row finds what it points to. A test holds that none is missing. */
export const TABLES = [
  'workspace',
  'user',
  'device',
  'session',
  'record',
  'assignment',
  'part',
  'snapshot',
  'log',
  'checkpoint',
  'claim',
  'held',
  'decision',
  'approved',
  'command',
  'quarantine',
  'audit',
  'blob',
  'upload',
  'blobRef',
  'seen',
] as const satisfies readonly (keyof typeof sqlite)[];

export type TableName = (typeof TABLES)[number];

const lite = (name: TableName): SQLiteTable => sqlite[name];
const full = (name: TableName): PgTable => postgres[name];
/** Rows may hold a part, an update or a proposal. */
const LARGE: ReadonlySet<TableName> = new Set(['snapshot', 'log', 'checkpoint', 'approved', 'quarantine']);
const batchOf = (name: TableName): number => (LARGE.has(name) ? LARGE_BATCH : BATCH);

/** From PostgreSQL into an empty SQLite file. `from` must look at one moment: within a transaction. */
export async function copyOut(from: Db, to: BetterSQLite3Database): Promise<void> {
  for (const name of TABLES) {
    await from.execute(sql`DECLARE carried NO SCROLL CURSOR FOR SELECT * FROM ${full(name)}`);
    for (;;) {
      const { rows } = await from.execute(sql.raw(`FETCH ${batchOf(name)} FROM carried`));
      for (const row of rows)
        to.insert(lite(name))
          .values(readRow(full(name), row) as never)
          .run();
      if (rows.length === 0) break;
    }
    await from.execute(sql`CLOSE carried`);
  }
}

/** What a query of the table would have made of a row as the driver gives it. */
function readRow(table: PgTable, row: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(getTableColumns(table)).map(([name, column]) => {
      const value = row[column.name];
      return [name, value === null ? null : column.mapFromDriverValue(value)];
    }),
  );
}

/** From a SQLite file into empty tables of PostgreSQL, within the transaction of `to`. */
export async function copyIn(from: BetterSQLite3Database, to: Db, names: readonly TableName[]): Promise<void> {
  for (const name of names) {
    for (let last = 0; ;) {
      const found = from
        .select({ ...getTableColumns(lite(name)), rowid: sql<number>`rowid` })
        .from(lite(name))
        .where(sql`rowid > ${last}`)
        .orderBy(sql`rowid`)
        .limit(batchOf(name))
        .all();
      if (found.length === 0) break;
      last = found.at(-1)!.rowid;
      await to.insert(full(name)).values(found.map(({ rowid: _rowid, ...row }) => row));
    }
  }
  // Numbers that the database itself gives go on behind the highest.
  for (const name of ['part', 'audit'] as const)
    await to.execute(sql`SELECT setval(pg_get_serial_sequence(${name}, 'n'), (SELECT coalesce(max(n), 0) + 1 FROM ${full(name)}), false)`);
}
