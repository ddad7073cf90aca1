import { addItem, removeItem, setCell } from '@qiao/domain/kind';
import { event } from '@qiao/domain/kinds';
import type { HistoryPage } from '@qiao/sync/protocol';
import { openMemoryStore } from '@qiao/sync/store/memory';
import { loadWords } from '#messages/index.svelte.ts';
import type { GetPage } from '#local/history/fetch.ts';
import type { PartView } from '#local/record/part-view.svelte.ts';
import { render } from 'vitest-browser-svelte';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import * as Y from 'yjs';
import Differences from './Differences.svelte';
import { valueText } from './cell-words.ts';
import { HistoryRoom, ROWS_AT_ONCE } from './history-room.svelte.ts';
import Moments from './Moments.svelte';
import { didOf } from './say-mark.ts';

const DOC = 'event/0192f0c1-2345-7abc-8def-0123456789ab/plan';
const PART = event.parts['plan']!;
const ME = { id: 'u-luo', name: '罗文静' };
const SUN = { client: 2, user: 'u-sun', name: '孙佳' };
const MINUTE = 60_000;
const START = new Date(2026, 9, 20, 9).getTime();

/** A part of which a server keeps rows, open on a device. */
class Bench {
  readonly store = openMemoryStore();
  readonly live = new Y.Doc();
  readonly rows: HistoryPage['rows'] = [];
  readonly asked: number[] = [];
  listeners: ((docs: readonly string[]) => void)[] = [];
  refusal = '';
  #at = START;

  /** Somebody's edit reaches the server, and this device. */
  write(client: number, act: (ydoc: Y.Doc) => void, minutes = 1): void {
    const other = new Y.Doc();
    for (const { update } of this.rows) Y.applyUpdate(other, update);
    // A client goes on where it stopped.
    other.clientID = client;
    const before = Y.encodeStateVector(other);
    act(other);
    const update = Y.encodeStateAsUpdate(other, before);
    this.#at += minutes * MINUTE;
    this.rows.push({ seq: (this.rows.length + 1) * 10, actor: 'u-sun', at: this.#at, update });
    Y.applyUpdate(this.live, update);
  }

  readonly get: GetPage = (_doc, after) => {
    this.asked.push(after);
    if (this.refusal) return Promise.resolve({ ok: false, code: this.refusal });
    const rows = this.rows.filter(({ seq }) => seq > after);
    const base = after === 0 ? new Uint8Array() : null;
    const authors = [SUN, { client: 3, user: ME.id, name: ME.name }];
    return Promise.resolve({ ok: true, page: { epoch: 'one', generation: 0, head: 0, floor: 0, base, rows, authors, more: false } });
  };

  /** The device has the part as the server told it. */
  async hold(): Promise<void> {
    const update = Y.encodeStateAsUpdate(this.live);
    const docs = [{ kind: 'snapshot' as const, doc: DOC, head: 1, generation: 0, update, authors: [] }];
    const page = { type: 'page' as const, id: 'p', next: 1, more: false, accessVersion: 1, docs };
    await this.store.storePage(await this.store.lead(), page, 1, () => 'p');
  }

  room(): HistoryRoom {
    const open = { doc: DOC, ydoc: this.live, flushed: () => Promise.resolve(), authors: () => [] };
    const view = { name: 'plan', built: 0, open } as unknown as PartView;
    const roots = { maps: ['fields', ...Object.keys(PART.lists ?? {})], texts: ['brief'] };
    const onChanged = (listener: (docs: readonly string[]) => void) => {
      this.listeners.push(listener);
      return () => undefined;
    };
    return new HistoryRoom(view, DOC, roots, { store: () => Promise.resolve(this.store), me: ME, onChanged, get: this.get });
  }
}

let bench: Bench;
let room: HistoryRoom | null = null;

beforeEach(async () => {
  await loadWords('zh');
  bench = new Bench();
  // Edits of this device wait here until something confirms them.
  bench.live.on('update', (update: Uint8Array, _origin: unknown, _doc: Y.Doc, transaction: Y.Transaction) => {
    if (transaction.local) void bench.store.saveEdit({ doc: DOC, generation: 0, incarnation: 0, update, at: 1, proposalId: 'p' });
  });
});
afterEach(() => {
  room?.close();
  room = null;
});

async function opened(): Promise<HistoryRoom> {
  room = bench.room();
  await room.open();
  return room;
}

function conference(): void {
  bench.write(3, (ydoc) => addItem(ydoc, 'sessions', { id: 's1', values: { 'title.zh': '开幕式', remarks: '甲' } }));
  bench.write(3, (ydoc) => addItem(ydoc, 'sessions', { id: 's2', values: { 'title.zh': '茶歇' } }));
  bench.write(2, (ydoc) => setCell(ydoc, 'sessions', 's1/remarks', '乙'), 60);
  bench.write(2, (ydoc) => removeItem(ydoc, 'sessions', 's2'));
  bench.write(2, (ydoc) => addItem(ydoc, 'sessions', { id: 's3', values: { 'title.zh': '分会场三' } }));
}
const titles = (): (string | undefined)[] =>
  [...bench.live.getMap('sessions')]
    .filter(([key]) => key.endsWith('/removed'))
    .map(([key, value]) => `${key} ${JSON.stringify(value)}`)
    .sort();

test('shows what the last one did, told by who wrote it and not by who delivered it', async () => {
  conference();
  const { marks, ends, comparison } = await opened();
  expect(marks.map(({ kind, row, moment }) => [kind, row, ...(moment?.users ?? [])])).toEqual([
    ['now', 6],
    ['moment', 5, 'u-sun'],
    ['moment', 2, 'u-luo'],
    ['start', 0],
  ]);
  expect([ends.a.row, ends.b.kind]).toEqual([2, 'now']);
  expect(comparison.items.map(({ item, what }) => [item, what])).toEqual([
    ['s1', 'changed'],
    ['s2', 'removed'],
    ['s3', 'added'],
  ]);
  expect(didOf(room!, PART, marks[1]!.summary!)).toBe('开幕式改1格，加1项，删1项');
});

test('[HIS5] opens from this device without a network, and says up to when; unsent edits are its last moment', async () => {
  conference();
  await bench.hold();
  (await opened()).close();
  bench.refusal = 'no-network';
  setCell(bench.live, 'sessions', 's1/remarks', '丙');
  const again = await opened();
  await vi.waitFor(() => expect(again.unsent).toBe(1));
  expect([again.state, again.code, again.rows.length]).toEqual(['ready', 'no-network', 5]);
  expect(again.fetchedAt).not.toBeNull();
  // Only what waits is compared with.
  expect(again.ends.a.row).toBe(5);
  expect(again.comparison.items).toMatchObject([{ item: 's1', cells: [{ before: '乙', after: '丙' }] }]);
  expect(again.writer(bench.live.clientID)).toMatchObject({ mine: true });
});

test('says why there is nothing where nothing is here and nothing could be fetched', async () => {
  bench.refusal = 'no-network';
  const empty = await opened();
  expect([empty.state, empty.code]).toEqual(['none', 'no-network']);
});

test('goes on from what it has when something arrived, and the chosen ends stay where they are', async () => {
  conference();
  const open = await opened();
  open.asked = { a: '50', b: 'now' };
  expect(open.ends.a.row).toBe(5);
  bench.write(2, (ydoc) => setCell(ydoc, 'sessions', 's1/remarks', '丁'));
  await open.fetch();
  expect(bench.asked).toEqual([0, 50]);
  expect([open.rows.length, open.ends.a.row, open.ends.a.id]).toEqual([6, 5, '50']);
  expect(open.comparison.items).toMatchObject([{ item: 's1', cells: [{ before: '乙', after: '丁' }] }]);
});

test('[NAM4] takes in more than ROWS_AT_ONCE rows, a piece at a time, and misses none', async () => {
  const ydoc = new Y.Doc();
  ydoc.clientID = 2;
  ydoc.on('update', (update: Uint8Array) =>
    bench.rows.push({ seq: bench.rows.length + 1, actor: 'u-sun', at: START + bench.rows.length, update }),
  );
  for (let n = 0; n <= ROWS_AT_ONCE; n++) setCell(ydoc, 'fields', 'note', n);
  Y.applyUpdate(bench.live, Y.encodeStateAsUpdate(ydoc));
  const open = await opened();
  expect([open.rows.length, open.marks.length, open.ahead]).toEqual([ROWS_AT_ONCE + 1, 3, 0]);
});

test('[HIS8] a cell, an item and all are brought back with buttons, dashed until sent, and undone one by one', async () => {
  conference();
  const open = await opened();
  const screen = await render(Differences, { room: open, part: PART, query: '', why: '' });
  await expect.element(screen.getByText('改1项1格，加1项，删1项')).toBeVisible();
  await screen.getByRole('button', { name: '带回，开幕式，备注' }).click();
  expect(bench.live.getMap('sessions').get('s1/remarks')).toBe('甲');
  expect(titles()).toEqual(['s2/removed true']);
  await expect.element(screen.getByText('待发', { exact: true })).toBeVisible();
  await screen.getByRole('button', { name: '去掉这一项，分会场三' }).click();
  expect(titles()).toEqual(['s2/removed true', 's3/removed true']);
  open.undo();
  expect(titles()).toEqual(['s2/removed true']);
  expect(bench.live.getMap('sessions').get('s1/remarks')).toBe('甲');

  await screen.getByRole('button', { name: '全部带回到甲' }).click();
  await expect.element(screen.getByRole('heading', { name: '把2处带回到10-20 09:02？' })).toBeVisible();
  await screen.getByRole('button', { name: '带回2处' }).click();
  expect(open.comparison.items).toEqual([]);
  expect(titles()).toEqual(['s2/removed null', 's3/removed true']);
  open.undo();
  expect(titles()).toEqual(['s2/removed true']);
  expect(open.canUndo).toBe(true);
});

test('what the server has taken is no longer dashed', async () => {
  conference();
  const open = await opened();
  const screen = await render(Differences, { room: open, part: PART, query: '', why: '' });
  await screen.getByRole('button', { name: '带回，开幕式，备注' }).click();
  await expect.element(screen.getByText('待发', { exact: true })).toBeVisible();
  const entries = await vi.waitFor(async () => {
    const outbox = await bench.store.outbox();
    expect(outbox).not.toEqual([]);
    return outbox;
  });
  await bench.store.accept(
    await bench.store.lead(),
    entries.map(({ n }) => n),
  );
  for (const listener of bench.listeners) listener([]);
  await expect.element(screen.getByText('已送出')).toBeVisible();
});

test('a part that takes no edit is compared all the same, with the reason why nothing can be brought back', async () => {
  conference();
  const screen = await render(Differences, { room: await opened(), part: PART, query: '', why: '不能带回。' });
  await expect.element(screen.getByText('不能带回。')).toBeVisible();
  await expect.element(screen.getByRole('rowheader', { name: '备注' })).toBeVisible();
  expect(screen.getByRole('button').elements()).toEqual([]);
});

test('is narrowed to a person, an item or a cell, in the moments and in what differs', async () => {
  conference();
  const open = await opened();
  const screen = await render(Differences, { room: open, part: PART, query: '备注', why: '' });
  await expect.element(screen.getByRole('rowheader', { name: '备注' })).toBeVisible();
  expect(screen.getByText('茶歇').elements()).toEqual([]);
  await screen.unmount();
  const moments = await render(Moments, { room: open, part: PART, query: '罗文静', onchoose: () => undefined });
  await expect.element(moments.getByText('罗文静')).toBeVisible();
  open.asked = { a: 'start', b: 'now' };
  await vi.waitFor(() => expect(moments.getByText('孙佳').elements()).toEqual([]));
});

test('an end is chosen with a radio of its column; the one cannot pass the other', async () => {
  conference();
  const open = await opened();
  const chosen = vi.fn((ends: { a: string; b: string }) => void (open.asked = ends));
  const screen = await render(Moments, { room: open, part: PART, query: '', onchoose: chosen });
  await screen.getByRole('radio', { name: '甲，从更早' }).click();
  expect(chosen).toHaveBeenLastCalledWith({ a: 'start', b: 'now' });
  await screen.getByRole('radio', { name: /^乙，到.*罗文静/ }).click();
  expect(chosen).toHaveBeenLastCalledWith({ a: 'start', b: '20' });
  await expect.element(screen.getByRole('radio', { name: /^甲，从.*孙佳/ })).toBeDisabled();
  expect(open.comparison.items.map(({ item }) => item)).toEqual(['s1', 's2']);
});

test('what a decision sealed is a moment of its own, and parts what was written before it from what came after', async () => {
  conference();
  const open = await opened();
  open.seal([{ n: 4, seq: 35, at: START, label: '提交', name: '罗文静' }]);
  expect(open.marks.map(({ id, row }) => [id, row])).toEqual([
    ['now', 6],
    ['50', 5],
    ['d4', 3],
    ['30', 3],
    ['20', 2],
    ['start', 0],
  ]);
  // One that a device brought back after a restore has no place of its own in the log: its time tells.
  open.seal([{ n: 4, seq: null, at: START + 5 * MINUTE, label: '提交', name: '罗文静' }]);
  expect(open.marks.find(({ id }) => id === 'd4')?.row).toBe(2);
});

test('a text is shown by its paragraphs, and brought back whole', async () => {
  const paragraph = (text: string) => (ydoc: Y.Doc) => {
    const element = new Y.XmlElement('paragraph');
    element.insert(0, [new Y.XmlText(text)]);
    const brief = ydoc.getXmlFragment('brief');
    brief.insert(brief.length, [element]);
  };
  bench.write(3, paragraph('会议旨在交流。'));
  bench.write(2, paragraph('会期三天。'), 60);
  const open = await opened();
  const screen = await render(Differences, { room: open, part: PART, query: '', why: '' });
  await expect.element(screen.getByText('会期三天。')).toBeVisible();
  await expect.element(screen.getByText('1段未改')).toBeVisible();
  await screen.getByRole('button', { name: /^带回全文/ }).click();
  expect(bench.live.getXmlFragment('brief').length).toBe(1);
  await expect.element(screen.getByText('甲与乙没有差别。')).toBeVisible();
  open.undo();
  await expect.element(screen.getByText('会期三天。')).toBeVisible();
});

test('what a schedule file brought for its own sake is not read out as JSON', () => {
  expect(valueText(PART, 'fields', 'schedule', '{"version":"1"}')).toBe('随日程文件带来，15字');
  expect(valueText(PART, 'sessions', 'links', '[{"url":"甲"}]')).toBe('随日程文件带来，13字');
  expect(valueText(PART, 'sessions', 'slug', 'talk-1')).toBe('talk-1');
});

test('[HIS5] what is shown of the server is kept already: a device that loses its network now finds it again', async () => {
  conference();
  await bench.hold();
  const put = bench.store.putDerived.bind(bench.store);
  const shownMeanwhile: number[] = [];
  bench.store.putDerived = async (...given) => {
    shownMeanwhile.push(room!.rows.length);
    await put(...given);
  };
  const open = await opened();
  expect(shownMeanwhile).toEqual([0]);
  expect(open.rows).toHaveLength(5);
});
