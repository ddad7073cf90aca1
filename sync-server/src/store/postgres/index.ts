/**
 * The store in one PostgreSQL database. One connection of each process writes; whoever writes locks the workspace's row
 * first, so that processes write in turn and numbers rise in the order of commits (a sequence would give them before).
 */
import { randomUUID } from 'node:crypto';
import type { PoolClient } from 'pg';
import type { Store, Tx } from '../contract.ts';
import { alone, dbOn, migrateToNewest, newPool, READERS } from './connection.ts';
import { createReader } from './reader.ts';
import * as schema from './schema.ts';
import { createTx } from './tx.ts';

/** Opens the database, makes its workspace if it is not there, and brings its tables up to date. */
export async function openPostgresStore(url: string): Promise<Store> {
  const writing = newPool(url, 1);
  const reading = newPool(url, READERS);
  const first = await writing.connect();
  try {
    await alone(first, async () => {
      await migrateToNewest(first);
      await beginWorkspace(first);
    });
  } finally {
    first.release();
  }
  let queue: Promise<unknown> = Promise.resolve();

  async function transact<T>(job: (tx: Tx) => Promise<T>): Promise<T> {
    const client = await writing.connect();
    let broken: Error | undefined;
    try {
      await client.query('BEGIN');
      await client.query('SELECT FROM workspace FOR UPDATE');
      const db = dbOn(client);
      const answer = await job(
        createTx(
          db,
          client,
          createReader(db, (look) => look(db)),
        ),
      );
      await client.query('COMMIT');
      return answer;
    } catch (error) {
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
      await Promise.all([writing.end(), reading.end()]);
    },
  };
}

async function beginWorkspace(client: PoolClient): Promise<void> {
  const db = dbOn(client);
  if ((await db.select().from(schema.workspace)).length > 0) return;
  // The first epoch has the workspace's own name: any other tells of a restore (SPEC EPO1).
  const id = randomUUID();
  await db.insert(schema.workspace).values({ id, head: 0, epoch: id });
}
