import { addItem } from '@qiao/domain/kind';
import { planItems } from '@qiao/domain/plan';
import { addDay, addPerson, addRoom, addSession, at, planDocs, type PlanDocs } from '@qiao/domain/plan/plan.fixture';
import { writeXlsx, type WriteSheet } from 'hucre/xlsx';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { cleanup, render } from 'vitest-browser-svelte';
import { records } from '#local/records/records.svelte.ts';
import { loadWords } from '#messages/index.svelte.ts';
import { toasts } from '#ui/toasts.svelte.ts';
import '#ui/app.css';
import PlacesPage from '../places/PlacesPage.svelte';
import RunSheetPage from '../run-sheet/RunSheetPage.svelte';
import { BenchRoom } from '../testing/bench-room.svelte.ts';
import TabBench from '../testing/TabBench.svelte';
import SheetImport from './SheetImport.svelte';
import type { SheetList } from '@qiao/domain/plan/sheet';

/** Until something on the page is so, on however slow a machine. Milliseconds. */
const WAIT = { timeout: 30_000 };
let docs: PlanDocs;
let room: BenchRoom;
let closed: boolean;

async function open(root: SheetList): Promise<void> {
  cleanup();
  closed = false;
  room = new BenchRoom(docs);
  await render(SheetImport, { room: room.asRoom, root, onclose: () => (closed = true) });
  await expect.poll(() => dialog(), WAIT).not.toBeNull();
}

const dialog = (): HTMLElement => document.querySelector('[role="dialog"]')!;
const button = (name: string): HTMLButtonElement | undefined =>
  [...document.querySelectorAll<HTMLButtonElement>('[role="dialog"] button')].find((one) => one.textContent.replace(/\s+/g, '') === name);
const click = async (name: string): Promise<void> => {
  await expect.poll(() => button(name), WAIT).toBeDefined();
  await userEvent.click(button(name)!);
};
/** Presses a button that is not allowed yet: it says why. */
const pressBlocked = async (name: string): Promise<void> => {
  await expect.poll(() => button(name)?.getAttribute('aria-disabled'), WAIT).toBe('true');
  button(name)!.click();
};
const said = (): string => dialog().textContent.replace(/\s+/g, ' ');
const rows = (): string[] => [...dialog().querySelectorAll('.row')].map((row) => row.textContent.replace(/\s+/g, ' ').trim());
const items = () => planItems(room.values);
const settle = () => expect.poll(() => dialog().querySelector('textarea'), WAIT).not.toBeNull();

async function paste(text: string): Promise<void> {
  await settle();
  const clipboardData = new DataTransfer();
  clipboardData.setData('text/plain', text);
  dialog()
    .querySelector('textarea')!
    .dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  await expect.poll(() => dialog().querySelectorAll('select').length, WAIT).toBeGreaterThan(0);
}

async function give(file: File): Promise<void> {
  await settle();
  await userEvent.upload(dialog().querySelector<HTMLInputElement>('input[type=file]')!, file);
}
const workbook = async (sheet: WriteSheet, name = '日程.xlsx'): Promise<File> =>
  new File([new Uint8Array(await writeXlsx({ sheets: [sheet] }))], name);

const HEADS = '日期\t时间\t会议内容\t会场\t主持人';

beforeEach(async () => {
  await page.viewport(1280, 900);
  await loadWords('zh');
  toasts.hide();
  localStorage.clear();
  vi.spyOn(records, 'rank').mockResolvedValue([]);
  docs = planDocs();
  addRoom(docs, 'a', '云台厅', 300);
  addPerson(docs, 'lin', '林珊', 'Lin Shan', 'staff');
  addDay(docs, '2026-11-05', at('08:00', '2026-11-05'), at('18:00', '2026-11-05'));
  addDay(docs, '2026-11-06', at('08:00'), at('18:00'));
  addSession(docs, { id: 's1', title: '开幕式', start: at('09:00'), minutes: 45, room: 'a' });
});

describe('a pasted table', () => {
  test('is matched by its heads, previewed row by row, and written as one step that can be taken back', async () => {
    await open('sessions');
    await paste(`高原生态研讨会\n${HEADS}\n11月6日\t９：３０—１０：１５\t开幕式\t云台厅\t\n11月6日\t10:30-12:00\t校长圆桌\t翠湖厅\t林珊\n`);
    expect([...dialog().querySelectorAll<HTMLSelectElement>('.is select')].map((one) => one.selectedOptions[0]!.textContent)).toEqual([
      '日期',
      '开始',
      '场次（中文）',
      '会场',
      '主持',
    ]);
    expect(said()).toContain('第2行：日期 时间 会议内容');
    await click('逐行预览');
    await expect.poll(said, WAIT).toContain('2行：新增1，更新1，跳过0，不收0');
    expect(said()).toContain('一并新增：会场1个（翠湖厅）');
    expect(rows()[0]).toMatch(/^3 更新 开幕式 开始 11-06 09:00 11-06 09:30$/);
    expect(rows()[1]).toMatch(/^4 新增 校长圆桌 11-06 10:30 ?1小时30分 ?翠湖厅 ?林珊$/);
    expect(items().sessions).toHaveLength(1);
    await click('新增1场，改1场');
    await expect.poll(() => closed, WAIT).toBe(true);
    expect(toasts.shown?.text).toBe('已从表格新增1场，改1场');
    expect(items().sessions.map(({ title, start }) => [title.zh, start])).toEqual([
      ['开幕式', at('09:30')],
      ['校长圆桌', at('10:30')],
    ]);
    room.undo();
    expect(items().sessions.map(({ start }) => start)).toEqual([at('09:00')]);
    expect(items().rooms).toHaveLength(1);
  });

  test('with a row that is refused writes nothing, until the person says to write the others alone', async () => {
    await open('sessions');
    await paste(`${HEADS}\n13月45日\t9:00\t甲\t\t\n11月6日\t10:30\t乙\t\t\n`);
    await click('逐行预览');
    await expect.poll(said, WAIT).toContain('2行：新增1，更新0，跳过0，不收1');
    expect(rows()[0]).toBe('2 不收 甲 A2 没有13月。月份是 1 到 12。');
    await pressBlocked('新增1场');
    await expect.poll(said, WAIT).toContain('先改好不收的行，或勾选只写其余的行。');
    expect(items().sessions).toHaveLength(1);
    expect(closed).toBe(false);
    await userEvent.click(dialog().querySelector<HTMLInputElement>('input[type=checkbox]')!);
    await click('新增1场');
    await expect.poll(() => closed, WAIT).toBe(true);
    expect(items().sessions.map(({ title }) => title.zh)).toEqual(['开幕式', '乙']);
  });

  test('asks once for the order of month and day where nothing tells it', async () => {
    await open('sessions');
    await paste(`${HEADS}\n03/04\t9:00\t甲\t\t\n05/06\t9:00\t乙\t\t\n`);
    await pressBlocked('逐行预览');
    await expect.poll(said, WAIT).toContain('还要选A列先写的是月还是日。');
    await click('日');
    await click('逐行预览');
    await expect.poll(said, WAIT).toContain('新增2');
    expect(rows()[0]).toContain('04-03 09:00');
  });

  test('matched by hand is matched alike when a sheet of the same heads comes again', async () => {
    const sheet = `何时\t何事\t谁\n2026-11-06 9:00\t报到\t林珊\n`;
    await open('cues');
    await paste(sheet);
    const selects = () => [...dialog().querySelectorAll<HTMLSelectElement>('.is select')];
    for (const [n, id] of ['start', 'cue', 'who'].entries()) await userEvent.selectOptions(selects()[n]!, id);
    await click('逐行预览');
    await click('新增1项');
    await expect.poll(() => closed, WAIT).toBe(true);
    await open('cues');
    await paste(sheet);
    expect(selects().map((one) => one.value)).toEqual(['start', 'cue', 'who']);
    expect(said()).toContain('按上次的对应。');
  });
});

describe('a paste into the table itself', () => {
  test('that brings heads of its own is offered to be matched by them', async () => {
    cleanup();
    room = new BenchRoom(docs);
    addItem(docs.plan, 'cues', { id: 'c1', values: { start: at('08:30'), cue: '报到' } });
    await render(TabBench, { page: RunSheetPage, room: room.asRoom });
    const cell = (): HTMLElement | null => document.querySelector('[data-row="c1"][data-column="start"]');
    await expect.poll(cell, WAIT).not.toBeNull();
    await userEvent.click(cell()!);
    const put = async (text: string): Promise<void> => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', text);
      document.activeElement!.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
      await expect.poll(() => document.body.textContent, WAIT).toContain('粘贴 2 行'.replaceAll(' ', ''));
    };
    const offer = () => [...document.querySelectorAll('button')].find((one) => one.textContent.includes('按表头导入'));
    await put('日期\t时间\t环节\n11月6日\t９：００\t签到\n');
    await expect.poll(offer, WAIT).toBeDefined();
    await userEvent.click(offer()!);
    await click('逐行预览');
    await click('新增1项');
    await expect
      .poll(() => items().cues.map(({ cue, start }) => [cue, start]), WAIT)
      .toEqual([
        ['报到', at('08:30')],
        ['签到', at('09:00')],
      ]);
  });
});

describe('a workbook', () => {
  test('with merged cells and formulas writes nothing; filled down and with what they came to it does', async () => {
    await open('sessions');
    await give(
      await workbook({
        name: '日程',
        rows: [
          ['日期', '时间', '会议内容'],
          [new Date('2026-11-06T00:00Z'), '9:00', '甲'],
          [null, null, '乙'],
        ],
        columns: [{ numFmt: 'yyyy-mm-dd' }],
        merges: [{ startRow: 1, startCol: 0, endRow: 2, endCol: 0 }],
        cells: new Map([['2,1', { formula: 'B2+1/24', formulaResult: 0.4166666667, value: 0.4166666667, type: 'formula' as const }]]),
      }),
    );
    await click('逐行预览');
    await expect.poll(said, WAIT).toContain('2行：新增0，更新0，跳过0，不收2');
    expect(said()).toContain('A2:A3 合并的单元格，只有 A2 有内容。');
    expect(said()).toContain('B3 这一格是公式');
    expect(said()).toContain('没有要写入的');
    await click('沿用上一行');
    await click('用算出的值');
    await click('新增2场');
    await expect.poll(() => closed, WAIT).toBe(true);
    expect(
      items()
        .sessions.slice(1)
        .map(({ title, start }) => [title.zh, start]),
    ).toEqual([
      ['甲', at('09:00')],
      ['乙', at('10:00')],
    ]);
  });

  test('that cannot be read says why, and the next one is read as if nothing had been', async () => {
    await open('rooms');
    await give(new File([Uint8Array.of(0x50, 0x4b, 3, 4, 1, 2, 3)], '坏.xlsx'));
    await expect.poll(said, WAIT).toContain('文件读不出来，可能没有存全。');
    await give(
      await workbook({
        name: 'a',
        rows: [
          ['会场', '容量'],
          ['翠湖厅', 80],
        ],
      }),
    );
    await click('逐行预览');
    await click('新增1个会场');
    await expect.poll(() => closed, WAIT).toBe(true);
    expect(items().rooms.at(-1)).toMatchObject({ name: { zh: '翠湖厅' }, capacity: 80 });
  });
});

describe('a tab', () => {
  test('has it in its menu for each of its lists, and none where one may not write', async () => {
    cleanup();
    room = new BenchRoom(docs);
    const { rerender } = await render(TabBench, { page: PlacesPage, room: room.asRoom });
    const menu = async (): Promise<string[]> => {
      await userEvent.click(document.querySelector<HTMLElement>('[aria-label="这张表的操作"]')!);
      await expect.poll(() => document.querySelectorAll('[role="menuitem"]').length, WAIT).toBeGreaterThan(0);
      const labels = [...document.querySelectorAll('[role="menuitem"]')].map((one) => one.textContent.trim());
      await userEvent.keyboard('{Escape}');
      return labels;
    };
    expect((await menu()).filter((label) => label.includes('表格')).map((label) => label.replace(/….*/, '…'))).toEqual([
      '从表格导入会场…',
      '从表格导入专题…',
      '导出会场为表格（.csv）',
      '导出专题为表格（.csv）',
    ]);
    room.locked = true;
    await rerender({});
    await expect.poll(() => document.querySelectorAll('[role="menuitem"]').length, WAIT).toBe(0);
    expect((await menu()).filter((label) => label.startsWith('从表格'))).toEqual([]);
  });

  test('that is empty offers it beside its first row', async () => {
    cleanup();
    room = new BenchRoom(docs);
    await render(TabBench, { page: RunSheetPage, room: room.asRoom });
    await userEvent.click([...document.querySelectorAll('button')].find((one) => one.textContent.includes('从表格导入'))!);
    await expect.poll(() => dialog()?.textContent ?? '', WAIT).toContain('从表格导入流程');
  });
});
