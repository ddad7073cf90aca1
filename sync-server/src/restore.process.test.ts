/** What devices bring back to the real process after the restore of an old backup: decisions first, then content (SPEC EPO5, EPO6). */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import * as Y from 'yjs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { canonicalJson } from '@qiao/domain';
import { limits, type PageDoc, type ReturnResult } from '@qiao/sync/protocol';
import { newLedgerKey } from './commands/ledger-key.ts';
import { linkHash } from './commands/ledger.ts';
import { databaseFile } from './open-store.ts';
import { connect } from './store/sqlite/connection.ts';
import { addPerson, ask, command, openReplica, signIn, type Replica, type Session } from './testing/client.ts';
import { ADMIN_EMAIL, PASSWORD, startProcess, type ServerProcess } from './testing/server-process.ts';

// Processes start slowly where many run.
vi.setConfig({ testTimeout: 40_000, hookTimeout: 40_000 });

const ID = '0198aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee';
const RECORD = `event/${ID}`;
const OLGA = 'olga@example.test';

const running: ServerProcess[] = [];
afterEach(() => Promise.all(running.splice(0).map((server) => server.destroy())));

/** What a device stored of the pages it was sent. */
interface Held {
  epoch: string;
  ledger: string;
  facts: string;
  parts: Map<string, Y.Doc>;
}

async function pullAll(replica: Replica, epoch: string): Promise<Held> {
  const held: Held = { epoch, ledger: '[]', facts: '', parts: new Map() };
  for (let cursor = 0, have = '', more = true; more;) {
    replica.send({ type: 'pull', cursor, maxBytes: limits.PAGE_BYTES, have });
    const page = await replica.next('page');
    for (const doc of page.docs) if (doc.doc.startsWith(`${RECORD}/`)) store(held, doc);
    ({ next: cursor, id: have, more } = page);
  }
  return held;
}

function store(held: Held, doc: PageDoc): void {
  if (doc.kind === 'ledger') held.ledger = doc.json;
  if (doc.kind === 'facts') held.facts = doc.json;
  const updates = doc.kind === 'snapshot' ? [doc.update] : doc.kind === 'tail' ? doc.rows.map((row) => row.update) : [];
  if (updates.length === 0) return;
  const ydoc = held.parts.get(doc.doc) ?? new Y.Doc();
  held.parts.set(doc.doc, ydoc);
  for (const update of updates) Y.applyUpdate(ydoc, update);
}

async function joined(server: ServerProcess, session: Session, epoch = ''): Promise<{ replica: Replica; mode: string; epoch: string }> {
  const replica = await openReplica(server, session, { epoch });
  const welcome = await replica.next('welcome');
  return { replica, mode: welcome.mode, epoch: welcome.epoch };
}

async function bringBack(replica: Replica, { ledger, facts }: Pick<Held, 'ledger' | 'facts'>): Promise<ReturnResult> {
  replica.send({ type: 'return', n: 1, record: RECORD, ledger, facts });
  return (await replica.next('returned')).result;
}

const seen = async (server: ServerProcess, session: Session) => ask(server, 'GET', `/api/records/${RECORD}`, { cookie: session.cookie });
const fields = (ydoc: Y.Doc | undefined): unknown => ydoc?.getMap('fields').toJSON();

/** An office with a backup from before the event, which a device then made, wrote and submitted; the backup is restored. */
async function restoredOffice() {
  const server = await startProcess();
  running.push(server);
  const director = await signIn(server, ADMIN_EMAIL);
  const olga = await addPerson(server, director, OLGA, ['officer'], [7]);
  const file = join(server.dataDir, 'backup.sqlite');
  expect((await server.admin('backup', file)).status).toBe(0);

  const create = { id: randomUUID(), type: 'create', kind: 'event', record: ID };
  expect((await command(server, olga, create)).status).toBe(200);
  const first = await joined(server, olga);
  const short = await pullAll(first.replica, first.epoch);
  for (const part of ['case', 'plan']) {
    const ydoc = new Y.Doc();
    ydoc.getMap('fields').set('place', `昆明 ${part}`);
    expect((await first.replica.push(`${RECORD}/${part}`, Y.encodeStateAsUpdate(ydoc))).kind).toBe('seq');
  }
  expect((await command(server, olga, { type: 'submit', kind: 'event', record: ID, opinion: '请审' })).status).toBe(200);
  const held = await pullAll(first.replica, first.epoch);
  expect((JSON.parse(held.ledger) as unknown[]).length).toBe(2);

  const restored = await server.admin('restore', file);
  expect(restored.err).toBe('');
  await first.replica.closed;
  const again = {
    director: await signIn(server, ADMIN_EMAIL, PASSWORD, director.device),
    olga: await signIn(server, OLGA, PASSWORD, olga.device),
  };
  expect((await seen(server, again.olga)).status).toBe(404);
  return { server, file, held, short, create, devices: { director: director.device, olga: olga.device }, ...again };
}

describe('a restored server', () => {
  it('[EPO5] [EPO6] has an event again that was made, written and submitted after the backup, and shows it to who never held it', async () => {
    const { server, held, short, create, olga, director } = await restoredOffice();
    const { replica, mode, epoch } = await joined(server, olga, held.epoch);
    expect(mode).toBe('restored');
    expect(await bringBack(replica, held)).toEqual({ kind: 'adopted' });
    // The case is frozen by the decision that just came back.
    for (const [doc, ydoc] of held.parts) expect((await replica.push(doc, Y.encodeStateAsUpdate(ydoc))).kind).toBe('seq');
    const mine = await pullAll(replica, epoch);
    expect(JSON.parse(mine.facts)).toEqual(JSON.parse(held.facts));
    expect(JSON.parse(mine.ledger)).toHaveLength(2);

    const other = await joined(server, director, held.epoch);
    expect(other.mode).toBe('restored');
    expect(await bringBack(other.replica, short)).toEqual({ kind: 'known' });
    const theirs = await pullAll(other.replica, other.epoch);
    for (const part of ['case', 'plan']) expect(fields(theirs.parts.get(`${RECORD}/${part}`))).toEqual({ place: `昆明 ${part}` });
    expect((await seen(server, director)).json).toMatchObject({ facts: { state: 'submitted', ownerName: 'olga' } });
    // A late answer is asked for again, and the office goes on.
    expect((await command(server, olga, create)).json).toMatchObject({ ok: true });
    expect((await command(server, director, { type: 'approve', kind: 'event', record: ID })).status).toBe(200);
    expect(await server.admin('verify-ledger')).toMatchObject({ status: 0, out: 'The ledger is whole: 3 entries.\n' });
    for (const one of [replica, other.replica]) one.ws.close();
  });

  it('[EPO5] makes nothing of entries that were changed or that another key signed, nor after the first pull', async () => {
    const { server, held, olga } = await restoredOffice();
    type Item = { entry: Record<string, unknown>; hash: string; signature: string };
    const changed = (how: (items: Item[]) => void): Pick<Held, 'ledger' | 'facts'> => {
      const items = JSON.parse(held.ledger) as Item[];
      how(items);
      return { ledger: JSON.stringify(items), facts: held.facts };
    };
    const foreign = newLedgerKey();
    const { replica, epoch } = await joined(server, olga, held.epoch);
    for (const wrong of [
      changed((items) => void (items[1]!.entry['type'] = 'approve')),
      changed((items) => void (items[1]!.signature = items[0]!.signature)),
      changed((items) => {
        for (const item of items) {
          item.entry['key'] = foreign.id;
          const hash = linkHash(Buffer.from(item.entry['previous'] as string, 'base64'), canonicalJson(item.entry));
          item.hash = Buffer.from(hash).toString('base64');
          item.signature = Buffer.from(foreign.sign(hash)).toString('base64');
        }
      }),
    ])
      expect(await bringBack(replica, wrong)).toEqual({ kind: 'code', code: 'bad-ledger' });
    expect((await seen(server, olga)).status).toBe(404);
    await pullAll(replica, epoch);
    expect(await bringBack(replica, held)).toEqual({ kind: 'code', code: 'forbidden' });
    expect((await seen(server, olga)).status).toBe(404);
    expect(await server.admin('verify-ledger')).toMatchObject({ status: 0, out: 'The ledger is whole: 0 entries.\n' });
    replica.ws.close();
  });

  it('[EPO5] keeps what was signed where something else was decided since, and changes nothing', async () => {
    const { server, held, olga } = await restoredOffice();
    expect((await command(server, olga, { type: 'create', kind: 'event', record: ID })).status).toBe(200);
    const { replica } = await joined(server, olga, held.epoch);
    for (let time = 0; time < 2; time++) expect(await bringBack(replica, held)).toEqual({ kind: 'kept' });
    expect((await seen(server, olga)).json).toMatchObject({ facts: { state: 'draft' } });
    const { client } = connect(databaseFile(server.dataDir));
    const rows = client.prepare('SELECT doc, code, bytes FROM quarantine').all() as { doc: string; code: string; bytes: Buffer }[];
    client.close();
    expect(rows.map(({ doc, code }) => [doc, code])).toEqual([[`${RECORD}/$ledger`, 'diverged']]);
    expect(rows[0]!.bytes.toString()).toBe(`{"ledger":${held.ledger},"facts":${held.facts}}`);
    replica.ws.close();
  });
});
