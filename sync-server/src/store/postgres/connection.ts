import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import { fileURLToPath } from 'node:url';
import pg from 'pg';

/** Connections that read; one more writes. */
export const READERS = 8;
/** Milliseconds that a new connection may take. */
const CONNECT_WITHIN_MS = 10_000;

export type Db = NodePgDatabase<Record<string, never>>;

/** `synchronous_commit = on`: a commit is on the disk when it returns (SPEC PSH2). */
const OPTIONS = '-c synchronous_commit=on -c timezone=UTC';

export function newPool(url: string, max: number): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    options: OPTIONS,
    connectionTimeoutMillis: CONNECT_WITHIN_MS,
    application_name: 'qiao',
  });
  // Whoever asks on a connection that the server cut hears of it then; the pool opens another. Unheard, it would end the process.
  const ignore = (): void => undefined;
  pool.on('error', ignore);
  pool.on('connect', (client) => client.on('error', ignore));
  return pool;
}

export const dbOn = (client: pg.Pool | pg.PoolClient): Db => drizzle(client);

/** Several processes may start at once: whoever comes second waits and finds it done. */
export async function alone<T>(client: pg.PoolClient, job: () => Promise<T>): Promise<T> {
  await client.query('SELECT pg_advisory_lock($1)', [STARTING]);
  try {
    return await job();
  } finally {
    await client.query('SELECT pg_advisory_unlock($1)', [STARTING]);
  }
}

/** Name of the lock; any number that nobody else takes. */
const STARTING = 8_787_001;

export const migrateToNewest = (client: pg.PoolClient): Promise<void> =>
  migrate(dbOn(client), { migrationsFolder: fileURLToPath(new URL('./migrations', import.meta.url)) });
