/** Both doors of the real process, and what must not get through them. */
import { randomBytes, randomUUID } from 'node:crypto';
import { WebsocketProvider } from 'y-websocket';
import * as encoding from 'lib0/encoding';
import WebSocket from 'ws';
import * as Y from 'yjs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { limits } from '@qiao/sync/protocol';
import { addPerson, ask, codeOf, command, openDoor, openReplica, signIn, until, type Session } from './testing/client.ts';
import { ADMIN_EMAIL, startProcess, type ServerProcess } from './testing/server-process.ts';

// Processes start slowly where many run.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 40_000 });

const RECORD = '0198aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee';
const EVENT = `event/${RECORD}`;
const PLAN = `${EVENT}/plan`;

let server: ServerProcess;
let admin: Session;
let officer: Session;
let host: Session;
let other: Session;

beforeAll(async () => {
  server = await startProcess();
  admin = await signIn(server, ADMIN_EMAIL);
  officer = await addPerson(server, admin, 'olga@example.test', ['officer'], [7]);
  host = await addPerson(server, admin, 'hugo@example.test', ['host']);
  other = await addPerson(server, admin, 'paul@example.test', ['officer'], [3]);
  await command(server, officer, { type: 'create', kind: 'event', record: RECORD });
  await command(server, officer, { type: 'assign', kind: 'event', record: RECORD, assignees: [{ id: host.user, name: 'hugo' }] });
});
afterAll(() => server.destroy());

/** One new cell under a client id of its own. */
function edit(key: string, value: unknown, client = randomBytes(4).readUInt32LE()): Uint8Array {
  const doc = new Y.Doc();
  doc.clientID = client;
  doc.getMap('fields').set(key, value);
  return Y.encodeStateAsUpdate(doc);
}

const live = (doc: string, session: Session) => openDoor(server, `/sync/doc/${doc}`, { cookie: session.cookie });

/** An unmodified provider with a cookie. */
function provider(doc: string, session: Session): { ydoc: Y.Doc; provider: WebsocketProvider; closedWith: () => number | null } {
  class WithCookie extends WebSocket {
    constructor(url: string) {
      super(url, { headers: { cookie: session.cookie } });
    }
  }
  const ydoc = new Y.Doc();
  let code: number | null = null;
  const made = new WebsocketProvider(`ws://localhost:${server.port}/sync/doc`, doc, ydoc, {
    WebSocketPolyfill: WithCookie as unknown as typeof globalThis.WebSocket,
    disableBc: true,
  });
  made.on('closed', (event: { code: number }) => (code = event.code));
  return { ydoc, provider: made, closedWith: () => code };
}

describe('the upgrades', () => {
  it('[SES1] open no socket for a foreign origin, without a cookie, or with a session that is not there', async () => {
    for (const path of ['/sync', `/sync/doc/${PLAN}`]) {
      const { cookie } = officer;
      expect((await openDoor(server, path, { cookie, origin: 'https://elsewhere.example' })).status).toBe(403);
      expect((await openDoor(server, path, {})).status).toBe(401);
      expect((await openDoor(server, path, { cookie: 'qiao_session=nobody' })).status).toBe(401);
      for (const name of ['localhost', '127.0.0.1']) {
        const door = await openDoor(server, path, { cookie, origin: `http://${name}:${server.port}` });
        expect(door.status).toBe(101);
        door.ws.close();
      }
    }
  });
});

describe('the live door', () => {
  it('[LIV1] an unmodified y-websocket provider joins, edits, and another sees it, with the real name in its awareness', async () => {
    const first = provider(PLAN, officer);
    const second = provider(PLAN, host);
    first.ydoc.getMap('fields').set('schedule', 'from a provider');
    first.provider.awareness.setLocalStateField('user', { name: 'somebody else' });
    await until('the edit arrives', () => second.ydoc.getMap('fields').get('schedule') === 'from a provider');
    await until('the name arrives', () => {
      const state = second.provider.awareness.getStates().get(first.ydoc.clientID) as { user?: { name?: string } } | undefined;
      return state?.user?.name === 'olga';
    });
    second.ydoc.getMap('fields').set('schedule', 'from the host');
    await until('the answer arrives', () => first.ydoc.getMap('fields').get('schedule') === 'from the host');
    first.provider.destroy();
    second.provider.destroy();
  });

  it('[LIV4] a guessed id looks like an absent one, and a host does not get at minutes', async () => {
    const guessed = provider(PLAN, other);
    const absent = provider(`event/${randomUUID()}/plan`, other);
    const minutes = provider(`${EVENT}/minutes`, host);
    const secret = provider(`${EVENT}/private`, host);
    for (const one of [guessed, absent, minutes, secret]) {
      await until('it is closed', () => one.closedWith() !== null);
      expect(one.closedWith()).toBe(4404);
      expect(Y.encodeStateAsUpdate(one.ydoc)).toEqual(Uint8Array.of(0, 0));
      one.provider.destroy();
    }
  });

  it('[LIV7] a reader that pushes is refused with 4403', async () => {
    const reader = provider(`${EVENT}/case`, host);
    await until('it has joined', () => reader.provider.synced);
    reader.ydoc.getMap('fields').set('place', 'x');
    await until('it is closed', () => reader.closedWith() !== null);
    expect(reader.closedWith()).toBe(4403);
    reader.provider.destroy();
  });

  it('[NAM3] truncated, random and oversized messages close their own socket with a final code, and no other', async () => {
    const bystander = provider(PLAN, officer);
    await until('it has joined', () => bystander.provider.synced);
    const update = (bytes: Uint8Array): Uint8Array => {
      const out = encoding.createEncoder();
      encoding.writeVarUint(out, 0);
      encoding.writeVarUint(out, 2);
      encoding.writeVarUint8Array(out, bytes);
      return encoding.toUint8Array(out);
    };
    const good = edit('schedule', 'good');
    for (const [bytes, code] of [
      [update(good).slice(0, -3), 4400],
      [Uint8Array.from(randomBytes(300)).fill(255, 0, 4), 4400],
      [update(good.slice(0, -2)), 4400],
      [new Uint8Array(limits.MAX_MESSAGE_BYTES + 1), 4413],
      [update(new Uint8Array(0)), 4400],
    ] as const) {
      const door = await live(PLAN, officer);
      door.ws.send(bytes);
      expect(await door.closed).toBe(code);
    }
    const text = await live(PLAN, officer);
    text.ws.send('text');
    expect(await text.closed).toBe(4400);
    expect(bystander.provider.wsconnected).toBe(true);
    bystander.provider.destroy();
  });

  it('[LIV8] 10,000 openings are cut off with 4429 while another session goes on undisturbed', async () => {
    const mover = provider(PLAN, officer);
    await until('it has joined', () => mover.provider.synced);
    const greedy = await signIn(server, 'hugo@example.test');
    let refused = 0;
    let open = 0;
    const doors: WebSocket[] = [];
    for (let batch = 0; batch < 100; batch++) {
      const some = await Promise.all(Array.from({ length: 100 }, () => live(PLAN, greedy)));
      for (const door of some) {
        doors.push(door.ws);
        void door.closed.then((code) => code === 4429 && refused++);
        open++;
      }
    }
    await until('those too many are closed', () => refused === open - limits.MAX_LIVE_PER_SESSION, 15_000);
    mover.ydoc.getMap('fields').set('schedule', 'undisturbed');
    const check = await openReplica(server, officer);
    await check.next('welcome');
    await until('the edit is stored', async () => {
      const answer = await ask(server, 'GET', `/api/records/event/${RECORD}`, { cookie: officer.cookie });
      const parts = answer.json['parts'] as { plan: { fields: Record<string, unknown> } };
      return parts.plan.fields['schedule'] === 'undisturbed';
    });
    for (const ws of doors) ws.terminate();
    check.ws.close();
    mover.provider.destroy();
  });
});

describe('the replica door', () => {
  it('[PSH1] acks, and refuses what is damaged, foreign, stale or not due, each with its code', async () => {
    const replica = await openReplica(server, officer);
    await replica.next('welcome');
    const good = edit('schedule', 'pushed', 4242);
    expect((await replica.push(PLAN, good)).kind).toBe('seq');
    expect(await replica.push(PLAN, good)).toEqual({ kind: 'known' });
    const doc = new Y.Doc();
    const updates: Uint8Array[] = [];
    doc.on('update', (update: Uint8Array) => updates.push(update));
    for (let at = 0; at < 3; at++) doc.getMap('fields').set(`k${at}`, at);
    const skip = Y.mergeUpdates([updates[0]!, updates[2]!]);
    const futureDelete = Uint8Array.of(0, 1, 9, 1, 77, 3);
    expect(await replica.push(PLAN, skip)).toEqual({ kind: 'code', code: 'bad-update' });
    expect(await replica.push(PLAN, futureDelete)).toEqual({ kind: 'hold' });
    expect(await replica.push(PLAN, good, 3)).toEqual({ kind: 'code', code: 'stale-generation' });
    expect(await replica.push(PLAN, new Uint8Array(limits.MAX_UPDATE_BYTES + 1))).toEqual({ kind: 'code', code: 'too-large' });
    expect(await replica.push('event/../plan', good)).toEqual({ kind: 'code', code: 'bad-name' });

    const guest = await openReplica(server, host);
    await guest.next('welcome');
    const more = new Y.Doc();
    more.clientID = 4242;
    more.getMap('fields').set('schedule', 'pushed');
    more.getMap('fields').set('schedule', 'in another’s name');
    expect(await guest.push(PLAN, Y.encodeStateAsUpdate(more))).toEqual({ kind: 'code', code: 'foreign-client' });
    expect(await guest.push(`${EVENT}/case`, edit('place', 'x'))).toEqual({ kind: 'code', code: 'forbidden' });
    expect(await guest.push(`${EVENT}/minutes`, edit('x', 1))).toEqual({ kind: 'code', code: 'not-found' });
    const stranger = await openReplica(server, other);
    await stranger.next('welcome');
    expect(await stranger.push(PLAN, edit('x', 1))).toEqual({ kind: 'code', code: 'not-found' });
    expect(await stranger.push(`event/${randomUUID()}/plan`, edit('x', 1))).toEqual({ kind: 'code', code: 'not-found' });
    for (const one of [replica, guest, stranger]) one.ws.close();
  });

  it('[PUL6] a page holds no byte of what is not due: the host gets neither minutes nor other events', async () => {
    const writer = await openReplica(server, officer);
    await writer.next('welcome');
    await writer.push(`${EVENT}/minutes`, edit('secret', 'among us'));
    const guest = await openReplica(server, host);
    await guest.next('welcome');
    guest.send({ type: 'pull', cursor: 0, maxBytes: limits.PAGE_BYTES, have: '' });
    const page = await guest.next('page');
    expect(page.docs.map((doc) => doc.doc.split('/')[2]).sort()).toEqual(['$facts', '$ledger', 'plan']);
    expect(
      Buffer.from(JSON.stringify(page.docs.map((doc) => ('update' in doc ? Buffer.from(doc.update).toString('utf8') : '')))).includes(
        'among us',
      ),
    ).toBe(false);
    writer.ws.close();
    guest.ws.close();
  });

  it('[NAM3] noise closes its socket with 4400', async () => {
    for (const bytes of [randomBytes(50), Buffer.from([3]), Buffer.alloc(0), Buffer.alloc(limits.MAX_MESSAGE_BYTES + 1)]) {
      const replica = await openReplica(server, officer);
      await replica.next('welcome');
      replica.ws.send(bytes);
      expect(await replica.closed).toBe(4400);
    }
  });

  it('[SES5] removing a device, disabling a person and signing out cut sockets within 5 s', async () => {
    const victim = await addPerson(server, admin, 'vera@example.test', ['officer'], [7]);
    const cutWithin = async (session: Session, act: () => Promise<unknown>): Promise<void> => {
      const replica = await openReplica(server, session);
      await replica.next('welcome');
      const door = await live(PLAN, session);
      const began = Date.now();
      await act();
      expect([await replica.closed, await door.closed]).toEqual([4401, 4401]);
      expect(Date.now() - began).toBeLessThan(5000);
    };
    await cutWithin(victim, () => ask(server, 'POST', '/api/logout', { cookie: victim.cookie }));
    const again = await signIn(server, 'vera@example.test');
    await cutWithin(again, () => ask(server, 'DELETE', `/api/devices/${again.device}`, { cookie: admin.cookie }));
    const third = await signIn(server, 'vera@example.test');
    await cutWithin(third, () => ask(server, 'POST', '/api/users', { cookie: admin.cookie, body: { id: third.user, disabled: true } }));
    expect(codeOf(await ask(server, 'GET', '/api/me', { cookie: third.cookie }))).toBe('unauthenticated');
  });

  it('[SES5] taking an assignment away closes the live socket with 4430', async () => {
    const guest = provider(PLAN, host);
    await until('it has joined', () => guest.provider.synced);
    await command(server, officer, { type: 'assign', kind: 'event', record: RECORD, assignees: [] });
    await until('it is closed', () => guest.closedWith() !== null, 5000);
    expect(guest.closedWith()).toBe(4430);
    guest.provider.destroy();
  });
});
