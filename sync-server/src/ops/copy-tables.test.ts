import { getTableColumns, isTable } from 'drizzle-orm';
import { expect, it } from 'vitest';
import * as postgres from '../store/postgres/schema.ts';
import * as sqlite from '../store/sqlite/schema.ts';
import { TABLES } from './copy-tables.ts';

const shapes = (schema: Record<string, unknown>): Record<string, string[]> =>
  Object.fromEntries(
    Object.entries(schema).flatMap(([name, table]) => (isTable(table) ? [[name, Object.keys(getTableColumns(table)).sort()]] : [])),
  );

it('both stores have the same tables and columns, and a backup leaves none out', () => {
  expect(shapes(postgres)).toEqual(shapes(sqlite));
  expect(Object.keys(shapes(sqlite)).sort()).toEqual([...TABLES].sort());
});
