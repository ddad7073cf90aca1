import { getTableColumns, isTable, type Column } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { dbOn, newPool } from '../store/postgres/connection.ts';
import { openPostgresStore } from '../store/postgres/index.ts';
import * as postgres from '../store/postgres/schema.ts';
import { connect, migrateToNewest, type Connection } from '../store/sqlite/connection.ts';
import * as sqlite from '../store/sqlite/schema.ts';
import { startPostgres, type PostgresServer } from '../testing/postgres.ts';
import { copyIn, copyOut, TABLES } from './copy-tables.ts';

let server: PostgresServer;
const folder = mkdtempSync(join(tmpdir(), 'qiao-copy-'));
beforeAll(async () => {
  server = await startPostgres();
}, 300_000);
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

const shapes = (schema: Record<string, unknown>): Record<string, string[]> =>
  Object.fromEntries(
    Object.entries(schema).flatMap(([name, table]) => (isTable(table) ? [[name, Object.keys(getTableColumns(table)).sort()]] : [])),
  );

it('both stores have the same tables and columns, and a backup leaves none out', () => {
  expect(shapes(postgres)).toEqual(shapes(sqlite));
  expect(Object.keys(shapes(sqlite)).sort()).toEqual([...TABLES].sort());
});

function emptyFile(name: string): Connection {
  const made = connect(join(folder, name));
  migrateToNewest(made);
  return made;
}

/** Every table with `rows` rows, each other than the one before; some numbers are left out. */
function fill({ db }: Connection, rows: number): void {
  for (const name of TABLES) {
    const columns = Object.entries<Column>(getTableColumns(sqlite[name]));
    for (let n = 1; n <= rows; n++) {
      const valueOf = (column: Column): unknown => {
        if (column.dataType === 'boolean') return n % 2 === 0;
        if (column.dataType === 'number') return n * 3;
        if (column.dataType === 'custom') return Uint8Array.of(n % 256, 0, 255);
        if (column.enumValues) return column.enumValues[n % column.enumValues.length];
        // Points to a user or a device, which have the same.
        return `${n % 5 === 0 && !column.notNull ? '' : '桥\\ '}${n}`;
      };
      const row = Object.fromEntries(columns.map(([key, column]) => [key, valueOf(column)]));
      db.insert(sqlite[name])
        .values(row as never)
        .run();
    }
  }
}

const contentOf = ({ db }: Connection) =>
  TABLES.map((name) => [
    name,
    db
      .select()
      .from(sqlite[name])
      .all()
      .map((row) => JSON.stringify(row, (_key, value: unknown) => (value instanceof Uint8Array ? [...value] : value)))
      .sort(),
  ]);

it('what is carried into PostgreSQL and back is the same, row by row, also what is more than is carried at once', async () => {
  const [before, after] = [emptyFile('before.sqlite'), emptyFile('after.sqlite')];
  fill(before, 1100);
  const url = await server.newDatabase();
  await (await openPostgresStore(url)).close();
  const pool = newPool(url, 1);
  await dbOn(pool).transaction(async (db) => {
    await db.delete(postgres.workspace);
    await copyIn(before.db, db, TABLES);
  });
  after.client.exec('BEGIN');
  await dbOn(pool).transaction((db) => copyOut(db, after.db));
  after.client.exec('COMMIT');
  expect(contentOf(after)).toEqual(contentOf(before));
  expect(contentOf(after).every(([, rows]) => rows!.length === 1100)).toBe(true);
  await pool.end();
  for (const { client } of [before, after]) client.close();
});

it('rows that may be large are never many at once: sixteen parts of MAX_PART_BYTES fit into a message, five hundred do not', async () => {
  const file = emptyFile('large.sqlite');
  fill(file, 40);
  const url = await server.newDatabase();
  await (await openPostgresStore(url)).close();
  const pool = newPool(url, 1);
  const most: number[] = [];
  const watched = drizzle(file.client, {
    logger: { logQuery: (query, params) => void (/from "(log|snapshot)"/.test(query) && most.push(Number(params.at(-1)))) },
  });
  await dbOn(pool).transaction(async (db) => {
    await db.delete(postgres.workspace);
    await copyIn(watched, db, TABLES);
  });
  expect(most.length).toBeGreaterThan(4);
  expect(Math.max(...most)).toBeLessThanOrEqual(16);
  await pool.end();
  file.client.close();
});
