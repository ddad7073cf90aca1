import { KINDS, event } from '@qiao/domain/kinds';
import { newFacts, setCell } from '@qiao/domain/kind';
import { newDisk, openMemoryStore } from '@qiao/sync/store/memory';
import type { DeviceStore } from '@qiao/sync/store';
import * as Y from 'yjs';
import { describe, expect, test } from 'vitest';
import { readKept, writeKept } from '../journal/lost-values.ts';
import { newSeen, readSeen, writeSeen } from '../journal/seen.ts';
import { OfficeIndex } from './office-index.ts';
import type { Query } from './query.ts';
import { PAGE_ROWS, Shelf } from './shelf.ts';

const SCHEMAS = 'test';
const person = { id: 'u-luo', name: '罗文静', roles: ['director' as const], desks: [], department: '' };
const query: Query = { kind: 'event', tab: 'all', search: '', sort: { by: 'title', down: false }, locale: 'zh', me: person.id };
const idOf = (n: number): string => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;

async function openIndex(store: DeviceStore, isWriter: boolean): Promise<OfficeIndex> {
  const index = new OfficeIndex(store, new Shelf(store, SCHEMAS), KINDS, () => undefined);
  index.isWriter = isWriter;
  await index.load();
  await index.quiet();
  return index;
}

/** The second title of a record is written upon the first, as one person's typing is. */
async function saveTitle(store: DeviceStore, n: number, zh: string): Promise<void> {
  const doc = `event/${idOf(n)}/case`;
  const ydoc = new Y.Doc();
  for (const { update } of (await store.part(doc))?.unsent ?? []) Y.applyUpdate(ydoc, update);
  setCell(ydoc, 'fields', 'title.zh', zh);
  await store.saveEdit({
    doc,
    generation: 0,
    incarnation: 0,
    update: Y.encodeStateAsUpdate(ydoc),
    at: n,
    proposalId: idOf(900_000 + n),
  });
}

async function giveFacts(store: DeviceStore, ...ns: number[]): Promise<void> {
  const term = await store.lead();
  const docs = ns.map((n) => ({
    kind: 'facts' as const,
    doc: `event/${idOf(n)}/$facts`,
    head: n,
    json: JSON.stringify(newFacts(event, { id: idOf(n), person, now: n })),
  }));
  await store.storePage(term, { type: 'page', id: 'p', next: 1, more: false, accessVersion: 1, docs }, 1, () => idOf(1));
}

const titles = (index: OfficeIndex): string[] => index.rows(index.find(query).records).map((row) => row?.title.zh ?? '');

describe('the list index', () => {
  test('shows what is typed here before any server knows it', async () => {
    const store = openMemoryStore();
    await store.saveIntent({ id: idOf(1), record: `event/${idOf(1)}`, body: JSON.stringify({ type: 'create' }), at: 1 });
    await saveTitle(store, 1, '高原生态研讨会');
    const index = await openIndex(store, true);
    expect(titles(index)).toEqual(['高原生态研讨会']);
    expect(index.rows([`event/${idOf(1)}`])[0]).toMatchObject({ facts: null, mark: { is: 'waiting', type: 'create' } });
  });

  test('[REF5] what was taken away leaves no copy of what was seen of it, nor of values that lost', async () => {
    const store = openMemoryStore();
    await giveFacts(store, 1, 2);
    const docs = [1, 2].map((n) => `event/${idOf(n)}/case`);
    for (const [at, doc] of docs.entries()) {
      await saveTitle(store, at + 1, '机密');
      const ydoc = new Y.Doc();
      for (const { update } of (await store.part(doc))!.unsent) Y.applyUpdate(ydoc, update);
      await writeSeen(store, doc, newSeen(1, ydoc, new Set()));
      await writeKept(store, doc, [{ root: 'fields', key: 'place', client: 1, clock: 0, value: '机密', at: 1 }]);
    }
    await store.storePage(
      await store.lead(),
      { type: 'page', id: 'q', next: 2, more: false, accessVersion: 2, docs: [{ kind: 'revoked', doc: docs[0]!, head: 2 }] },
      2,
      () => idOf(5),
    );
    await openIndex(store, true);
    const left = await Promise.all(docs.map(async (doc) => [(await readSeen(store, doc)) !== null, (await readKept(store, doc)).length]));
    expect(left).toEqual([
      [false, 0],
      [true, 1],
    ]);
  });

  test('reads again only what changed, and forgets what was taken away', async () => {
    const store = openMemoryStore();
    await giveFacts(store, 1, 2);
    await saveTitle(store, 1, '甲');
    await saveTitle(store, 2, '乙');
    const index = await openIndex(store, true);
    await saveTitle(store, 1, '甲改');
    index.changed([`event/${idOf(1)}/case`]);
    await index.quiet();
    expect(new Set(titles(index))).toEqual(new Set(['甲改', '乙']));
    const term = await store.lead();
    const gone = [`event/${idOf(2)}/case`, `event/${idOf(2)}/$facts`];
    const docs = gone.map((doc) => ({ kind: 'revoked' as const, doc, head: 9 }));
    await store.storePage(term, { type: 'page', id: 'q', next: 9, more: false, accessVersion: 2, docs }, 2, () => idOf(3));
    index.changed(gone);
    await index.quiet();
    expect(titles(index)).toEqual(['甲改']);
  });

  test('a writer puts pages and clears the marks, so that the next opening reads no record', async () => {
    const disk = newDisk();
    const store = openMemoryStore(disk);
    await giveFacts(store, 1);
    await saveTitle(store, 1, '甲');
    await openIndex(store, true);
    expect(await store.dirty()).toEqual([]);
    let reads = 0;
    const counting = openMemoryStore(disk, (point) => void (point.startsWith('part:before') && (reads += 1)));
    const again = await openIndex(counting, false);
    expect(titles(again)).toEqual(['甲']);
    expect(reads).toBe(0);
  });

  test('a tab that does not write leaves pages and marks alone, and still shows what changed', async () => {
    const store = openMemoryStore();
    await giveFacts(store, 1);
    await saveTitle(store, 1, '甲');
    const marks = await store.dirty();
    const index = await openIndex(store, false);
    expect(titles(index)).toEqual(['甲']);
    expect(await store.dirty()).toEqual(marks);
    expect(await store.derived('rows/head')).toBeNull();
  });

  test('pages of other kind versions are made anew from the records', async () => {
    const store = openMemoryStore();
    await giveFacts(store, 1);
    await saveTitle(store, 1, '甲');
    await openIndex(store, true);
    const newer = new OfficeIndex(store, new Shelf(store, 'newer kinds'), KINDS, () => undefined);
    newer.isWriter = true;
    await newer.load();
    await newer.quiet();
    expect(titles(newer)).toEqual(['甲']);
  });

  test(`rows lie in pages of ${PAGE_ROWS}, and one change writes one page`, async () => {
    const disk = newDisk();
    const store = openMemoryStore(disk);
    await giveFacts(store, ...Array.from({ length: PAGE_ROWS + 10 }, (_, n) => n + 1));
    const index = await openIndex(store, true);
    const puts: string[] = [];
    const put = store.putDerived.bind(store);
    store.putDerived = (key, value) => (puts.push(key), put(key, value));
    await saveTitle(store, 3, '第三条');
    index.changed([`event/${idOf(3)}/case`]);
    await index.quiet();
    expect(puts).toEqual(['rows/0', 'rows/head']);
    expect(titles(index)).toHaveLength(PAGE_ROWS + 10);
  });

  test('a refused decision marks its record until it is dismissed', async () => {
    const store = openMemoryStore();
    await giveFacts(store, 1);
    await store.saveIntent({ id: idOf(7), record: `event/${idOf(1)}`, body: JSON.stringify({ type: 'submit' }), at: 1 });
    const index = await openIndex(store, true);
    const mark = () => index.rows([`event/${idOf(1)}`])[0]?.mark;
    expect(mark()).toEqual({ is: 'waiting', type: 'submit' });
    const term = await store.lead();
    await store.settleIntent(term, idOf(7), { ok: false, code: 'content-changed', details: '{}' });
    await index.readOutbox();
    expect(mark()).toEqual({ is: 'refused', type: 'submit' });
    await store.dismissIntent(idOf(7));
    await index.readOutbox();
    expect(mark()).toBeNull();
  });
});
