/**
 * A backup is always one SQLite file, whatever the store: rows are carried over table by table, so that an office can also move
 * from the one to the other by backing up and restoring.
 */
import { asc, count, getTableColumns, sql, type Table } from 'drizzle-orm';
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import type { PgTable } from 'drizzle-orm/pg-core';
import type { SQLiteTable } from 'drizzle-orm/sqlite-core';
import type { Db } from '../store/postgres/connection.ts';
import * as postgres from '../store/postgres/schema.ts';
import * as sqlite from '../store/sqlite/schema.ts';

/** Rows carried at once. */
const BATCH = 500;

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
] as const satisfies readonly (keyof typeof sqlite)[];

export type TableName = (typeof TABLES)[number];

const lite = (name: TableName): SQLiteTable => sqlite[name];
const full = (name: TableName): PgTable => postgres[name];
const columnsOf = (table: Table) => Object.values(getTableColumns(table));

/** From PostgreSQL into an empty SQLite file. `from` must look at one moment. */
export async function copyOut(from: Db, to: BetterSQLite3Database): Promise<void> {
  for (const name of TABLES) {
    for (let offset = 0; ; offset += BATCH) {
      const rows = await from
        .select()
        .from(full(name))
        .orderBy(
          ...columnsOf(full(name))
            .filter((column) => column.getSQLType() !== 'bytea')
            .map((column) => asc(column)),
        )
        .limit(BATCH)
        .offset(offset);
      for (const row of rows)
        to.insert(lite(name))
          .values(row as never)
          .run();
      if (rows.length < BATCH) break;
    }
  }
}

/** From a SQLite file into empty tables of PostgreSQL, within the transaction of `to`. */
export async function copyIn(from: BetterSQLite3Database, to: Db, names: readonly TableName[]): Promise<void> {
  for (const name of names) {
    const [{ rows: total }] = from.select({ rows: count() }).from(lite(name)).all() as [{ rows: number }];
    for (let offset = 0; offset < total; offset += BATCH) {
      const rows = from
        .select()
        .from(lite(name))
        .orderBy(sql`rowid`)
        .limit(BATCH)
        .offset(offset)
        .all();
      await to.insert(full(name)).values(rows);
    }
  }
  // Numbers that the database itself gives go on behind the highest.
  for (const name of ['part', 'audit'] as const)
    await to.execute(sql`SELECT setval(pg_get_serial_sequence(${name}, 'n'), (SELECT coalesce(max(n), 0) + 1 FROM ${full(name)}), false)`);
}
