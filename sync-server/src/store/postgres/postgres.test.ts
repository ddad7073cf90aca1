import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startPostgres, type PostgresServer } from '../../testing/postgres.ts';
import { storeContract } from '../contract.suite.ts';
import type { Store } from '../contract.ts';
import { newPool } from './connection.ts';
import { openPostgresStore } from './index.ts';

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
}, 60_000);
afterAll(() => server.stop());

storeContract('postgres', async () => {
  const url = await server.newDatabase();
  const opened: Store[] = [await openPostgresStore(url)];
  return {
    store: opened[0]!,
    async reopen() {
      const again = await openPostgresStore(url);
      opened.push(again);
      return again;
    },
    async destroy() {
      // One that hangs in a transaction is cut with its database's server.
      for (const store of opened) void store.close().catch(() => undefined);
    },
  };
});

it('[PSH2] answers when a commit is on the disk', async () => {
  const pool = newPool(await server.newDatabase(), 1);
  const settings = await pool.query<{ name: string; setting: string }>(
    "SELECT name, setting FROM pg_settings WHERE name IN ('synchronous_commit', 'fsync') ORDER BY name",
  );
  await pool.end();
  expect(settings.rows.map((row) => row.setting)).toEqual(['on', 'on']);
});

it('[PSH2] a transaction that the database gave up is told as not stored, though nobody heard of the error within', async () => {
  const store = await openPostgresStore(await server.newDatabase());
  const row = { seq: 1, doc: null, actor: '', device: '', update: new Uint8Array(), at: 0 };
  const job = store.write(async (tx) => {
    await tx.nextSeq();
    await tx.addRow(row);
    await tx.addRow(row).catch(() => undefined);
  });
  await expect(job).rejects.toThrow();
  expect((await store.read.workspace()).head).toBe(0);
  expect(await store.write((tx) => tx.nextSeq())).toBe(1);
  await store.close();
});

it('[PSH2] a commit whose answer was lost on the way is told as not stored; what follows stands on what was stored', async () => {
  const url = await server.newDatabase();
  const lossy = await losingCommits(url);
  const store = await openPostgresStore(lossy.url);
  lossy.lose();
  await expect(store.write((tx) => tx.nextSeq())).rejects.toThrow();
  await expect.poll(() => store.write((tx) => tx.nextSeq()).catch(() => null)).toBe(2);
  await store.close();
  lossy.close();
});

it('a writer that waited while a restore put another workspace in its place writes alone all the same', async () => {
  const url = await server.newDatabase();
  const store = await openPostgresStore(url);
  const pool = newPool(url, 2);
  const restoring = await pool.connect();
  await restoring.query('BEGIN');
  await restoring.query('SELECT FROM workspace FOR UPDATE');
  const [begun, end] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const writing = store.write(async (tx) => {
    begun.resolve();
    await end.promise;
    return tx.nextSeq();
  });
  const waiting = "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
  await expect.poll(async () => (await pool.query(waiting)).rowCount).toBe(1);
  await restoring.query('DELETE FROM workspace');
  await restoring.query("INSERT INTO workspace (id, head, epoch) VALUES ('restored', 7, 'after')");
  await restoring.query('COMMIT');
  restoring.release();
  await begun.promise;
  await expect(pool.query('SELECT FROM workspace FOR UPDATE NOWAIT')).rejects.toMatchObject({ code: '55P03' });
  end.resolve();
  expect(await writing).toBe(8);
  await pool.end();
  await store.close();
});

it('a process that vanished in the middle of writing does not keep the others waiting for ever', async () => {
  const pool = newPool(await server.newDatabase(), 1);
  const { rows } = await pool.query<{ limit: string }>("SELECT current_setting('idle_in_transaction_session_timeout') AS limit");
  await pool.end();
  expect(rows).toEqual([{ limit: '1min' }]);
});

it('two processes that write give numbers in the order of their commits, without a gap, and lose no row to a reader', async () => {
  const url = await server.newDatabase();
  const stores = await Promise.all([openPostgresStore(url), openPostgresStore(url), openPostgresStore(url)]);
  const given: number[] = [];
  /** What a reader with a cursor would have seen. */
  const read: number[] = [];
  let done = false;
  const follow = (async () => {
    while (!done || read.length < given.length) {
      const { head } = await stores[2].read.workspace();
      for (let seq = (read.at(-1) ?? 0) + 1; seq <= head; seq++) read.push(seq);
    }
  })();
  const write = (store: Store) =>
    store.write(async (tx) => {
      const seq = await tx.nextSeq();
      await tx.addRow({ seq, doc: null, actor: '', device: '', update: Uint8Array.of(1), at: seq });
      given.push(seq);
    });
  await Promise.all(Array.from({ length: 40 }, (_, n) => write(stores[n % 2]!)));
  done = true;
  await follow;
  expect(given).toEqual(Array.from({ length: 40 }, (_, n) => n + 1));
  expect(read).toEqual(given);
  await Promise.all(stores.map((store) => store.close()));
});

/** The database behind a way on which the answer to the next COMMIT is lost, with its connection, once `lose` was called. */
async function losingCommits(to: string): Promise<{ url: string; lose(): void; close(): void }> {
  const { port, hostname } = new URL(to);
  let losing = false;
  const proxy = createServer((near) => {
    const far = connect(Number(port), hostname);
    let committing = false;
    near.on('data', (bytes) => {
      committing ||= losing && bytes.includes('COMMIT');
      far.write(bytes);
    });
    far.on('data', (bytes) => {
      if (!committing) return void near.write(bytes);
      losing = false;
      near.destroy();
      far.destroy();
    });
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      one.on('error', () => undefined);
      one.on('close', () => other.destroy());
    }
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const way = new URL(to);
  way.port = String((proxy.address() as AddressInfo).port);
  return { url: way.href, lose: () => void (losing = true), close: () => void proxy.close() };
}

it('goes on after the server has cut its connections', async () => {
  const url = await server.newDatabase();
  const store = await openPostgresStore(url);
  expect(await store.write((tx) => tx.nextSeq())).toBe(1);
  const admin = newPool(url, 1);
  await admin.query(
    'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
  );
  await admin.end();
  await expect.poll(() => store.write((tx) => tx.nextSeq()).catch(() => null)).toBe(2);
  await expect
    .poll(() =>
      store.read.workspace().then(
        ({ head }) => head,
        () => null,
      ),
    )
    .toBe(2);
  await store.close();
});
