/** Who has seen a version at the real process: told over HTTP, kept by the writer's thread, true after a restore (SPEC SEEN). */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import * as Y from 'yjs';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { addPerson, ask, codeOf, command, openReplica, signIn, type Session } from './testing/client.ts';
import { ADMIN_EMAIL, PASSWORD, startProcess, type ServerProcess } from './testing/server-process.ts';

// Processes start slowly where many run.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const OLGA = 'olga@example.test';
const ID = randomUUID();
const PLAN = `event/${ID}/plan`;

let server: ServerProcess;
beforeAll(async () => {
  server = await startProcess();
});
afterAll(() => server.destroy());

const tell = async (session: Session, epoch: string, seq: number): Promise<unknown> => {
  const body = { epoch, marks: [{ doc: PLAN, generation: 0, seq, ago: 0 }] };
  return (await ask(server, 'POST', '/api/seen', { cookie: session.cookie, body })).json['results'];
};

const look = async (session: Session): Promise<unknown> => {
  const answer = await ask(server, 'GET', `/api/seen/event/${ID}`, { cookie: session.cookie });
  const parts = answer.json['parts'] as Record<string, { devices: { name: string; latest: boolean; current: boolean }[] }> | undefined;
  return parts?.['plan']?.devices.map(({ name, latest, current }) => [name, latest, current]) ?? codeOf(answer);
};

/** Writes into the plan as this device; the answer is the version and the epoch it is counted in. */
async function write(session: Session): Promise<{ seq: number; epoch: string }> {
  const replica = await openReplica(server, session, {});
  const { epoch } = await replica.next('welcome');
  const ydoc = new Y.Doc();
  ydoc.getMap('fields').set(`note-${ydoc.clientID}`, 1);
  const result = await replica.push(PLAN, Y.encodeStateAsUpdate(ydoc));
  replica.ws.close();
  if (result.kind !== 'seq') throw new Error(`push: ${JSON.stringify(result)}`);
  return { seq: result.seq, epoch };
}

it('[SEEN2] [SEEN5] is told to who may read the part; after a restore what the backup held is true, and numbers of before say nothing', async () => {
  const director = await signIn(server, ADMIN_EMAIL);
  const olga = await addPerson(server, director, OLGA, ['officer'], [7]);
  const hugo = await addPerson(server, director, 'hugo@example.test', ['host']);
  expect((await command(server, olga, { type: 'create', kind: 'event', record: ID })).status).toBe(200);
  const first = await write(olga);
  expect(await tell(olga, first.epoch, first.seq)).toEqual(['seen']);
  expect(await tell(hugo, first.epoch, first.seq)).toEqual(['not-found']);
  expect([await look(olga), await look(director), await look(hugo)]).toEqual([
    [['olga', true, true]],
    [['olga', true, false]],
    'not-found',
  ]);
  expect((await ask(server, 'GET', `/api/seen/event/${ID}`)).status).toBe(401);

  const file = join(server.dataDir, 'backup.sqlite');
  expect((await server.admin('backup', file)).status).toBe(0);
  const second = await write(olga);
  expect(await look(olga)).toEqual([['olga', false, true]]);
  expect(await tell(olga, second.epoch, second.seq)).toEqual(['seen']);

  expect((await server.admin('restore', file)).err).toBe('');
  const again = await signIn(server, OLGA, PASSWORD, olga.device);
  // The newest version is the one of the backup, and that she has seen.
  expect(await look(again)).toEqual([['olga', true, true]]);
  expect(await tell(again, second.epoch, second.seq)).toEqual(['stale']);
  const replica = await openReplica(server, again, { epoch: second.epoch });
  const { epoch } = await replica.next('welcome');
  replica.ws.close();
  expect(epoch).not.toBe(second.epoch);
  expect(await tell(again, epoch, second.seq)).toEqual(['stale']);
  expect(await tell(again, epoch, first.seq)).toEqual(['known']);
});
