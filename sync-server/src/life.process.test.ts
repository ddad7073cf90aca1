/** The life of the real process: first start, death, return, backup, restore, the command line beside it. */
import { randomUUID } from 'node:crypto';
import { existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as Y from 'yjs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { limits } from '@qiao/sync/protocol';
import { databaseFile } from './open-store.ts';
import { connect } from './store/sqlite/connection.ts';
import { addPerson, ask, codeOf, command, openReplica, signIn, until, type Replica, type Session } from './testing/client.ts';
import { ADMIN_EMAIL, PASSWORD, startProcess, type ServerProcess } from './testing/server-process.ts';

// Processes start slowly where many run.
vi.setConfig({ testTimeout: 40_000, hookTimeout: 40_000 });

const RECORD = '0198aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee';
const PLAN = `event/${RECORD}/plan`;

const running: ServerProcess[] = [];
async function start(env?: Record<string, string>): Promise<ServerProcess> {
  const server = await startProcess(env);
  running.push(server);
  return server;
}
afterEach(() => Promise.all(running.splice(0).map((server) => server.destroy())));

/** A document that remembers each of its updates. */
function author(): { doc: Y.Doc; updates: Uint8Array[] } {
  const doc = new Y.Doc();
  const updates: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => updates.push(update));
  return { doc, updates };
}

async function welcomed(server: ServerProcess, session: Session, hello = {}): Promise<Replica> {
  const replica = await openReplica(server, session, hello);
  await replica.next('welcome');
  return replica;
}

/** Everything of a part that the server gives to a new device. */
async function pulled(server: ServerProcess, session: Session): Promise<Y.Doc> {
  const replica = await welcomed(server, session);
  const ydoc = new Y.Doc();
  for (let cursor = 0, have = '', more = true; more;) {
    replica.send({ type: 'pull', cursor, maxBytes: limits.PAGE_BYTES, have });
    const page = await replica.next('page');
    for (const doc of page.docs) {
      if (doc.doc !== PLAN) continue;
      if (doc.kind === 'snapshot') Y.applyUpdate(ydoc, doc.update);
      if (doc.kind === 'tail') for (const row of doc.rows) Y.applyUpdate(ydoc, row.update);
    }
    ({ next: cursor, id: have, more } = page);
  }
  replica.ws.close();
  return ydoc;
}

describe('the first start', () => {
  it('asks the first visit for the code that was printed, with or without its hyphens, once, and makes an admin and director', async () => {
    const server = await start({ QIAO_ADMIN_EMAIL: '', QIAO_ADMIN_PASSWORD: '' });
    expect((await ask(server, 'GET', '/api/setup')).json).toEqual({ needed: true });
    await until('the code is printed', () => /one-time code \S+/.test(server.output()));
    const code = /one-time code (\S+)/.exec(server.output())![1]!;
    const body = { code: code.toLowerCase().replaceAll('-', ' '), name: '沈岚', email: 'first@example.test', password: PASSWORD };
    expect(codeOf(await ask(server, 'POST', '/api/setup', { body: { ...body, code: 'AAAA-BBBB-CCCC' } }))).toBe('wrong-code');
    expect(codeOf(await ask(server, 'POST', '/api/setup', { body: { ...body, password: 'short' } }))).toBe('weak-password');
    const made = await ask(server, 'POST', '/api/setup', { body });
    expect(made.json).toMatchObject({ user: { name: '沈岚', roles: ['admin', 'director'] } });
    expect((await ask(server, 'GET', '/api/me', { cookie: made.headers.get('set-cookie')!.split(';')[0]! })).status).toBe(200);
    expect(codeOf(await ask(server, 'POST', '/api/setup', { body: { ...body, email: 'b@example.test' } }))).toBe('setup-done');
    expect((await ask(server, 'GET', '/api/setup')).json).toEqual({ needed: false });
  });

  it('keeps its data and the ledger’s key for its owner only', async () => {
    const server = await start();
    expect(statSync(join(server.dataDir, 'ledger-key.pem')).mode & 0o077).toBe(0);
    expect(statSync(databaseFile(server.dataDir)).mode & 0o077).toBe(0);
  });

  it('on https gives Secure cookies under the __Host- prefix, and takes only that origin', async () => {
    const server = await start({ PUBLIC_ORIGIN: 'https://qiao.example.edu.cn' });
    const login = (origin: string) =>
      ask(server, 'POST', '/api/login', { headers: { origin }, body: { email: ADMIN_EMAIL, password: PASSWORD } });
    const answer = await login('https://qiao.example.edu.cn').catch((error: unknown) => error);
    expect((answer as Awaited<ReturnType<typeof login>>).headers.get('set-cookie')).toMatch(
      /^__Host-qiao_session=\S+; HttpOnly; Max-Age=\d+; Path=\/; SameSite=Lax; Secure$/,
    );
    expect((await login(server.url)).status).toBe(403);
  });
});

describe('death and return', () => {
  it('[PSH2] after kill -9 in the middle of pushing, everything that was acked is there, and nothing twice', async () => {
    const server = await start();
    const session = await signIn(server, ADMIN_EMAIL);
    await command(server, session, { type: 'create', kind: 'event', record: RECORD });
    const replica = await welcomed(server, session);
    const { doc, updates } = author();
    for (let n = 0; n < 400; n++) doc.getMap('fields').set(`k${n}`, n);
    const acked = new Set<number>();
    const reading = (async () => {
      for (;;) for (const { n, result } of (await replica.next('ack')).answers) if (result.kind === 'seq') acked.add(n);
    })().catch(() => undefined);
    updates.forEach((update, n) => replica.send({ type: 'push', entries: [{ n, doc: PLAN, generation: 0, update }] }));
    await until('some are acked', () => acked.size >= 20);
    await server.kill('SIGKILL');
    await reading;

    await server.restart();
    const again = await signIn(server, ADMIN_EMAIL, PASSWORD, session.device);
    const stored = (await pulled(server, again)).getMap('fields');
    for (const n of acked) expect(stored.get(`k${n}`)).toBe(n);
    const back = await welcomed(server, again);
    for (const update of updates) expect(['seq', 'known']).toContain((await back.push(PLAN, update)).kind);
    const { client } = connect(databaseFile(server.dataDir));
    const rows = client.prepare('SELECT count(*) AS n FROM log JOIN part ON part.n = log.part WHERE doc = ?').get(PLAN) as { n: number };
    client.close();
    expect(rows.n).toBe(updates.length);
    back.ws.close();
  });

  it('[SRV3] on SIGTERM commits what was sent, answers it, says goodbye and exits with 0', async () => {
    const server = await start();
    const session = await signIn(server, ADMIN_EMAIL);
    await command(server, session, { type: 'create', kind: 'event', record: RECORD });
    const replica = await welcomed(server, session);
    const { doc, updates } = author();
    doc.getMap('fields').set('last', 1);
    replica.send({ type: 'push', entries: [{ n: 1, doc: PLAN, generation: 0, update: updates[0]! }] });
    const ack = await replica.next('ack');
    expect(ack.answers[0]!.result.kind).toBe('seq');
    expect(await server.kill('SIGTERM')).toBe(0);
    expect(await replica.closed).toBe(4501);
    await server.restart();
    expect((await pulled(server, session)).getMap('fields').toJSON()).toEqual({ last: 1 });
  });

  it('is up again within 5 s', async () => {
    const server = await start();
    const times: number[] = [];
    // The better of two: what else the machine does meanwhile is not the server's.
    for (let time = 0; time < 2; time++) {
      await server.kill('SIGTERM');
      const began = Date.now();
      await server.restart();
      times.push(Date.now() - began);
    }
    expect(Math.min(...times)).toBeLessThan(5000);
  });
});

describe('the command line beside the running server', () => {
  it('adds a person who can sign in at once, and refuses a wrong role without writing', async () => {
    const server = await start();
    const added = await server.admin('user', 'add', '--email', 'cli@example.test', '--name', '林珊', '--role', 'officer', '--desk', '7');
    expect(added.status).toBe(0);
    const password = /Password: (\S+)/.exec(added.out)![1]!;
    expect((await signIn(server, 'cli@example.test', password)).user).toBeTruthy();
    const wrong = await server.admin('user', 'add', '--email', 'x@example.test', '--name', 'X', '--role', 'king');
    expect([wrong.status, wrong.err]).toEqual([1, expect.stringContaining('king')]);
    expect((await server.admin('user', 'add', '--email', 'cli@example.test', '--name', 'Y', '--role', 'officer')).status).toBe(1);
    expect((await server.admin('nonsense')).status).toBe(2);
  });

  it('imports a programme that the connected device hears of, again by guid with local edits kept, and writes nothing of a bad file', async () => {
    const server = await start();
    const session = await signIn(server, ADMIN_EMAIL);
    const replica = await welcomed(server, session);
    const file = join(server.dataDir, 'programme.json');
    writeFileSync(file, JSON.stringify(PROGRAMME));
    const first = await server.admin('import-programme', file);
    expect(first.err).toBe('');
    const line = JSON.parse(first.out) as { event: string };
    expect(line).toEqual({ event: expect.any(String) as string, sessions: 2, people: 1, rooms: 1, tracks: 1, refused: 0 });
    await replica.next('poke');

    type Seen = { parts: { plan: { lists: { sessions: { guid: string; title: { zh: string; en: string } }[] } } } };
    const titles = async () => {
      const seen = (await ask(server, 'GET', `/api/records/event/${line.event}`, { cookie: session.cookie })).json as Seen;
      return seen.parts.plan.lists.sessions.map(({ title }) => title.en || title.zh).sort();
    };
    expect(await titles()).toEqual(['Closing', 'Opening']);

    const renamed = structuredClone(PROGRAMME);
    renamed.schedule.conference.days[0]!.rooms['Main Hall']![1]!.title = 'Farewell';
    writeFileSync(file, JSON.stringify(renamed));
    expect(JSON.parse((await server.admin('import-programme', file)).out)).toMatchObject({ event: line.event, sessions: 2 });
    expect(await titles()).toEqual(['Farewell', 'Opening']);

    const exported = await server.admin('export-programme', line.event);
    expect((JSON.parse(exported.out) as typeof PROGRAMME).schedule.conference.title).toBe('Small Conference');
    expect((JSON.parse(exported.out) as { schedule: object }).schedule).toHaveProperty('qiao');
    const forAll = await server.admin('export-programme', line.event, '--public');
    expect((JSON.parse(forAll.out) as { schedule: object }).schedule).not.toHaveProperty('qiao');
    const calendar = await server.admin('export-programme', line.event, '--format', 'ics', '--language', 'en', '--alarm');
    expect(calendar.out.match(/^(SUMMARY|TRIGGER):[^\r]*/gm)).toEqual([
      'SUMMARY:Opening',
      'TRIGGER:-PT15M',
      'SUMMARY:Farewell',
      'TRIGGER:-PT15M',
    ]);
    writeFileSync(file, calendar.out);
    expect(JSON.parse((await server.admin('import-programme', file)).out)).toMatchObject({ event: line.event, sessions: 2 });
    const xml = await server.admin('export-programme', line.event, '--format', 'xml');
    writeFileSync(file, xml.out);
    expect(JSON.parse((await server.admin('import-programme', file)).out)).toMatchObject({ event: line.event, sessions: 2 });
    expect(await titles()).toEqual(['Farewell', 'Opening']);
    expect(await server.admin('export-programme', line.event, '--format', 'xlsx')).toMatchObject({ status: 1, out: '' });
    const head = (await ask(server, 'GET', '/metrics')).json['text'] as string;
    for (const bad of ['not json', '{"schedule":{}}', '<schedule>']) {
      writeFileSync(file, bad);
      const refused = await server.admin('import-programme', file);
      expect([refused.status, refused.out]).toEqual([1, '']);
      expect(refused.err).toContain('nothing was written');
    }
    const after = (await ask(server, 'GET', '/metrics')).json['text'] as string;
    expect(/^qiao_workspace_head .*$/m.exec(after)![0]).toBe(/^qiao_workspace_head .*$/m.exec(head)![0]);
    expect((await server.admin('export-programme', randomUUID())).status).toBe(1);
    replica.ws.close();
  });

  it('[DEC4] verifies the ledger and names the entry that was changed', async () => {
    const server = await start();
    const session = await signIn(server, ADMIN_EMAIL);
    for (let n = 0; n < 3; n++) await command(server, session, { type: 'create', kind: 'event', record: randomUUID() });
    expect(await server.admin('verify-ledger')).toMatchObject({ status: 0, out: 'The ledger is whole: 3 entries.\n' });
    const { client } = connect(databaseFile(server.dataDir));
    client.prepare(`UPDATE decision SET entry = replace(entry, '"draft"', '"approved"') WHERE n = 2`).run();
    client.close();
    expect(await server.admin('verify-ledger')).toMatchObject({ status: 1, err: 'Ledger entry 2: its text was changed\n' });
  });

  it('[EPO1] backs up and restores under a new epoch; a device brings back what the backup did not have', async () => {
    const server = await start();
    const session = await signIn(server, ADMIN_EMAIL);
    const officer = await addPerson(server, session, 'olga@example.test', ['officer'], [7]);
    await command(server, session, { type: 'create', kind: 'event', record: RECORD });
    const replica = await openReplica(server, session);
    const { epoch } = await replica.next('welcome');
    const { doc, updates } = author();
    doc.getMap('fields').set('before', 1);
    await replica.push(PLAN, updates[0]!);

    const file = join(server.dataDir, 'backup.sqlite');
    expect((await server.admin('backup', file)).status).toBe(0);
    const newer = await signIn(server, ADMIN_EMAIL);
    doc.getMap('fields').set('after', 1);
    expect((await replica.push(PLAN, updates[1]!)).kind).toBe('seq');
    const restored = await server.admin('restore', file);
    expect(restored.err).toBe('');
    expect(await replica.closed).toBeGreaterThanOrEqual(4401);
    expect((await ask(server, 'GET', '/api/me', { cookie: session.cookie })).status).toBe(401);

    const again = await signIn(server, 'olga@example.test', PASSWORD, officer.device);
    const back = await openReplica(server, again, { epoch });
    const welcome = await back.next('welcome');
    expect(welcome.mode).toBe('restored');
    expect(welcome.epoch).not.toBe(epoch);
    expect((await pulledHere(back)).getMap('fields').toJSON()).toEqual({ before: 1 });
    const thirdSession = await signIn(server, ADMIN_EMAIL, PASSWORD, session.device);
    const third = await openReplica(server, thirdSession, { epoch });
    expect((await third.next('welcome')).mode).toBe('restored');
    // Registered after the backup, and known all the same: like every other it brings back what others wrote.
    const { devices } = (await ask(server, 'GET', '/api/devices', { cookie: thirdSession.cookie })).json as { devices: { id: string }[] };
    expect(devices.map(({ id }) => id)).toContain(newer.device);
    expect((await third.push(PLAN, Y.encodeStateAsUpdate(doc))).kind).toBe('seq');
    expect((await pulledHere(third)).getMap('fields').toJSON()).toEqual({ before: 1, after: 1 });
    expect(existsSync(`${file}.part`)).toBe(false);
    expect((await server.admin('restore', join(server.dataDir, 'nothing'))).status).toBe(1);
    back.ws.close();
    third.ws.close();
  });
});

/** The plan as one pull from 0 gives it. */
async function pulledHere(replica: Replica): Promise<Y.Doc> {
  replica.send({ type: 'pull', cursor: 0, maxBytes: limits.PAGE_BYTES, have: '' });
  const page = await replica.next('page');
  const ydoc = new Y.Doc();
  for (const one of page.docs) {
    if (one.doc !== PLAN) continue;
    if (one.kind === 'snapshot') Y.applyUpdate(ydoc, one.update);
    if (one.kind === 'tail') for (const row of one.rows) Y.applyUpdate(ydoc, row.update);
  }
  return ydoc;
}

function session(guid: string, id: number, title: string, start: string) {
  return {
    guid,
    id,
    title,
    subtitle: '',
    start,
    date: `2026-10-21T${start}:00+08:00`,
    duration: '00:30',
    room: 'Main Hall',
    slug: `s-${id}`,
    url: `https://example.test/${id}`,
    logo: null,
    track: 'Plenary',
    type: 'lecture',
    language: 'en',
    abstract: '',
    description: '',
    recording_license: '',
    do_not_record: false,
    persons: [{ id: 7, public_name: 'Lin Shan' }],
    links: [],
    attachments: [],
  };
}

const PROGRAMME = {
  schedule: {
    version: '1',
    conference: {
      acronym: 'small',
      title: 'Small Conference',
      start: '2026-10-21',
      end: '2026-10-21',
      daysCount: 1,
      timeslot_duration: '00:15',
      time_zone_name: 'Asia/Shanghai',
      days: [
        {
          index: 1,
          date: '2026-10-21',
          day_start: '2026-10-21T08:00:00+08:00',
          day_end: '2026-10-21T20:00:00+08:00',
          rooms: {
            'Main Hall': [
              session('11111111-1111-4111-8111-111111111111', 1, 'Opening', '09:00'),
              session('22222222-2222-4222-8222-222222222222', 2, 'Closing', '17:00'),
            ],
          } as Record<string, ReturnType<typeof session>[]>,
        },
      ],
    },
  },
};
