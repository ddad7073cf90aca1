import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import { fileURLToPath } from 'node:url';
import pg from 'pg';

/** Connections that read; one more writes. */
export const READERS = 8;
/** Milliseconds that a new connection may take. */
const CONNECT_WITHIN_MS = 10_000;

export type Db = NodePgDatabase<Record<string, never>>;

/** Milliseconds after which a transaction that asks nothing any more is given up: whoever began it may be gone, and all others wait for it. */
const IDLE_TRANSACTION_MS = 60_000;
/** Milliseconds of silence after which the other end is asked whether it is still there. */
const KEEP_ALIVE_MS = 10_000;

/** `synchronous_commit = on`: a commit is on the disk when it returns (SPEC PSH2). */
const OPTIONS = `-c synchronous_commit=on -c timezone=UTC -c idle_in_transaction_session_timeout=${IDLE_TRANSACTION_MS}`;

export function newPool(url: string, max: number): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    options: OPTIONS,
    connectionTimeoutMillis: CONNECT_WITHIN_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
    application_name: 'qiao',
  });
  // Whoever asks on a connection that the server cut hears of it then; the pool opens another. Unheard, it would end the process.
  const ignore = (): void => undefined;
  pool.on('error', ignore);
  pool.on('connect', (client) => client.on('error', ignore));
  return pool;
}

export const dbOn = (client: pg.Pool | pg.PoolClient): Db => drizzle(client);

/** The workspace as a writer finds it: who wrote last, and the number under which it writes itself. */
export interface Turn {
  id: string;
  head: string;
  epoch: string;
  last: string;
  own: string;
}

const LOCK = 'SELECT id, head, epoch, xmin::text AS last, pg_current_xact_id()::xid::text AS own FROM workspace FOR UPDATE';

/**
 * Waits until nobody else writes: whoever holds the workspace's row does. A restore puts another row in its place; whoever
 * waited for the old one finds none, and must take the new one.
 */
export async function takeTurn(ask: (lock: string) => Promise<{ rows: unknown[] }>): Promise<Turn> {
  for (let time = 0; time < 2; time++) {
    const [row] = (await ask(LOCK)).rows;
    if (row) return row as Turn;
  }
  throw new Error('the workspace was restored meanwhile');
}

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
