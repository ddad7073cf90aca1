/** Signing in, people, records and the rest of the HTTP interface of the real process. */
import { randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { decodeHistory } from '@qiao/sync/protocol';
import * as Y from 'yjs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { connect } from './store/sqlite/connection.ts';
import { databaseFile } from './open-store.ts';
import { OPENAPI } from './http/openapi.ts';
import { MAX_BODY_BYTES, MAX_COMMAND_BYTES } from './http/body.ts';
import { MAX_FRAME_BYTES } from './http/sockets.ts';
import { MAX_LIMIT } from './project/record-routes.ts';
import { FREE_TRIES_PER_EMAIL, MAX_LABEL } from './access/limits.ts';
import { addPerson, ask, codeOf, command, openReplica, signIn, until, type Session } from './testing/client.ts';
import { ADMIN_EMAIL, PASSWORD, startProcess, type ServerProcess } from './testing/server-process.ts';

// Processes start slowly where many run.
vi.setConfig({ testTimeout: 40_000, hookTimeout: 40_000 });

let server: ServerProcess;
let admin: Session;
let officer: Session;
let host: Session;

beforeAll(async () => {
  server = await startProcess();
  admin = await signIn(server, ADMIN_EMAIL);
  officer = await addPerson(server, admin, 'olga@example.test', ['officer'], [7]);
  host = await addPerson(server, admin, 'hugo@example.test', ['host']);
});
afterAll(() => server.destroy());

/** The answer's body, over a connection of its own: what answers before it has read all closes it. */
function postOnce(path: string, cookie: string, body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { cookie, 'content-type': 'application/json', 'content-length': body.length };
    const sent = request(`${server.url}${path}`, { method: 'POST', agent: false, headers }, (answer) => {
      answer.setEncoding('utf8');
      let text = '';
      answer.on('data', (piece: string) => (text += piece)).on('end', () => resolve(text));
    });
    sent.on('error', reject).end(body);
  });
}

describe('signing in', () => {
  it('gives a cookie that scripts cannot read, and says who, where and for how long', async () => {
    const answer = await ask(server, 'POST', '/api/login', { body: { email: ' Olga@Example.test ', password: PASSWORD } });
    expect(answer.headers.get('set-cookie')).toMatch(/^qiao_session=[\w-]{43}; HttpOnly; Max-Age=2592000; Path=\/; SameSite=Lax$/);
    expect(answer.json).toMatchObject({
      user: { id: officer.user, name: 'olga', email: 'olga@example.test', roles: ['officer'], desks: [7], department: '' },
      workspace: officer.workspace,
      leaseDays: 30,
    });
    const cookie = answer.headers.get('set-cookie')!.split(';')[0]!;
    expect((await ask(server, 'GET', '/api/me', { cookie })).json).toEqual(answer.json);
  });

  it('keeps the device that is one’s own, takes a new one, and never another’s', async () => {
    expect((await signIn(server, 'olga@example.test', PASSWORD, officer.device)).device).toBe(officer.device);
    const mine = randomUUID();
    expect((await signIn(server, 'olga@example.test', PASSWORD, mine)).device).toBe(mine);
    expect((await signIn(server, 'hugo@example.test', PASSWORD, mine)).device).not.toBe(mine);
  });

  it('holds no session id that could sign in', async () => {
    const { client } = connect(databaseFile(server.dataDir));
    const ids = client.prepare<[], { id: string }>('SELECT id FROM session').all();
    client.close();
    const tokens = [admin, officer, host].map((session) => session.cookie.split('=')[1]);
    expect(ids.length).toBeGreaterThanOrEqual(3);
    for (const { id } of ids) {
      expect(id).toMatch(/^[0-9a-f]{64}$/);
      expect(tokens).not.toContain(id);
      expect((await ask(server, 'GET', '/api/me', { cookie: `qiao_session=${id}` })).status).toBe(401);
    }
  });

  it('tells a wrong password and an unknown address alike, counts down, then makes both wait', async () => {
    await addPerson(server, admin, 'tess@example.test', ['officer']);
    for (const email of ['tess@example.test', 'nobody@example.test']) {
      for (let left = FREE_TRIES_PER_EMAIL - 1; left >= 0; left--) {
        const answer = await ask(server, 'POST', '/api/login', { body: { email, password: 'wrong password' } });
        expect(answer.status).toBe(401);
        const { details } = answer.json['error'] as { details: unknown };
        expect(answer.json['error']).toMatchObject({ code: 'wrong-password' });
        // The last try says at once how long to wait.
        expect(details).toEqual(left > 0 ? { triesLeft: left } : { triesLeft: 0, retryAfter: 30 });
      }
      const waits = await ask(server, 'POST', '/api/login', { body: { email, password: PASSWORD } });
      expect(waits.status).toBe(429);
      expect(waits.json['error']).toMatchObject({ code: 'too-many', details: { retryAfter: 30 } });
    }
    expect((await signIn(server, 'olga@example.test')).user).toBe(officer.user);
  });

  it('tells that an account is disabled to whoever has its password, and to nobody else', async () => {
    const email = 'dora@example.test';
    const { user: id } = await addPerson(server, admin, email, ['officer']);
    expect((await ask(server, 'POST', '/api/users', { cookie: admin.cookie, body: { id, disabled: true } })).status).toBe(200);
    const right = await ask(server, 'POST', '/api/login', { body: { email, password: PASSWORD } });
    expect([right.status, right.json['error']]).toMatchObject([403, { code: 'account-disabled' }]);
    const wrong = await ask(server, 'POST', '/api/login', { body: { email, password: 'wrong password' } });
    expect([wrong.status, wrong.json['error']]).toMatchObject([401, { code: 'wrong-password' }]);
  });

  it('counts wrong passwords that come all at once one by one', async () => {
    const body = { email: 'burst@example.test', password: 'wrong password' };
    const answers = await Promise.all(Array.from({ length: 12 }, () => ask(server, 'POST', '/api/login', { body })));
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(FREE_TRIES_PER_EMAIL);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(12 - FREE_TRIES_PER_EMAIL);
  });

  it('an expired session is nobody’s, and its sockets are cut', async () => {
    const session = await signIn(server, 'hugo@example.test');
    const replica = await openReplica(server, session);
    await replica.next('welcome');
    const { client } = connect(databaseFile(server.dataDir));
    client.prepare('UPDATE session SET expires_at = ? WHERE device = ?').run(Date.now() - 1, session.device);
    client.close();
    const began = Date.now();
    expect(await replica.closed).toBe(4401);
    expect(Date.now() - began).toBeLessThan(5000);
    expect((await ask(server, 'GET', '/api/me', { cookie: session.cookie })).status).toBe(401);
  });

  it('signs out for good', async () => {
    const session = await signIn(server, 'hugo@example.test');
    const out = await ask(server, 'POST', '/api/logout', { cookie: session.cookie });
    expect(out.headers.get('set-cookie')).toContain('Max-Age=0');
    expect((await ask(server, 'GET', '/api/me', { cookie: session.cookie })).status).toBe(401);
  });

  it('renews a session that is more than half over', async () => {
    const session = await signIn(server, 'hugo@example.test');
    const { client } = connect(databaseFile(server.dataDir));
    client.prepare('UPDATE session SET expires_at = ? WHERE device = ?').run(Date.now() + 86_400_000, session.device);
    const me = await ask(server, 'GET', '/api/me', { cookie: session.cookie });
    const row = client.prepare<[string], { expires_at: number }>('SELECT expires_at FROM session WHERE device = ?').get(session.device)!;
    client.close();
    expect(me.headers.get('set-cookie')).toContain('Max-Age=2592000');
    expect(row.expires_at).toBeGreaterThan(Date.now() + 29 * 86_400_000);
  });
});

describe('requests from elsewhere', () => {
  it('[SES1] are refused on everything that changes something', async () => {
    const origin = 'https://elsewhere.example';
    for (const [method, path] of [
      ['POST', '/api/login'],
      ['POST', '/api/logout'],
      ['POST', '/api/commands'],
      ['POST', '/api/users'],
      ['DELETE', '/api/devices/x'],
    ] as const) {
      const answer = await ask(server, method, path, { cookie: admin.cookie, headers: { origin }, body: {} });
      expect([answer.status, codeOf(answer)]).toEqual([403, 'foreign-origin']);
    }
    expect((await ask(server, 'POST', '/api/logout', { headers: { 'sec-fetch-site': 'cross-site' } })).status).toBe(403);
    expect((await ask(server, 'GET', '/api/me', { cookie: admin.cookie, headers: { origin } })).status).toBe(200);
  });

  it('say in the asker’s language what is wrong and how to mend it', async () => {
    const message = async (language?: string) =>
      (
        (await ask(server, 'GET', '/api/me', language ? { headers: { 'accept-language': language } } : {})).json['error'] as {
          message: string;
        }
      ).message;
    expect(await message()).toContain('登录');
    expect(await message('en-GB,en;q=0.9,zh;q=0.5')).toContain('signed out');
    expect(await message('zh-CN,zh;q=0.9,en;q=0.8')).toContain('登录');
  });

  it('of too many bytes or of no JSON are refused', async () => {
    const { cookie } = admin;
    expect(codeOf(await ask(server, 'POST', '/api/login', { body: 'x'.repeat(MAX_BODY_BYTES + 1) }))).toBe('too-large');
    expect(codeOf(await ask(server, 'POST', '/api/login', { body: 'x'.repeat(MAX_BODY_BYTES) }))).toBe('bad-request');
    expect(codeOf(await ask(server, 'POST', '/api/login', { body: '{"email":' }))).toBe('bad-request');
    expect(codeOf(await ask(server, 'POST', '/api/commands', { cookie, body: 'x'.repeat(MAX_COMMAND_BYTES) }))).toBe('bad-command');
    expect(await postOnce('/api/commands', cookie, 'x'.repeat(MAX_COMMAND_BYTES + 1))).toContain('"too-large"');
    expect(codeOf(await ask(server, 'POST', '/api/commands', { cookie, body: '[]' }))).toBe('bad-command');
    const form = await ask(server, 'POST', '/api/commands', { cookie, headers: { 'content-type': 'text/plain' }, body: '{}' });
    expect(codeOf(form)).toBe('bad-command');
  });

  it('[NAM4] of a frame above MAX_FRAME_BYTES end their socket before they are read whole', async () => {
    const replica = await openReplica(server, officer);
    await replica.next('welcome');
    const closed = new Promise<number>((resolve) => replica.ws.once('close', resolve));
    replica.ws.send(new Uint8Array(MAX_FRAME_BYTES + 1));
    expect(await closed).toBe(1009);
  });

  it('carry headers that keep a browser from being led astray', async () => {
    const { headers } = await ask(server, 'GET', '/healthz');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(headers.get('content-security-policy')).not.toContain("script-src 'self' 'unsafe-inline'");
    expect((await ask(server, 'GET', '/api/me')).headers.get('cache-control')).toBe('no-store');
  });
});

describe('people', () => {
  it('are added and changed by administrators only', async () => {
    expect(codeOf(await ask(server, 'POST', '/api/users', { cookie: officer.cookie, body: {} }))).toBe('forbidden');
    const body = { email: 'new@example.test', name: 'New', roles: ['liaison'], department: 'arts' };
    const made = await ask(server, 'POST', '/api/users', { cookie: admin.cookie, body });
    const password = made.json['password'] as string;
    expect((await signIn(server, 'new@example.test', password)).user).toBe((made.json['user'] as { id: string }).id);
    expect(codeOf(await ask(server, 'POST', '/api/users', { cookie: admin.cookie, body }))).toBe('email-taken');
    expect(
      codeOf(
        await ask(server, 'POST', '/api/users', { cookie: admin.cookie, body: { ...body, email: 'b@example.test', password: 'short' } }),
      ),
    ).toBe('weak-password');
    expect(codeOf(await ask(server, 'POST', '/api/users', { cookie: admin.cookie, body: { ...body, roles: ['king'] } }))).toBe(
      'bad-request',
    );
    expect(codeOf(await ask(server, 'POST', '/api/users', { cookie: admin.cookie, body: { id: randomUUID(), name: 'x' } }))).toBe(
      'not-found',
    );
  });

  it('always include one who can manage accounts: the last administrator is neither disabled nor made something else', async () => {
    const change = (body: object) => ask(server, 'POST', '/api/users', { cookie: admin.cookie, body: { id: admin.user, ...body } });
    expect(codeOf(await change({ roles: ['director'] }))).toBe('last-admin');
    expect(codeOf(await change({ disabled: true }))).toBe('last-admin');
    const second = await addPerson(server, admin, 'ada@example.test', ['admin']);
    expect(codeOf(await change({ name: 'Still an administrator' }))).toBeUndefined();
    expect(
      codeOf(await ask(server, 'POST', '/api/users', { cookie: admin.cookie, body: { id: second.user, disabled: true } })),
    ).toBeUndefined();
    // One who cannot sign in manages nothing.
    expect(codeOf(await change({ roles: ['director'] }))).toBe('last-admin');
  });

  it('are listed for the office with name and roles, and not for guests', async () => {
    const list = (await ask(server, 'GET', '/api/users', { cookie: officer.cookie })).json['users'] as object[];
    expect(list).toContainEqual({ id: officer.user, name: 'olga', roles: ['officer'] });
    expect(codeOf(await ask(server, 'GET', '/api/users', { cookie: host.cookie }))).toBe('forbidden');
    expect((await ask(server, 'GET', '/api/users')).status).toBe(401);
  });

  it('set their own password with the old one: other sessions end, this one goes on, and the old password opens nothing', async () => {
    const here = await addPerson(server, admin, 'pia@example.test', ['officer'], [7]);
    const there = await signIn(server, 'pia@example.test');
    const set = (current: string, next: string) => ask(server, 'POST', '/api/password', { cookie: here.cookie, body: { current, next } });
    expect(codeOf(await set('not the old one', 'a new one to remember'))).toBe('wrong-password');
    expect(codeOf(await set(PASSWORD, 'short'))).toBe('weak-password');
    expect((await set(PASSWORD, 'a new one to remember')).json).toEqual({ ok: true });
    expect((await ask(server, 'GET', '/api/me', { cookie: here.cookie })).status).toBe(200);
    expect((await ask(server, 'GET', '/api/me', { cookie: there.cookie })).status).toBe(401);
    const login = (password: string) => ask(server, 'POST', '/api/login', { body: { email: 'pia@example.test', password } });
    expect(codeOf(await login(PASSWORD))).toBe('wrong-password');
    expect((await login('a new one to remember')).status).toBe(200);
    expect(codeOf(await ask(server, 'POST', '/api/password', { body: { current: PASSWORD, next: PASSWORD } }))).toBe('unauthenticated');
  });

  it('see their own devices; another’s looks absent', async () => {
    const own = (await ask(server, 'GET', '/api/devices', { cookie: host.cookie })).json['devices'] as {
      id: string;
      user: string;
      current: boolean;
    }[];
    expect(own.every((device) => device.user === host.user)).toBe(true);
    expect(own.find((device) => device.current)?.id).toBe(host.device);
    expect(codeOf(await ask(server, 'DELETE', `/api/devices/${officer.device}`, { cookie: host.cookie }))).toBe('not-found');
    expect(codeOf(await ask(server, 'DELETE', `/api/devices/${randomUUID()}`, { cookie: host.cookie }))).toBe('not-found');
  });

  it('name their own devices; the name stays at the next sign-in, and another’s looks absent', async () => {
    const label = async (): Promise<unknown> => {
      const { json } = await ask(server, 'GET', '/api/devices', { cookie: host.cookie });
      return (json['devices'] as { id: string; label: string }[]).find(({ id }) => id === host.device)?.label;
    };
    const name = (device: string, label: string) => ask(server, 'POST', `/api/devices/${device}`, { cookie: host.cookie, body: { label } });
    expect((await name(host.device, ' 大堂平板 ')).json).toEqual({ ok: true });
    expect(await label()).toBe('大堂平板');
    const body = { email: 'hugo@example.test', password: PASSWORD, device: host.device };
    expect((await ask(server, 'POST', '/api/login', { body, headers: { 'user-agent': 'Chrome/140 Windows' } })).status).toBe(200);
    expect(await label()).toBe('大堂平板');
    for (const wrong of [' ', '长'.repeat(MAX_LABEL + 1)]) expect(codeOf(await name(host.device, wrong))).toBe('bad-request');
    expect((await name(host.device, '长'.repeat(MAX_LABEL))).status).toBe(200);
    expect(codeOf(await name(officer.device, '别人的'))).toBe('not-found');
    expect((await ask(server, 'POST', `/api/devices/${host.device}`, { body: { label: 'x' } })).status).toBe(401);
  });

  it('[PUL5] a change of roles raises the access version and pokes', async () => {
    const person = await addPerson(server, admin, 'rolf@example.test', ['officer'], [3]);
    const replica = await openReplica(server, person);
    const { accessVersion } = await replica.next('welcome');
    await ask(server, 'POST', '/api/users', { cookie: admin.cookie, body: { id: person.user, desks: [7] } });
    await replica.next('poke');
    replica.send({ type: 'pull', cursor: 0, maxBytes: 1000, have: '' });
    expect((await replica.next('page')).accessVersion).toBe(accessVersion + 1);
    replica.ws.close();
  });
});

describe('commands and records', () => {
  const record = '0198aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee';

  it('makes a record once, shows it to who may see it, and to others nothing', async () => {
    const body = { id: randomUUID(), type: 'create', kind: 'event', record };
    const first = await ask(server, 'POST', '/api/commands', { cookie: officer.cookie, body });
    expect(first.json).toMatchObject({ ok: true, facts: { id: record, state: 'draft', owner: officer.user } });
    expect((await ask(server, 'POST', '/api/commands', { cookie: officer.cookie, body })).json).toEqual(first.json);
    expect(codeOf(await command(server, admin, { type: 'create', kind: 'event', record }))).toBe('exists');
    expect(codeOf(await command(server, host, { type: 'create', kind: 'event', record }))).toBe('not-found');

    const seen = await ask(server, 'GET', `/api/records/event/${record}`, { cookie: officer.cookie });
    expect(seen.json).toMatchObject({
      facts: { id: record },
      parts: { case: { fields: { place: '' } }, plan: { lists: { sessions: [] } } },
    });
    const [hidden, absent] = [
      await ask(server, 'GET', `/api/records/event/${record}`, { cookie: host.cookie }),
      await ask(server, 'GET', `/api/records/event/${randomUUID()}`, { cookie: host.cookie }),
    ];
    expect(hidden.status).toBe(404);
    expect(hidden.json).toEqual(absent.json);
  });

  it('lists what may be seen, in pages', async () => {
    for (let count = 0; count < 4; count++) await command(server, officer, { type: 'create', kind: 'event', record: randomUUID() });
    const ids: string[] = [];
    for (let after: string | null = ''; after !== null;) {
      const page = await ask(server, 'GET', `/api/records/event?limit=2${after ? `&after=${after}` : ''}`, { cookie: officer.cookie });
      ids.push(...(page.json['items'] as { facts: { id: string } }[]).map((item) => item.facts.id));
      after = page.json['next'] as string | null;
    }
    expect(ids).toHaveLength(5);
    expect(ids).toEqual([...ids].sort());
    expect((await ask(server, 'GET', '/api/records/event', { cookie: host.cookie })).json).toEqual({ items: [], next: null });
    const limited = (limit: number) => ask(server, 'GET', `/api/records/event?limit=${limit}`, { cookie: officer.cookie });
    expect((await limited(MAX_LIMIT)).status).toBe(200);
    expect(codeOf(await limited(MAX_LIMIT + 1))).toBe('bad-request');
    expect(codeOf(await ask(server, 'GET', '/api/records/unicorn', { cookie: officer.cookie }))).toBe('not-found');
  });

  it('[HIS1] [HIS2] gives the history of a part to who may read it, and says of it to nobody else more than of none', async () => {
    const made = randomUUID();
    await command(server, officer, { type: 'create', kind: 'event', record: made });
    const replica = await openReplica(server, officer);
    await replica.next('welcome');
    const ydoc = new Y.Doc();
    ydoc.getMap('fields').set('place', '昆明');
    expect((await replica.push(`event/${made}/case`, Y.encodeStateAsUpdate(ydoc))).kind).toBe('seq');
    replica.ws.close();
    const address = `${server.url}/api/history/event/${made}/case`;
    const answer = await fetch(address, { headers: { cookie: officer.cookie } });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/octet-stream']);
    const page = decodeHistory(new Uint8Array(await answer.arrayBuffer()));
    expect(page.rows).toMatchObject([{ actor: officer.user }]);
    expect(page.authors).toEqual([{ client: ydoc.clientID, user: officer.user, name: 'olga' }]);
    const asked = (path: string, cookie?: string) => ask(server, 'GET', path, cookie ? { cookie } : {});
    const hidden = await asked(`/api/history/event/${made}/case`, host.cookie);
    expect(hidden.status).toBe(404);
    expect((await asked(`/api/history/event/${randomUUID()}/case`, host.cookie)).json).toEqual(hidden.json);
    expect((await asked(`/api/history/event/${made}/case`)).status).toBe(401);
    expect(codeOf(await asked(`/api/history/event/${made}/case?after=-1`, officer.cookie))).toBe('bad-request');
    expect(codeOf(await asked(`/api/history/event/${made}/$facts`, officer.cookie))).toBe('not-found');
  });
});

describe('operation', () => {
  it('is alive and ready, and shows figures to this machine only', async () => {
    expect((await ask(server, 'GET', '/healthz')).json).toEqual({ ok: true });
    expect((await ask(server, 'GET', '/readyz')).status).toBe(200);
    const figures = (await ask(server, 'GET', '/metrics')).json['text'] as string;
    expect(figures).toMatch(/^qiao_workspace_head \d+$/m);
    expect(figures).toMatch(/route="\/api\/records\/:kind\/:id"/);
    expect((await ask(server, 'GET', '/metrics', { headers: { 'x-forwarded-for': '203.0.113.7' } })).status).toBe(404);
  });

  it('describes its routes as they are', async () => {
    const described = (await ask(server, 'GET', '/api/openapi.json')).json as typeof OPENAPI;
    expect(described).toEqual(JSON.parse(JSON.stringify(OPENAPI)));
    for (const [path, methods] of Object.entries(described.paths)) {
      for (const method of Object.keys(methods)) {
        const filled = path
          .replace('{kind}', 'event')
          .replace('{id}', randomUUID())
          .replace('{part}', 'plan')
          .replace('{hash}', 'a'.repeat(64));
        const answer = await ask(server, method.toUpperCase(), filled, method === 'get' ? {} : { body: {} });
        // A route that is not there answers with the app's page, or that there is no such page.
        expect([path, method, answer.status, codeOf(answer)]).not.toContain('no-such-page');
        expect(answer.json['text'] ?? '').not.toContain('<!doctype');
      }
    }
  });

  it('[SRV4] logs neither names nor addresses, tokens or ids', async () => {
    const chatty = await startProcess({ LOG_LEVEL: 'trace' });
    const session = await signIn(chatty, ADMIN_EMAIL);
    const record = randomUUID();
    await command(chatty, session, { type: 'create', kind: 'event', record });
    await ask(chatty, 'GET', `/api/records/event/${record}`, { cookie: session.cookie });
    await ask(chatty, 'POST', '/api/login', { body: { email: 'someone@example.test', password: 'secret secret' } });
    await until('the last request is logged', () => chatty.output().split('/api/login').length > 2);
    for (const secret of [
      ADMIN_EMAIL,
      'someone@',
      'secret secret',
      PASSWORD,
      session.cookie.split('=')[1]!,
      record,
      session.user,
      session.device,
    ]) {
      expect(chatty.output()).not.toContain(secret);
    }
    await chatty.destroy();
  });
});
