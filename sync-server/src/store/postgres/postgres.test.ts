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

const PLAN = 'event/00000000-0000-4000-8000-000000000001/plan';
const part = { doc: PLAN, generation: 0, head: 1, snap: 0, bytes: 1, tailRows: 1, tailBytes: 1, changedAt: 1 };
const row = { seq: 1, doc: PLAN, actor: 'ann', device: 'd', update: Uint8Array.of(1), at: 1 };

it('a transaction reads anew what another process wrote since, and keeps what nobody did', async () => {
  const url = await server.newDatabase();
  const [one, other] = [await openPostgresStore(url), await openPostgresStore(url)];
  const claim = { doc: PLAN, generation: 0, client: 7, user: 'ann', device: 'd', until: 1, seq: 1 };
  const look = (store: Store) =>
    store.write(async (tx) => [
      (await tx.record('event', 'x'))?.facts,
      (await tx.part(PLAN))?.head,
      (await tx.claim(PLAN, 0, 7))?.until,
      (await tx.workspace()).head,
    ]);
  expect(await look(one)).toEqual([undefined, undefined, undefined, 0]);
  await other.write(async (tx) => {
    await tx.putRecord({ kind: 'event', id: 'x', facts: 'a' });
    await tx.putPart({ ...part, head: await tx.nextSeq() });
    await tx.putClaim(claim);
  });
  expect(await look(one)).toEqual(['a', 1, 1, 1]);
  // No number is given here, and the other must hear of it all the same.
  await one.write(async (tx) => {
    await tx.putRecord({ kind: 'event', id: 'x', facts: 'b' });
    await tx.putPart({ ...part, head: 2 });
    await tx.putClaim({ ...claim, until: 9 });
  });
  expect(await look(other)).toEqual(['b', 2, 9, 1]);
  await Promise.all([one.close(), other.close()]);
});

it('[PSH8] a job that throws after a question takes nothing of those before it along, though theirs was not put down yet', async () => {
  const store = await openPostgresStore(await server.newDatabase());
  await store.write(async (tx) => {
    await tx.savepoint(async () => {
      await tx.nextSeq();
      await tx.putPart(part);
      await tx.addRow(row);
    });
    const failing = (ask: boolean) =>
      tx.savepoint(async () => {
        const seq = await tx.nextSeq();
        await tx.putPart({ ...part, head: seq, tailRows: 2 });
        await tx.addRow({ ...row, seq });
        if (ask) expect((await tx.partState(PLAN))!.tail).toHaveLength(2);
        throw new Error('not this one');
      });
    await expect(failing(false)).rejects.toThrow('not this one');
    await expect(failing(true)).rejects.toThrow('not this one');
    expect(await tx.part(PLAN)).toEqual(part);
    expect(await tx.nextSeq()).toBe(2);
  });
  const state = (await store.read.partState(PLAN))!;
  expect([state.part, state.tail]).toEqual([part, [row]]);
  expect((await store.read.workspace()).head).toBe(2);
  await store.close();
});

it('[PSH2] a statement that fails with what others wrote leaves nothing of the transaction, whoever caught its error', async () => {
  const store = await openPostgresStore(await server.newDatabase());
  await store.write((tx) => tx.putPart(part));
  const job = store.write(async (tx) => {
    await tx.savepoint(() => tx.addRow(row));
    await tx.savepoint(() => tx.addRow(row));
    await tx
      .savepoint(async () => {
        await tx.partState(PLAN);
      })
      .catch(() => undefined);
  });
  await expect(job).rejects.toThrow();
  expect((await store.read.partState(PLAN))!.tail).toEqual([]);
  await store.write((tx) => tx.addRow(row));
  expect((await store.read.partState(PLAN))!.tail).toEqual([row]);
  await store.close();
});

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
