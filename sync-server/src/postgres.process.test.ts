/** The whole server over a real PostgreSQL: killed, doubled, backed up, and moved from one store to the other. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { limits } from '@qiao/sync/protocol';
import * as Y from 'yjs';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { addPerson, ask, command, openReplica, signIn, until, type Replica } from './testing/client.ts';
import { startPostgres, type PostgresServer } from './testing/postgres.ts';
import { ADMIN_EMAIL, PASSWORD, startProcess, type ServerProcess } from './testing/server-process.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const RECORD = '0198aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee';
const PLAN = `event/${RECORD}/plan`;

let postgres: PostgresServer;
const servers: ServerProcess[] = [];
beforeAll(async () => {
  postgres = await startPostgres();
});
afterEach(async () => {
  for (const server of servers.splice(0)) await server.destroy();
});
afterAll(() => postgres.stop());

async function start(env: Record<string, string>): Promise<ServerProcess> {
  const server = await startProcess(env);
  servers.push(server);
  return server;
}

/** A Y.Doc and each of its updates as it is made. */
function author() {
  const doc = new Y.Doc();
  const updates: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => updates.push(update));
  return { doc, updates };
}

/** The plan's fields as a pull from 0 gives them. */
async function pulled(replica: Replica): Promise<Record<string, unknown>> {
  replica.send({ type: 'pull', cursor: 0, maxBytes: limits.PAGE_BYTES, have: '' });
  const { docs } = await replica.next('page');
  const ydoc = new Y.Doc();
  for (const one of docs) {
    if (one.doc !== PLAN) continue;
    if (one.kind === 'snapshot') Y.applyUpdate(ydoc, one.update);
    if (one.kind === 'tail') for (const row of one.rows) Y.applyUpdate(ydoc, row.update);
  }
  return ydoc.getMap('fields').toJSON();
}

/** Restores, and waits until the running server has noticed: it then cuts everybody, also who came in between. */
async function restored(server: ServerProcess, file: string): Promise<void> {
  const before = await openReplica(server, await signIn(server, ADMIN_EMAIL));
  await before.next('welcome');
  expect(await server.admin('restore', file, '--force')).toMatchObject({ status: 0, err: '' });
  await before.closed;
}

describe('over PostgreSQL', () => {
  it('[PSH2] after kill -9 in the middle of pushing, everything that was acked is there, and nothing twice', async () => {
    const server = await start({ DATABASE_URL: await postgres.newDatabase() });
    const session = await signIn(server, ADMIN_EMAIL);
    await command(server, session, { type: 'create', kind: 'event', record: RECORD });
    const replica = await openReplica(server, session);
    await replica.next('welcome');
    const { doc, updates } = author();
    for (let n = 0; n < 200; n++) doc.getMap('fields').set(`k${n}`, n);
    const acked = new Set<number>();
    const reading = (async () => {
      for (;;) for (const { n, result } of (await replica.next('ack')).answers) if (result.kind === 'seq') acked.add(n);
    })().catch(() => undefined);
    updates.forEach((update, n) => replica.send({ type: 'push', entries: [{ n, doc: PLAN, generation: 0, update }] }));
    await until('some are acked', () => acked.size >= 20);
    await server.kill('SIGKILL');
    await reading;

    await server.restart();
    const back = await openReplica(server, await signIn(server, ADMIN_EMAIL, PASSWORD, session.device));
    await back.next('welcome');
    const stored = await pulled(back);
    for (const n of acked) expect(stored[`k${n}`]).toBe(n);
    for (const update of updates) expect(['seq', 'known']).toContain((await back.push(PLAN, update)).kind);
    expect(Object.keys(await pulled(back))).toHaveLength(updates.length);
    back.ws.close();
  });

  it('a text that the store cannot hold is refused at the door: nothing fails inside', async () => {
    const server = await start({ DATABASE_URL: await postgres.newDatabase() });
    const admin = await signIn(server, ADMIN_EMAIL);
    const post = async (path: string, body: object) => (await ask(server, 'POST', path, { cookie: admin.cookie, body })).status;
    const person = { email: 'olga@example.test', name: 'Olga', roles: ['officer'], password: PASSWORD };
    expect(await post('/api/login', { email: 'a\0@example.test', password: PASSWORD })).toBe(400);
    expect(await post('/api/users', { ...person, name: 'Ol\0ga' })).toBe(400);
    expect(await post('/api/users', { ...person, name: 'Ol\ud800ga' })).toBe(400);
    expect(await post('/api/users', { ...person, department: '\0' })).toBe(400);
    expect(await post('/api/users', { id: admin.user, name: '\0' })).toBe(400);
    expect(await post('/api/users', person)).toBe(200);
    const assignees = [{ id: 'hugo\0', name: 'Hugo' }];
    expect((await command(server, admin, { type: 'create', kind: 'event', record: RECORD, assignees })).status).toBe(400);
    for (const [method, path] of [
      ['GET', '/api/records/event/%00'],
      ['GET', '/api/records/%00'],
      ['DELETE', '/api/devices/%00'],
    ] as const)
      expect((await ask(server, method, path, { cookie: admin.cookie })).status).toBe(404);
    const replica = await openReplica(server, admin);
    await replica.next('welcome');
    replica.send({ type: 'pull', cursor: 0, maxBytes: limits.PAGE_BYTES, have: '\0' });
    expect(await replica.closed).toBe(4400);
  });

  it('two servers on one database: what one takes the other tells its devices', async () => {
    const DATABASE_URL = await postgres.newDatabase();
    const first = await start({ DATABASE_URL });
    const second = await start({ DATABASE_URL });
    const [here, there] = [await signIn(first, ADMIN_EMAIL), await signIn(second, ADMIN_EMAIL)];
    const far = await openReplica(second, there);
    await far.next('welcome');
    await command(first, here, { type: 'create', kind: 'event', record: RECORD });
    const near = await openReplica(first, here);
    await near.next('welcome');
    const { doc, updates } = author();
    doc.getMap('fields').set('place', '昆明');
    expect((await near.push(PLAN, updates[0]!)).kind).toBe('seq');
    await far.next('poke');
    await until('the other server has it', async () => (await pulled(far))['place'] === '昆明');
    // And the other way, on what the first wrote.
    doc.getMap('fields').set('title', '论坛');
    const late = await openReplica(second, await signIn(second, ADMIN_EMAIL));
    await late.next('welcome');
    const other = new Y.Doc();
    Y.applyUpdate(other, updates[0]!);
    other.getMap('fields').set('place', '大理');
    expect((await late.push(PLAN, Y.encodeStateAsUpdate(other, Y.encodeStateVectorFromUpdate(updates[0]!)))).kind).toBe('seq');
    await until('the first server has it', async () => (await pulled(near))['place'] === '大理');
    for (const replica of [near, far, late]) replica.ws.close();
  });

  it('backs up into a file that a SQLite office takes, and takes the file of one', async () => {
    const server = await start({ DATABASE_URL: await postgres.newDatabase() });
    const session = await signIn(server, ADMIN_EMAIL);
    await addPerson(server, session, 'olga@example.test', ['officer'], [7]);
    await command(server, session, { type: 'create', kind: 'event', record: RECORD });
    const replica = await openReplica(server, session);
    const { epoch } = await replica.next('welcome');
    const { doc, updates } = author();
    doc.getMap('fields').set('place', '昆明');
    await replica.push(PLAN, updates[0]!);
    replica.ws.close();
    const file = join(server.dataDir, 'backup.sqlite');
    expect(await server.admin('backup', file)).toMatchObject({ status: 0, err: '' });

    const light = await start({});
    expect(await light.admin('restore', file)).toMatchObject({ status: 1 });
    await restored(light, file);
    const there = await openReplica(light, await signIn(light, 'olga@example.test'));
    const welcome = await there.next('welcome');
    expect(welcome.epoch).not.toBe(epoch);
    expect(await pulled(there)).toEqual({ place: '昆明' });
    there.ws.close();
    expect((await light.admin('verify-ledger')).status).toBe(0);

    const again = join(light.dataDir, 'again.sqlite');
    expect((await light.admin('backup', again)).status).toBe(0);
    const full = await start({ DATABASE_URL: await postgres.newDatabase() });
    await restored(full, again);
    const back = await signIn(full, 'olga@example.test');
    const last = await openReplica(full, back);
    await last.next('welcome');
    expect(await pulled(last)).toEqual({ place: '昆明' });
    // Numbers that the database gives go on behind those that were carried over.
    expect((await command(full, back, { type: 'create', kind: 'event', record: randomUUID() })).status).toBe(200);
    expect((await full.admin('verify-ledger')).out).toContain('2 entries');
    expect((await ask(full, 'GET', '/api/records/event', { cookie: back.cookie })).json).toMatchObject({ items: [{}, {}] });
    last.ws.close();
  });
});
