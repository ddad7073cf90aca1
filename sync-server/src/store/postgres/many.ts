/** Statements that put many rows into a table, the same text however many they are: each column is one parameter, a list. */
import { getTableColumns, getTableName } from 'drizzle-orm';
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core';

export interface IntoMany {
  /** Under which the server keeps the parsed statement. */
  name: string;
  text: string;
  values: (rows: readonly object[]) => unknown[][];
}

const quoted = (name: string): string => `"${name}"`;
/** What a list of the column's values is; how texts are compared is no part of that. */
const listOf = (column: PgColumn): string => `${column.getSQLType().split(' ')[0]}[]`;

/**
 * @param keys properties of the columns that tell rows apart: of a row that is there already all others take the new
 *   value. None: there must be no such row. No two rows of one call may have the same.
 *
 * A table's `part` is given by its `doc`; its own number comes from the database.
 */
export function intoMany(table: PgTable, keys: readonly string[] = []): IntoMany {
  const columns = Object.entries(getTableColumns(table)).filter(([key]) => key !== 'n') as [string, PgColumn][];
  const byDoc = columns.some(([key]) => key === 'part');
  const given = columns.map(([key, column]) =>
    key === 'part' ? { key: 'doc', name: quoted('doc'), list: 'text[]' } : { key, name: quoted(column.name), list: listOf(column) },
  );
  const chosen = given.map(({ key, name }) => (byDoc && key === 'doc' ? 'part.n' : `given.${name}`));
  const changed = columns.filter(([key]) => !keys.includes(key)).map(([, { name }]) => `${quoted(name)} = excluded.${quoted(name)}`);
  const conflict = columns.filter(([key]) => keys.includes(key)).map(([, { name }]) => quoted(name));
  const text = [
    `INSERT INTO ${quoted(getTableName(table))} (${columns.map(([, { name }]) => quoted(name)).join(', ')})`,
    `SELECT ${chosen.join(', ')}`,
    `FROM unnest(${given.map(({ list }, n) => `$${n + 1}::${list}`).join(', ')}) AS given (${given.map(({ name }) => name).join(', ')})`,
    ...(byDoc ? ['LEFT JOIN part ON part.doc = given."doc"'] : []),
    ...(keys.length > 0 ? [`ON CONFLICT (${conflict.join(', ')}) DO UPDATE SET ${changed.join(', ')}`] : []),
  ].join('\n');
  return {
    name: `many_${getTableName(table)}`,
    text,
    values: (rows) => given.map(({ key }) => rows.map((row) => (row as Record<string, unknown>)[key])),
  };
}
