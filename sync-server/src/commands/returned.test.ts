import { canonicalJson } from '@qiao/domain';
import { limits } from '@qiao/sync/protocol';
import * as Y from 'yjs';
import { beforeEach, describe, expect, it } from 'vitest';
import { newOffice, RECORD, type Held, type OfficeWorld } from '../testing/office-world.ts';
import { snapshot, type Durable } from '../store/memory/index.ts';
import { newLedgerKey } from './ledger-key.ts';
import { entryOf, linkHash } from './ledger.ts';
import { verifyLedger } from './verify-ledger.ts';
import { COMES_BACK_WITHIN_MS } from './coming-back.ts';

const CASE = `event/${RECORD}/case`;

let office: OfficeWorld;
let empty: Durable;
/** The office as a restore of a backup makes it. */
function restored(backup: Durable, key = office.key): OfficeWorld {
  const durable = snapshot(backup);
  durable.tables.workspace.set('', { ...durable.tables.workspace.get('')!, epoch: `after ${Math.random()}` });
  return newOffice(undefined, { durable, key });
}
const backUp = (): Durable => snapshot(office.durable);

beforeEach(async () => {
  office = newOffice();
  await office.person('olga', {});
  await office.person('dina', { roles: ['director'], desks: [] });
  await office.person('hugo', { roles: ['host'], desks: [] });
  empty = backUp();
});

async function decideThree(): Promise<void> {
  await office.command('olga', { type: 'create' });
  await office.command('olga', { type: 'submit', opinion: '请审' });
  await office.command('dina', { type: 'approve', opinion: '同意' });
}
const entries = async (world: OfficeWorld) => (await world.store.read.decisions(0, 99)).map(entryOf);
const factsOf = async (world: OfficeWorld) => (await world.store.read.record('event', RECORD))?.facts ?? null;
type Item = { n: number; entry: Record<string, unknown>; words: Record<string, unknown>; hash: string; signature: string };
const change = (held: Held, how: (items: Item[]) => void): Held => {
  const items = JSON.parse(held.ledger) as Item[];
  how(items);
  return { ...held, ledger: JSON.stringify(items) };
};

describe('entries returned after a restore', () => {
  it('[EPO5] a record that the backup did not have is made again as it was: state, people, words, chain', async () => {
    await decideThree();
    await office.command('dina', { type: 'assign', assignees: [{ id: 'hugo', name: 'HUGO' }] });
    const held = await office.held();
    const lost = await entries(office);
    const again = restored(empty);
    expect(await again.bringBack('olga', held)).toEqual({ kind: 'adopted' });
    expect(JSON.parse((await factsOf(again))!)).toEqual(JSON.parse(held.facts));
    expect(await again.store.read.assigned('event', RECORD)).toEqual(['hugo']);
    expect(await verifyLedger(again.store.read)).toEqual({ ok: true, entries: 4 });
    const made = await entries(again);
    expect(made.map(({ type, from, to, person, command }) => ({ type, from, to, person, command }))).toEqual(
      lost.map(({ type, from, to, person, command }) => ({ type, from, to, person, command })),
    );
    expect(made.map(({ returned }) => [returned!.n, returned!.at, returned!.contentHash])).toEqual(
      lost.map(({ n, at, contentHash }) => [n, at, contentHash]),
    );
    expect(JSON.parse((await again.store.read.decisions(2, 1))[0]!.payload!)).toMatchObject({ opinion: '同意', person: { name: 'DINA' } });
    expect(again.commits.at(-1)!.rows.map((row) => row.doc?.split('/')[2])).toEqual(['$ledger', '$ledger', '$ledger', '$ledger', '$facts']);
  });

  it('[EPO5] decisions made after the backup go behind those it had, and who may see something else now is told', async () => {
    await office.command('olga', { type: 'create' });
    const backup = backUp();
    await office.command('olga', { type: 'assign', assignees: [{ id: 'hugo', name: 'HUGO' }] });
    await office.command('olga', { type: 'submit' });
    const again = restored(backup);
    const before = (await again.store.read.user('hugo'))!.accessVersion;
    expect(await again.bringBack('hugo', await office.held())).toEqual({ kind: 'adopted' });
    expect(await factsOf(again)).toBe(await factsOf(office));
    expect((await again.store.read.user('hugo'))!.accessVersion).toBe(before + 1);
    expect((await entries(again)).map(({ returned }) => returned?.n)).toEqual([undefined, 2, 3]);
    expect(await verifyLedger(again.store.read)).toMatchObject({ ok: true });
  });

  it('[EPO5] the same chain again, or a shorter one, is known; a longer one goes on from there', async () => {
    await office.command('olga', { type: 'create' });
    const short = await office.held();
    await office.command('olga', { type: 'submit' });
    const long = await office.held();
    const again = restored(empty);
    expect(await again.bringBack('olga', short)).toEqual({ kind: 'adopted' });
    expect(await again.bringBack('dina', long)).toEqual({ kind: 'adopted' });
    const { head } = await again.store.read.workspace();
    for (const held of [short, long]) expect(await again.bringBack('olga', held)).toEqual({ kind: 'known' });
    expect((await again.store.read.workspace()).head).toBe(head);
    expect(await entries(again)).toHaveLength(2);
  });

  it('[EPO5] [DEC1] a command that was accepted before is accepted when its maker asks again, and stays reused for others', async () => {
    const id = '11111111-1111-4111-8111-111111111111';
    await office.command('olga', { type: 'create', id });
    const again = restored(empty);
    await again.bringBack('dina', await office.held());
    expect(await again.command('olga', { type: 'create', id })).toMatchObject({ ok: true, head: 2, facts: { owner: 'olga' } });
    expect(await again.command('dina', { type: 'create', id })).toMatchObject({ ok: false, code: 'command-reused' });
    expect(await again.command('olga', { type: 'archive', id })).toMatchObject({ ok: false, code: 'command-reused' });
    expect(await entries(again)).toHaveLength(1);
  });

  it('[EPO5] what was changed, signed by a foreign key, left out or put under another record makes nothing', async () => {
    await decideThree();
    const held = await office.held();
    const foreign = newLedgerKey();
    const resign = (item: Item): void => {
      item.entry['key'] = foreign.id;
      const hash = linkHash(Buffer.from(item.entry['previous'] as string, 'base64'), canonicalJson(item.entry));
      item.hash = Buffer.from(hash).toString('base64');
      item.signature = Buffer.from(foreign.sign(hash)).toString('base64');
    };
    const wrong: Held[] = [
      change(held, (items) => void (items[1]!.entry['type'] = 'approve')),
      change(held, (items) => void (items[1]!.entry['extra'] = 1)),
      change(held, (items) => void (items[2]!.signature = items[1]!.signature)),
      change(held, (items) => void (items[2]!.words['opinion'] = '不同意')),
      change(held, (items) => items.forEach(resign)),
      change(held, (items) => void items.splice(1, 1)),
      change(held, (items) => void items.shift()),
      change(held, (items) => void items.splice(1, 0, items[1]!)),
      change(held, (items) => void (items[0]!.entry['to'] = '\ud800')),
      { ...held, ledger: 'no json' },
      { ...held, ledger: '{}' },
      { ...held, ledger: `${'['.repeat(200_000)}${']'.repeat(200_000)}` },
    ];
    const again = restored(empty);
    for (const one of wrong) expect(await again.bringBack('olga', one)).toEqual({ kind: 'code', code: 'bad-ledger' });
    expect(await again.bringBack('olga', { ...held, ledger: held.ledger.replaceAll(RECORD, RECORD.replace('0198', '0199')) })).toEqual({
      kind: 'code',
      code: 'bad-ledger',
    });
    expect(await again.bringBack('nobody', held)).toEqual({ kind: 'code', code: 'unauthenticated' });
    expect(await factsOf(again)).toBeNull();
    expect((await again.store.read.workspace()).head).toBe(0);
    expect(await again.store.read.quarantined('olga')).toEqual([]);
    expect(await again.bringBack('olga', held)).toEqual({ kind: 'adopted' });
  });

  it('[EPO5] facts are believed only as far as a signed entry bears them out', async () => {
    await decideThree();
    const held = await office.held();
    const again = restored(empty);
    const made = { ...held, facts: held.facts.replace('"olga"', '"hugo"') };
    expect(made.facts).not.toBe(held.facts);
    for (const facts of [made.facts, 'no json', 'null'])
      expect(await again.bringBack('olga', { ...held, facts })).toEqual({ kind: 'kept' });
    expect(await factsOf(again)).toBeNull();
    expect(await entries(again)).toEqual([]);
  });

  it('[EPO5] a page that brought more of the ledger than of the facts: what the facts bear out is made, the rest is kept', async () => {
    await office.command('olga', { type: 'create' });
    const { facts } = await office.held();
    await office.command('olga', { type: 'submit' });
    const { ledger } = await office.held();
    const again = restored(empty);
    expect(await again.bringBack('olga', { ledger, facts })).toEqual({ kind: 'adopted' });
    expect((await entries(again)).map(({ type }) => type)).toEqual(['create']);
    expect(await factsOf(again)).toBe(facts);
    expect(await again.store.read.quarantined('olga')).toHaveLength(1);
    expect(await verifyLedger(again.store.read)).toMatchObject({ ok: true });
  });

  it('[EPO5] where something else was decided since, nothing is changed and what was signed is kept, once', async () => {
    await office.command('olga', { type: 'create' });
    const backup = backUp();
    await office.command('olga', { type: 'submit' });
    const held = await office.held();
    const again = restored(backup);
    await again.command('olga', { type: 'withdraw' });
    const before = await factsOf(again);
    for (let time = 0; time < 2; time++) expect(await again.bringBack('olga', held)).toEqual({ kind: 'kept' });
    expect(await factsOf(again)).toBe(before);
    expect((await entries(again)).map(({ type }) => type)).toEqual(['create', 'withdraw']);
    const kept = await again.store.read.quarantined('olga');
    expect(kept.map(({ code, doc }) => [code, doc])).toEqual([['diverged', `event/${RECORD}/$ledger`]]);
    expect(Buffer.from(kept[0]!.bytes).toString()).toBe(`{"ledger":${held.ledger},"facts":${held.facts}}`);
  });

  it('[EPO5] what a second restore loses again comes back with the link that was lost first', async () => {
    await decideThree();
    const first = restored(empty);
    await first.bringBack('olga', await office.held());
    const second = restored(empty);
    expect(await second.bringBack('dina', await first.held())).toEqual({ kind: 'adopted' });
    expect((await entries(second)).map(({ returned }) => returned)).toEqual((await entries(first)).map(({ returned }) => returned));
    expect(await verifyLedger(second.store.read)).toMatchObject({ ok: true, entries: 3 });
  });

  it('[EPO5] [DEC4] a link that stands for a lost one says no other thing than that did', async () => {
    await decideThree();
    const again = restored(empty);
    await again.bringBack('olga', await office.held());
    const { decision } = again.durable.tables;
    const row = decision.get('3')!;
    const entry = { ...entryOf(row), returned: { ...entryOf(row).returned!, at: 1 } };
    const json = canonicalJson(entry);
    const hash = linkHash(decision.get('2')!.hash, json);
    decision.set('3', { ...row, entry: json, hash, signature: office.key.sign(hash) });
    expect(await verifyLedger(again.store.read)).toMatchObject({ ok: false, entry: 3, why: expect.stringContaining('restore') as string });
  });

  it('[EPO5] on a new machine with a new key, entries of a key that stands in the restored chain are believed', async () => {
    await office.command('olga', { type: 'create' });
    const backup = backUp();
    await office.command('olga', { type: 'submit' });
    const held = await office.held();
    expect(await restored(backup, newLedgerKey()).bringBack('olga', held)).toEqual({ kind: 'adopted' });
    expect(await restored(empty, newLedgerKey()).bringBack('olga', held)).toEqual({ kind: 'code', code: 'bad-ledger' });
  });

  it('[NAM4] MAX_RETURN_ENTRIES entries are read, one more is too large', async () => {
    await office.command('olga', { type: 'create' });
    const held = await office.held();
    const many = (count: number) => change(held, (items) => void items.push(...Array.from({ length: count - 1 }, () => items[0]!)));
    expect(await office.bringBack('olga', many(limits.MAX_RETURN_ENTRIES))).toEqual({ kind: 'code', code: 'bad-ledger' });
    expect(await office.bringBack('olga', many(limits.MAX_RETURN_ENTRIES + 1))).toEqual({ kind: 'code', code: 'too-large' });
  });
});

describe('content of a record whose decisions came back', () => {
  const cell = (text: string): Uint8Array => {
    const ydoc = new Y.Doc();
    ydoc.getMap('fields').set('place', text);
    return Y.encodeStateAsUpdate(ydoc);
  };

  it('[EPO6] may come back into a frozen part from a device that owes, not from one made up, nor after something new was decided', async () => {
    await office.command('olga', { type: 'create' });
    await office.put('olga', CASE, cell('decided on'));
    await office.command('olga', { type: 'submit' });
    const again = restored(empty);
    await again.bringBack('olga', await office.held());
    const frozen = { kind: 'code', code: 'frozen' };
    expect(await again.put('olga', CASE, cell('typed now'))).toEqual(frozen);
    expect(await again.put('olga', CASE, cell('made up'), true, true)).toEqual(frozen);
    expect((await again.put('olga', CASE, cell('brought back'), true)).kind).toBe('seq');
    await again.command('dina', { type: 'approve' });
    expect(await again.put('olga', CASE, cell('too late'), true)).toEqual(frozen);
  });

  it('[EPO6] [NAM4] may come back within COMES_BACK_WITHIN_MS of its decision, and not later', async () => {
    await office.command('olga', { type: 'create' });
    await office.command('olga', { type: 'archive' });
    const again = restored(empty);
    await again.bringBack('olga', await office.held());
    await again.clock.leap(COMES_BACK_WITHIN_MS - 60_000);
    expect((await again.put('olga', CASE, cell('in time'), true)).kind).toBe('seq');
    await again.clock.leap(60_000);
    expect(await again.put('olga', CASE, cell('too late'), true)).toEqual({ kind: 'code', code: 'frozen' });
  });

  it('[EPO6] is frozen again once it is what was decided on: a device that never pulls cannot change it', async () => {
    await office.command('olga', { type: 'create' });
    await office.put('olga', CASE, cell('昆明'));
    const before = (await office.store.read.partState(CASE))!.tail[0]!.update;
    await office.command('olga', { type: 'submit' });
    await office.command('dina', { type: 'approve' });
    await office.command('dina', { type: 'assign', assignees: [{ id: 'hugo', name: 'HUGO' }] });
    const again = restored(empty);
    await again.bringBack('dina', await office.held());
    expect((await again.put('olga', CASE, before, true)).kind).toBe('seq');
    const later = (edit: (fields: Y.Map<unknown>) => void): Uint8Array => {
      const ydoc = new Y.Doc();
      Y.applyUpdate(ydoc, before);
      const vector = Y.encodeStateVector(ydoc);
      edit(ydoc.getMap('fields'));
      return Y.encodeStateAsUpdate(ydoc, vector);
    };
    const changed = later((fields) => fields.set('place', '大理'));
    expect(await again.put('olga', CASE, changed, true)).toEqual({ kind: 'code', code: 'frozen' });
    // What leaves the content as it is may still come: what was written and taken away.
    const tried = later((fields) => {
      fields.set('organisers', '桥');
      fields.delete('organisers');
    });
    expect((await again.put('olga', CASE, tried, true)).kind).toBe('seq');
  });

  it('[EPO6] what was written after a decision that froze nothing any more comes back under a later one that froze it anew', async () => {
    await office.command('olga', { type: 'create' });
    await office.put('olga', CASE, cell('昆明'));
    await office.command('olga', { type: 'submit' });
    await office.command('olga', { type: 'withdraw' });
    const first = (await office.store.read.partState(CASE))!.tail[0]!.update;
    await office.put('olga', CASE, cell('大理'));
    const second = (await office.store.read.partState(CASE))!.tail[1]!.update;
    await office.command('dina', { type: 'archive' });
    const again = restored(empty);
    await again.bringBack('dina', await office.held());
    for (const update of [first, second]) expect((await again.put('olga', CASE, update, true)).kind).toBe('seq');
  });

  it('[EPO6] a part that was frozen in the backup stays so', async () => {
    await office.command('olga', { type: 'create' });
    await office.command('olga', { type: 'submit' });
    const again = restored(backUp());
    expect(await again.bringBack('olga', await office.held())).toEqual({ kind: 'known' });
    expect(await again.put('olga', CASE, cell('brought back'), true)).toEqual({ kind: 'code', code: 'frozen' });
  });
});
