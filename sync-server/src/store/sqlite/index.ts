/** The store in one SQLite file. One connection writes, another reads what is committed; other processes may do either too. */
import { randomUUID } from 'node:crypto';
import type { Store, Tx } from '../contract.ts';
import { connect, migrateToNewest, type Connection } from './connection.ts';
import { createReader } from './reader.ts';
import * as schema from './schema.ts';
import { txMaker } from './tx.ts';

/** Opens the file, makes it and its workspace if they are not there, and brings its tables up to date. */
export function openSqliteStore(file: string): Store {
  const writing = connect(file);
  migrateToNewest(writing);
  beginWorkspace(writing);
  const reading = connect(file);
  reading.client.pragma('query_only = ON');
  const newTx = txMaker(writing, createReader(writing));
  let queue: Promise<unknown> = Promise.resolve();

  async function transact<T>(job: (tx: Tx) => Promise<T>): Promise<T> {
    // Takes the write lock at once: a read lock that is raised later can fail half-way.
    writing.client.exec('BEGIN IMMEDIATE');
    try {
      const answer = await job(newTx());
      writing.client.exec('COMMIT');
      return answer;
    } catch (error) {
      if (writing.client.inTransaction) writing.client.exec('ROLLBACK');
      throw error;
    }
  }

  return {
    read: createReader(reading),
    write<T>(job: (tx: Tx) => Promise<T>): Promise<T> {
      const done = queue.then(() => transact(job));
      queue = done.catch(() => undefined);
      return done;
    },
    async close() {
      await queue;
      reading.client.close();
      writing.client.close();
    },
  };
}

function beginWorkspace({ client, db }: Connection): void {
  client
    .transaction(() => {
      if (db.select().from(schema.workspace).all().length === 0) {
        // The first epoch has the workspace's own name: any other tells of a restore (SPEC EPO1).
        const id = randomUUID();
        db.insert(schema.workspace).values({ id, head: 0, epoch: id }).run();
      }
    })
    .immediate();
}
