/**
 * The store in one PostgreSQL database. One connection of each process writes; whoever writes locks the workspace's row
 * first, so that processes write in turn and numbers rise in the order of commits (a sequence would give them before).
 */
import { randomUUID } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import type { Store, Tx } from '../contract.ts';
import { alone, type Db, dbOn, migrateToNewest, newPool, READERS, takeTurn } from './connection.ts';
import { createNear } from './near.ts';
import { createReader } from './reader.ts';
import * as schema from './schema.ts';
import { createTx } from './tx.ts';

/** Opens the database, makes its workspace if it is not there, and brings its tables up to date. */
export async function openPostgresStore(url: string): Promise<Store> {
  const writing = newPool(url, 1);
  const reading = newPool(url, READERS);
  const close = async (): Promise<void> => void (await Promise.all([writing.end(), reading.end()]));
  await prepare(writing).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  /** What was worked out for a connection is kept with it. */
  const dbs = new WeakMap<PoolClient, Db>();
  const dbOf = (client: PoolClient): Db => {
    const db = dbs.get(client) ?? dbOn(client);
    dbs.set(client, db);
    return db;
  };
  const near = createNear();
  let queue: Promise<unknown> = Promise.resolve();

  async function transact<T>(job: (tx: Tx) => Promise<T>): Promise<T> {
    const client = await writing.connect();
    let broken: Error | undefined;
    try {
      await client.query('BEGIN');
      const turn = await takeTurn((lock) => client.query(lock));
      if (near.asOf !== turn.last) near.forget();
      near.trim();
      const db = dbOf(client);
      const reader = createReader(db, (look) => look(db));
      const { tx, finish } = createTx(db, client, reader, near, turn);
      const answer = await job(tx);
      const head = await finish();
      // Also where no number was given: whoever writes next in another process must see that somebody did.
      if (head !== null) await client.query({ name: 'put_head', text: 'UPDATE workspace SET head = $1', values: [head] });
      // A transaction in which a statement failed is rolled back by its COMMIT, without an error.
      const { command } = await client.query('COMMIT');
      if (command !== 'COMMIT') throw new Error('the database gave the transaction up');
      near.asOf = head === null ? turn.last : turn.own;
      return answer;
    } catch (error) {
      near.forget();
      await client.query('ROLLBACK').catch((failure: Error) => (broken = failure));
      throw error;
    } finally {
      client.release(broken);
    }
  }

  const readers = dbOn(reading);
  return {
    read: createReader(readers, (look) => readers.transaction(look, { isolationLevel: 'repeatable read', accessMode: 'read only' })),
    write<T>(job: (tx: Tx) => Promise<T>): Promise<T> {
      const done = queue.then(() => transact(job));
      queue = done.catch(() => undefined);
      return done;
    },
    async close() {
      await queue;
      await close();
    },
  };
}

async function prepare(pool: Pool): Promise<void> {
  const client = await pool.connect();
  try {
    await alone(client, async () => {
      await migrateToNewest(client);
      await beginWorkspace(client);
    });
  } finally {
    client.release();
  }
}

async function beginWorkspace(client: PoolClient): Promise<void> {
  const db = dbOn(client);
  if ((await db.select().from(schema.workspace)).length > 0) return;
  // The first epoch has the workspace's own name: any other tells of a restore (SPEC EPO1).
  const id = randomUUID();
  await db.insert(schema.workspace).values({ id, head: 0, epoch: id });
}
