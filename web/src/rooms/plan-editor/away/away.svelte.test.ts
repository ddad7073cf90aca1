import { addItem, removeItem, setCell } from '@qiao/domain/kind';
import { addDay, addPerson, addRoom, addSession, at, planDocs, type PlanDocs } from '@qiao/domain/plan/plan.fixture';
import { beforeEach, describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { cleanup, render } from 'vitest-browser-svelte';
import * as Y from 'yjs';
import { loadWords } from '#messages/index.svelte.ts';
import '#ui/app.css';
import type { CellPlace } from '../settle/cell-place.ts';
import AwayBench from '../testing/AwayBench.svelte';
import { BenchAway } from '../testing/bench-away.svelte.ts';
import { BenchRoom } from '../testing/bench-room.svelte.ts';
import { LARGE_ABSENCE, LISTED_AT_ONCE } from './limits.ts';

let docs: PlanDocs;
let room: BenchRoom;
let away: BenchAway;
let jumps: CellPlace[];

async function show(): Promise<void> {
  cleanup();
  jumps = [];
  await render(AwayBench, { room: room.asRoom, onjump: (place: CellPlace) => jumps.push(place) });
  await open();
}
const open = async (): Promise<void> => {
  await userEvent.click(page.getByRole('button', { name: 'open' }));
  await expect.poll(sheet).not.toBeNull();
};
const sheet = (): HTMLElement | null => document.querySelector('[role="dialog"]');
const clean = (element: Element): string => element.textContent.replace(/\s+/g, ' ').trim();
/** Heads of the groups that are there, as they read. */
const heads = (): string[] => [...document.querySelectorAll('summary')].map(clean);
const items = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>('[role="dialog"] li')];
const press = (name: string | RegExp): Promise<void> =>
  userEvent.click(page.getByRole('button', typeof name === 'string' ? { name, exact: true } : { name }));
const fold = (text: string): Promise<void> =>
  userEvent.click([...document.querySelectorAll('summary')].find((one) => clean(one).startsWith(text))!);
const note = (): string => document.querySelector('#away-changes .note')?.textContent ?? '';

const set = (key: string, value: unknown) => (ydoc: Y.Doc) => setCell(ydoc, 'sessions', key, value);
const inBrief = (text: string) => (ydoc: Y.Doc) => ydoc.getXmlFragment('brief').insert(0, [new Y.XmlText(text)]);

beforeEach(async () => {
  await page.viewport(1280, 900);
  await loadWords('zh');
  docs = planDocs();
  addRoom(docs, 'a', '云台厅', 300);
  addRoom(docs, 'b', '报告厅', 120);
  addPerson(docs, 'lin', '林珊', 'Lin Shan', 'staff');
  addDay(docs, '2026-11-06', at('08:00'), at('18:00'));
  addSession(docs, { id: 's1', title: '开幕式', start: at('09:00'), minutes: 60, room: 'a' });
  addSession(docs, { id: 's2', title: '校长圆桌', start: at('11:00'), minutes: 60, room: 'a' });
  setCell(docs.plan, 'sessions', 's1/room', { id: 'a', label: '云台厅' });
  room = new BenchRoom(docs);
  away = await BenchAway.over(room);
});

/** Two people, three tabs. */
async function someChanges(): Promise<void> {
  await away.hear('plan', '孙佳', set('s1/room', { id: 'b', label: '报告厅' }));
  await away.hear('plan', '孙佳', set('s1/remarks', '备无线话筒'));
  await away.hear('plan', '赵启明', set('s2/expected', 40));
  await away.hear('plan', '赵启明', inBrief('背景'));
  await away.hear('people', '孙佳', (ydoc) => setCell(ydoc, 'people', 'lin/organisation', '外国语学院'));
}

describe('while you were away', () => {
  test('lists by tab, person and item what was changed, cell by cell: before struck, after bold, and when', async () => {
    await someChanges();
    await show();
    expect(heads()).toEqual(['日程 2处', '孙佳 1处', '赵启明 1处', '简介 1处', '赵启明 1处', '人员 1处', '孙佳 1处']);
    const [first] = items();
    expect(first!.querySelector('.head')!.textContent).toMatch(/开幕式\s+(今天|昨天) \d\d:\d\d/);
    const cells = [...first!.querySelectorAll('.cell')].map((cell) => [
      clean(cell.querySelector('.label')!),
      cell.querySelector('s')?.textContent ?? null,
      cell.querySelector('b')!.textContent,
    ]);
    expect(cells).toEqual([
      ['会场', '云台厅', '报告厅'],
      ['备注', null, '备无线话筒'],
    ]);
    expect(note()).toMatch(/起，4处/);
  });

  test('says in English too what was new, moved away and written', async () => {
    await loadWords('en');
    await away.hear('plan', 'Sun Jia', (ydoc) => addItem(ydoc, 'sessions', { id: 's3', values: { 'title.en': 'Lunch' } }));
    await away.hear('plan', 'Sun Jia', (ydoc) => removeItem(ydoc, 'sessions', 's2'));
    await show();
    expect(heads()).toEqual(['Programme 2 changes', 'Sun Jia 2 changes']);
    expect(items().map((item) => clean(item.querySelector('.what')!))).toEqual(['Removed: 校长圆桌', 'New: Lunch']);
    await press('All understood');
    await expect.poll(sheet).toBeNull();
  });

  test('a group that was closed stays closed, also when the sheet is opened again', async () => {
    await someChanges();
    await show();
    expect(items()).toHaveLength(4);
    await fold('日程');
    await expect.poll(() => items().length).toBe(2);
    expect([...document.querySelectorAll('details')].filter((one) => !one.open)).toHaveLength(1);
    await userEvent.keyboard('{Escape}');
    await expect.poll(sheet).toBeNull();
    await open();
    expect(items()).toHaveLength(2);
    // By keyboard, as any disclosure.
    document.querySelector('summary')!.focus();
    await userEvent.keyboard('{Enter}');
    await expect.poll(() => items().length).toBe(4);
  });

  test('one person’s changes in a tab are noted by themselves, over a reload too; the rest stays', async () => {
    await someChanges();
    await show();
    await press('知道了，孙佳在日程的1处');
    await expect.poll(heads).toEqual(['日程 1处', '赵启明 1处', '简介 1处', '赵启明 1处', '人员 1处', '孙佳 1处']);
    expect(note()).toMatch(/起，3处/);
    expect(sheet()!.contains(document.activeElement)).toBe(true);
    await away.open();
    await show();
    expect(heads()).toEqual(['日程 1处', '赵启明 1处', '简介 1处', '赵启明 1处', '人员 1处', '孙佳 1处']);
  });

  test('a tab’s changes are noted together; the sheet closes by itself when nothing is left', async () => {
    await someChanges();
    await show();
    await press('知道了，日程的2处');
    await expect.poll(heads).toEqual(['简介 1处', '赵启明 1处', '人员 1处', '孙佳 1处']);
    await press('知道了，人员的1处');
    await expect.poll(heads).toEqual(['简介 1处', '赵启明 1处']);
    await press('知道了，简介的1处');
    await expect.poll(sheet).toBeNull();
    expect(Object.values(away.looks).flatMap((look) => look.changes)).toEqual([]);
  });

  test('all are noted at once; what comes after that is listed again', async () => {
    await someChanges();
    await show();
    await press('全部知道了');
    await expect.poll(sheet).toBeNull();
    await away.hear('plan', '孙佳', set('s1/room', { id: 'a', label: '云台厅' }));
    await open();
    expect(heads()).toEqual(['日程 1处', '孙佳 1处']);
    expect(items()[0]!.querySelector('s')!.textContent).toBe('报告厅');
  });

  test('each cell leads to its place, a text to its tab; what was removed is brought back instead', async () => {
    await someChanges();
    await away.hear('plan', '赵启明', (ydoc) => removeItem(ydoc, 'sessions', 's2'));
    await show();
    for (const [name, place] of [
      ['去看开幕式的备注', { part: 'plan', root: 'sessions', item: 's1', field: 'remarks' }],
      ['去看林珊的单位', { part: 'people', root: 'people', item: 'lin', field: 'organisation' }],
      ['去看会务说明', { part: 'plan', root: 'brief', item: '', field: 'title.zh' }],
    ] as const) {
      jumps = [];
      await press(name);
      await expect.poll(() => jumps).toEqual([place]);
      await expect.poll(sheet).toBeNull();
      await open();
    }
    await press('取回校长圆桌');
    await expect.poll(() => room.view.sessions.map(({ id }) => id)).toContain('s2');
  });

  test('[NAM4] an absence of more than LARGE_ABSENCE changes begins closed, with counts; one of as many is open', async () => {
    const add = (from: number, to: number) => (ydoc: Y.Doc) => {
      for (let n = from; n < to; n++) addItem(ydoc, 'sessions', { id: `n${n}`, values: { 'title.zh': `第${n}场` } });
    };
    await away.hear('plan', '孙佳', add(0, LARGE_ABSENCE));
    await show();
    expect(items()).toHaveLength(LARGE_ABSENCE);
    await away.hear('plan', '孙佳', add(LARGE_ABSENCE, LARGE_ABSENCE + 1));
    await show();
    expect(heads()).toEqual([`日程 ${LARGE_ABSENCE + 1}处`]);
    expect(items()).toHaveLength(0);
  });

  test('[NAM4] of 2,000 changes LISTED_AT_ONCE are made at once, more on request, and all are noted with one press', async () => {
    await away.hear('plan', '孙佳', (ydoc) => {
      for (let n = 0; n < 2000; n++) addItem(ydoc, 'sessions', { id: `n${n}`, values: { 'title.zh': `第${n}场` } });
    });
    await show();
    await fold('日程');
    await expect.poll(heads).toEqual(['日程 2000处', '孙佳 2000处']);
    await fold('孙佳');
    await expect.poll(() => items().length).toBe(LISTED_AT_ONCE);
    await press(`再列${LISTED_AT_ONCE}处，还有${2000 - LISTED_AT_ONCE}处`);
    await expect.poll(() => items().length).toBe(2 * LISTED_AT_ONCE);
    await press('知道了，日程的2000处');
    await expect.poll(sheet).toBeNull();
    await away.open();
    expect(Object.values(away.looks).flatMap((look) => look.changes)).toEqual([]);
  });

  test('[DEV1] sending refused edits again on a device that is full says that nothing was done', async () => {
    const doc = `${room.record}/plan`;
    away.proposals = [{ id: 'p1', doc, generation: 0, code: 'forbidden', at: 1, updates: [], kept: false }];
    await show();
    expect(document.querySelector('[role="alert"]')).toBeNull();
    await press('再次送出');
    await expect.poll(() => document.querySelector('[role="alert"]')?.textContent).toContain('没有办成：本机空间不足');
  });
});
