import { event } from '@qiao/domain/kinds';
import { NotSaved } from '@qiao/sync/store';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { peopleHere, rememberPerson } from '../session/people-here.ts';
import { session } from '../session/session.svelte.ts';
import { sync } from '../sync/sync.svelte.ts';
import { unsentFiles } from '../unsent-file.ts';
import { createRecord, intendMove } from './intents.ts';
import { OpenRecord } from './open-record.svelte.ts';

/** A person of their own for each test: a database of their own (SPEC DEV9). The server is not there. */
async function signInHere(): Promise<void> {
  const id = crypto.randomUUID();
  await rememberPerson({
    user: { id, name: '罗文静', email: 'luo@school.edu.cn', roles: ['director'], desks: [7], department: '国际处' },
    device: crypto.randomUUID(),
    workspace: crypto.randomUUID(),
    leaseDays: 30,
    contactAt: Date.now(),
    unsent: 0,
    pass: null,
  });
  await session.boot();
  await session.resume(id);
}

beforeEach(signInHere);
afterEach(() => sync.close());

const PARTS = ['case', 'minutes'];
async function openNew(): Promise<OpenRecord> {
  const record = new OpenRecord(event, await createRecord(event), PARTS);
  await vi.waitFor(() => expect(record.state).toBe('open'));
  return record;
}

describe('the sync of a tab', () => {
  test('is one client, however many ask for it at the same time', () => {
    expect(sync.opened()).toBe(sync.opened());
  });

  test('[DEV9] what was not sent is there again after the database was closed, and only for its owner', async () => {
    const record = await openNew();
    record.set('case', 'fields', 'title.zh', '高原生态研讨会');
    await sync.settled();
    record.close();
    await sync.close();
    const { store } = await sync.opened();
    expect((await store.outbox()).map((entry) => entry.type)).toEqual(['intent', 'edit']);
    await signInHere();
    const other = await sync.opened();
    expect(await other.store.outbox()).toEqual([]);
  });

  test('the file of unsent work holds edits and decisions in their order', async () => {
    const record = await openNew();
    record.set('case', 'fields', 'place', '云台厅');
    await sync.settled();
    const person = peopleHere().find((one) => one.user.id === session.me.user.id);
    if (!person) throw new Error('nobody is here');
    const [exported] = await unsentFiles(person);
    expect(exported!.name).toMatch(/^qiao-unsent-\d{4}-\d\d-\d\d\.json$/);
    const file = JSON.parse(await exported!.bytes.text()) as { outbox: { type: string; record?: string; doc?: string }[] };
    expect(file.outbox.map((entry) => entry.record ?? entry.doc)).toEqual([record.name, `${record.name}/case`]);
    record.close();
  });
});

describe('a record on a page', () => {
  test('made offline it stands at once, as its maker may expect it to be', async () => {
    const record = await openNew();
    expect(record.facts).toBeNull();
    expect(record.standing).toMatchObject({ state: 'draft', ownerName: '罗文静', department: '国际处' });
    expect(record.whyNot('case')).toBeNull();
    record.close();
  });

  test('what is typed shows at once, and undo takes back the last thing typed', async () => {
    const record = await openNew();
    record.set('case', 'fields', 'place', '报告厅');
    expect(record.projected['case']?.fields['place']).toBe('报告厅');
    record.undo();
    expect(record.projected['case']?.fields['place']).toBe('');
    record.redo();
    expect(record.projected['case']?.fields['place']).toBe('报告厅');
    record.close();
  });

  test('[PSH11] a decision that waits freezes here at once what it covers, and taking it back opens it again', async () => {
    const record = await openNew();
    record.set('case', 'fields', 'place', '报告厅');
    const id = await intendMove(record, 'submit', {});
    await record.read();
    expect(record.whyNot('case')).toBe('frozen');
    record.set('case', 'fields', 'place', '别处');
    expect(record.projected['case']?.fields['place']).toBe('报告厅');
    expect(record.whyNot('minutes')).toBeNull();
    await (await sync.opened()).client.withdrawIntent(id);
    await record.read();
    expect(record.whyNot('case')).toBeNull();
    record.close();
  });

  test('[DEC3] a decision carries the hash of what its maker saw and how far that reached', async () => {
    const record = await openNew();
    record.set('case', 'fields', 'place', '报告厅');
    await intendMove(record, 'submit', {});
    await record.read();
    const first = record.intents.find((intent) => intent.command.type === 'submit')?.command;
    expect(first?.contentHash).toMatch(/^[0-9a-f]{64}$/);
    expect(Object.keys(first?.vectors ?? {})).toEqual(['case']);
    record.close();
  });

  test('[DEV1] a decision that this device cannot store says so, waits for nothing, and is made when there is room', async () => {
    const record = await openNew();
    const { store } = await sync.opened();
    const full = vi.spyOn(store, 'saveIntent').mockRejectedValueOnce(new NotSaved('full'));
    await record.decide('submit', () => intendMove(record, 'submit', {}));
    expect(record.unkept?.type).toBe('submit');
    expect(record.intents.map((intent) => intent.command.type)).toEqual(['create']);
    await record.unkept?.again();
    expect(record.unkept).toBeNull();
    expect(record.intents.map((intent) => intent.command.type)).toEqual(['create', 'submit']);
    full.mockRestore();
    record.close();
  });

  test('one that this person no longer sees after their decision has left, and is not said never to have been', async () => {
    const record = await openNew();
    const { store } = await sync.opened();
    const facts = vi.spyOn(store, 'facts').mockResolvedValue(JSON.stringify(record.standing));
    await record.decide('submit', () => intendMove(record, 'submit', {}));
    expect(record.state).toBe('open');
    facts.mockResolvedValue(null);
    vi.spyOn(store, 'outbox').mockResolvedValue([]);
    await record.read();
    expect(record.state).toBe('left');
    expect(record.decided).toBe('submit');
    vi.restoreAllMocks();
    record.close();
  });

  test('one that is not here says so', async () => {
    const record = new OpenRecord(event, '00000000-0000-7000-8000-00000000dead', PARTS);
    await vi.waitFor(() => expect(record.state).toBe('absent'));
    record.close();
  });
});
