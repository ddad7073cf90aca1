import { contentHash, coveredJson, event, project, type Facts } from '@qiao/domain';
import * as Y from 'yjs';
import { beforeEach, describe, expect, it } from 'vitest';
import { newOffice, RECORD, type OfficeWorld } from '../testing/office-world.ts';
import { buildDoc } from '../relay/part-docs.ts';
import { verifyLedger } from './verify-ledger.ts';
import type { CommandAnswer } from './decide.ts';

const CASE = `event/${RECORD}/case`;
const PLAN = `event/${RECORD}/plan`;

let office: OfficeWorld;
beforeEach(async () => {
  office = newOffice();
  await office.person('olga', {});
  await office.person('dina', { roles: ['director'], desks: [] });
  await office.person('hugo', { roles: ['host'], desks: [] });
  await office.person('lea', { roles: ['leader'], desks: [] });
  await office.person('paul', { roles: ['officer'], desks: [3] });
});

const factsOf = (answer: CommandAnswer): Facts | null => (answer.ok ? answer.facts : null);
const codeOf = (answer: CommandAnswer): string => (answer.ok ? 'ok' : answer.code);
const accessOf = async (user: string): Promise<number> => (await office.store.read.user(user))!.accessVersion;
const decisions = async () => office.store.read.decisions(0, 99);

/** What somebody sees who has the case as it is stored. */
async function seen() {
  const ydoc = buildDoc(await office.store.read.partState(CASE));
  const json = coveredJson(event, 'submit', { case: project(event, 'case', ydoc) })!;
  return { json, contentHash: contentHash(json, RECORD), vectors: { case: Buffer.from(Y.encodeStateVector(ydoc)).toString('base64') } };
}

describe('commands', () => {
  it('[DEC2] writes facts and a ledger entry in one transaction, as rows of the log', async () => {
    const answer = await office.command('olga', { type: 'create' });
    expect(factsOf(answer)).toMatchObject({ state: 'draft', owner: 'olga', ownerName: 'OLGA' });
    expect(office.commits.at(-1)!.rows.map((row) => row.doc)).toEqual([`event/${RECORD}/$ledger`, `event/${RECORD}/$facts`]);
    expect(answer).toMatchObject({ ok: true, head: 2 });
    expect(JSON.parse((await decisions())[0]!.entry)).toMatchObject({
      n: 1,
      type: 'create',
      from: null,
      to: 'draft',
      person: { id: 'olga', role: 'officer' },
    });
  });

  it('[DEC2] leaves neither facts nor entry when the transaction fails', async () => {
    let broken = false;
    office = newOffice((point) => {
      if (broken && point === 'putRecord') throw new Error('disk full');
    });
    await office.person('olga', {});
    broken = true;
    await expect(office.command('olga', { type: 'create' })).rejects.toThrow('disk full');
    broken = false;
    expect(await decisions()).toEqual([]);
    expect(await office.store.read.partsOf('event', RECORD)).toEqual([]);
    expect((await office.command('olga', { type: 'create' })).ok).toBe(true);
  });

  it('[DEC1] gives the first answer again under the same id, and refuses another content under it', async () => {
    const id = '11111111-1111-4111-8111-111111111111';
    const first = await office.command('olga', { id, type: 'create' });
    expect(await office.command('olga', { id, type: 'create' })).toEqual(first);
    expect(await decisions()).toHaveLength(1);
    expect(codeOf(await office.command('olga', { id, type: 'archive' }))).toBe('command-reused');
    expect(codeOf(await office.command('dina', { id, type: 'create' }))).toBe('command-reused');
    const refused = { id: '22222222-2222-4222-8222-222222222222', type: 'approve' as const };
    expect(codeOf(await office.command('dina', refused))).toBe('no-transition');
    await office.command('olga', { type: 'submit' });
    expect(codeOf(await office.command('dina', refused))).toBe('no-transition');
  });

  it('[DEC5] the same record twice is known to its maker, exists for who may read it, and is not there for others', async () => {
    await office.command('olga', { type: 'create' });
    expect(await office.command('olga', { type: 'create' })).toMatchObject({ ok: true, head: 0, facts: { owner: 'olga' } });
    expect(codeOf(await office.command('dina', { type: 'create' }))).toBe('exists');
    expect(codeOf(await office.command('paul', { type: 'create' }))).toBe('not-found');
    expect(await decisions()).toHaveLength(1);
  });

  it('[DEC6] shows facts only to who may still read the record', async () => {
    const id = '33333333-3333-4333-8333-333333333333';
    await office.command('dina', { type: 'create' });
    await office.command('dina', { id, type: 'assign', assignees: [{ id: 'hugo', name: 'HUGO' }] });
    await office.person('dina', { roles: ['officer'], desks: [1] });
    await office.store.write(async (tx) => {
      const record = (await tx.record('event', RECORD))!;
      await tx.putRecord({ ...record, facts: JSON.stringify({ ...(JSON.parse(record.facts) as Facts), owner: 'olga' }) });
    });
    expect(await office.command('dina', { id, type: 'assign', assignees: [{ id: 'hugo', name: 'HUGO' }] })).toEqual({
      ok: true,
      head: 4,
      facts: null,
    });
  });

  it('[DEC3] decides on what its maker saw: behind is held, different is refused with who and when, the same is stored', async () => {
    await office.command('olga', { type: 'create' });
    await office.write('olga', CASE, 'place', '昆明');
    const { json, ...before } = await seen();

    const ahead = Buffer.from(Uint8Array.of(1, 99, 3)).toString('base64');
    const id = '44444444-4444-4444-8444-444444444444';
    expect(codeOf(await office.command('olga', { id, type: 'submit', ...before, vectors: { case: ahead } }))).toBe('hold');
    await office.write('dina', CASE, 'place', '大理');
    expect(await office.command('olga', { type: 'submit', ...before })).toMatchObject({
      ok: false,
      code: 'content-changed',
      details: { by: { id: 'dina', name: 'DINA' } },
    });
    await office.write('olga', CASE, 'place', '昆明');
    expect(codeOf(await office.command('olga', { id, type: 'submit', contentHash: before.contentHash, vectors: { case: ahead } }))).toBe(
      'hold',
    );
    expect(codeOf(await office.command('olga', { type: 'submit', contentHash: before.contentHash }))).toBe('ok');
    const n = (await decisions()).at(-1)!.n;
    expect((await office.store.read.approved(n))!.json).toBe(json);
    expect((JSON.parse((await decisions()).at(-1)!.entry) as { contentHash: string }).contentHash).toBe(before.contentHash);
  });

  it('[DEC3] decides on what the server has when a command says nothing of what its maker saw, and stores that', async () => {
    await office.command('olga', { type: 'create' });
    await office.write('olga', CASE, 'title.zh', '甲');
    const now = await seen();
    expect(codeOf(await office.command('olga', { type: 'submit' }))).toBe('ok');
    expect((await office.store.read.approved(2))?.json).toBe(now.json);
    expect(JSON.parse((await decisions())[1]!.entry)).toMatchObject({ type: 'submit', contentHash: now.contentHash });
  });

  it('[PSH11] freezes the covered part with the decision, in the order of the writer', async () => {
    await office.command('olga', { type: 'create' });
    await office.write('olga', CASE, 'place', 'a');
    await office.command('olga', { type: 'submit' });
    expect(await office.write('olga', CASE, 'place', 'b')).toEqual({ kind: 'code', code: 'frozen' });
    expect((await office.write('olga', PLAN, 'x', 'b')).kind).toBe('seq');
    await office.command('dina', { type: 'return', reason: '补充经费来源' });
    expect((await office.write('olga', CASE, 'place', 'b')).kind).toBe('seq');
  });

  it('a refusal says who was first and when', async () => {
    await office.command('olga', { type: 'create' });
    await office.command('olga', { type: 'submit' });
    await office.command('dina', { type: 'approve' });
    expect(await office.command('lea', { type: 'approve' })).toMatchObject({ ok: false, code: 'not-found' });
    expect(await office.command('dina', { type: 'approve' })).toMatchObject({
      ok: false,
      code: 'no-transition',
      details: { state: 'approved', by: { id: 'dina', name: 'DINA' }, at: (await decisions()).at(-1)!.at },
    });
  });

  it('[PUL5] raises the access version of those, and only those, whose rights a decision changes', async () => {
    await office.command('olga', { type: 'create' });
    expect(await accessOf('hugo')).toBe(1);
    await office.command('olga', { type: 'assign', assignees: [{ id: 'hugo', name: 'HUGO' }] });
    expect([await accessOf('hugo'), await accessOf('olga'), await accessOf('lea')]).toEqual([2, 1, 1]);
    expect(await office.store.read.assigned('event', RECORD)).toEqual(['hugo']);
    await office.command('olga', { type: 'assign', assignees: [] });
    expect(await accessOf('hugo')).toBe(3);
    await office.command('olga', { type: 'submit' });
    expect(await accessOf('lea')).toBe(2);
    await office.command('dina', { type: 'approve' });
    expect([await accessOf('lea'), await accessOf('dina')]).toEqual([3, 1]);
  });

  it('refuses what is no command without touching anything', async () => {
    for (const raw of [
      { type: 'explode' },
      { kind: 'unicorn', type: 'create' },
      { record: 'x', type: 'create' },
      { id: 7, type: 'create' },
    ]) {
      expect(codeOf(await office.command('olga', raw as never))).toBe('bad-command');
    }
    expect(codeOf(await office.command('nobody', { type: 'create' }))).toBe('unauthenticated');
    expect((await office.store.read.workspace()).head).toBe(0);
  });
});

describe('the ledger', () => {
  async function decideThree(): Promise<void> {
    await office.command('olga', { type: 'create' });
    await office.command('olga', { type: 'submit' });
    await office.command('dina', { type: 'approve', opinion: '同意' });
  }
  const row = (n: number) => office.durable.tables.decision.get(String(n))!;

  it('[DEC4] is one chain, signed, that verifies', async () => {
    await decideThree();
    expect(await verifyLedger(office.store.read)).toEqual({ ok: true, entries: 3 });
    expect(JSON.parse(row(3).payload!)).toMatchObject({ person: { name: 'DINA' }, opinion: '同意' });
    expect(row(3).entry).not.toContain('同意');
    expect(row(3).entry).not.toContain('DINA');
  });

  it('[DEC4] names the first entry that was changed, moved, signed by another, or taken out', async () => {
    await decideThree();
    const { decision } = office.durable.tables;
    const sound = new Map(decision);
    const check = async (change: () => void) => {
      change();
      const answer = await verifyLedger(office.store.read);
      for (const [key, value] of sound) decision.set(key, value);
      return answer.ok ? answer : [answer.entry, answer.why];
    };
    expect(await check(() => decision.set('2', { ...row(2), entry: row(2).entry.replace('"submitted"', '"approved"') }))).toEqual([
      2,
      'its text was changed',
    ]);
    expect(await check(() => decision.set('2', { ...row(2), signature: row(3).signature }))).toEqual([2, 'its signature is wrong']);
    expect(await check(() => decision.set('3', { ...row(3), payload: row(3).payload!.replace('同意', '不同意') }))).toEqual([
      3,
      'its words were changed',
    ]);
    expect(await check(() => decision.set('3', { ...row(3), record: '0198aaaa-bbbb-7ccc-8ddd-000000000000' }))).toEqual([
      3,
      'it was moved to another record or time',
    ]);
    expect(await check(() => decision.delete('2'))).toEqual([2, 'the entry is missing']);
    decision.clear();
    for (const [key, value] of sound) decision.set(key, value);
    expect(await check(() => decision.delete('3'))).toEqual([3, 'the entry is missing at the end']);
  });

  it('[DEC7] notices facts that no decision made, and names the entry that says otherwise', async () => {
    await decideThree();
    const { record } = office.durable.tables;
    const [at, sound] = [...record][0]!;
    record.set(at, { ...sound, facts: sound.facts.replace('"approved"', '"cancelled"') });
    expect(await verifyLedger(office.store.read)).toEqual({ ok: false, entry: 3, why: 'its facts were changed' });
    record.delete(at);
    expect(await verifyLedger(office.store.read)).toMatchObject({ ok: false, entry: 3 });
  });

  it('[DEC3] notices that what was approved is no longer what is kept, and lets words be erased', async () => {
    await decideThree();
    office.durable.tables.decision.set('3', { ...row(3), payload: null });
    expect(await verifyLedger(office.store.read)).toMatchObject({ ok: true });
    office.durable.tables.approved.set('2', { n: 2, json: '{}' });
    expect(await verifyLedger(office.store.read)).toEqual({ ok: false, entry: 2, why: 'the content it approved was changed' });
  });
});
