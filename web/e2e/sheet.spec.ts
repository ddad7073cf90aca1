import { Buffer } from 'node:buffer';
import AxeBuilder from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import { writeXlsx, type WriteSheet } from 'hucre/xlsx';
import { appIsOffline, expect, LUO, newDevice, signIn, SUN, synced, syncPill, test } from './office.ts';
import { cell, importProgramme, rowOf, scheduleFile, TALKS } from './programme.ts';
import { Caller } from './relay.ts';

const TITLE = '高原生态研讨会';
const HEADS = ['日期', '起止时间', '会议内容', '会场', '人数'];

const workbook = async (name: string, sheet: WriteSheet) => ({
  name,
  mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  buffer: Buffer.from(await writeXlsx({ sheets: [sheet] })),
});

/** What an office sends: a title over the heads, a merged day, digits in full width, a day that does not exist, a formula. */
const broken = () =>
  workbook('会议日程.xlsx', {
    name: '日程',
    rows: [
      [TITLE],
      HEADS,
      ['２０２６年１１月６日', '９：００—９：４５', '开幕式', '报告厅', 180],
      ['11月6日', '10：30—12：00', '校长圆桌', '翠湖厅', null],
      [null, '13:30-14:00', '签字仪式', '云台厅', '30人'],
      ['13月45日', '9:00', '考察', '', ''],
    ],
    merges: [
      { startRow: 0, startCol: 0, endRow: 0, endCol: 4 },
      { startRow: 3, startCol: 0, endRow: 4, endCol: 0 },
    ],
    cells: new Map([['3,4', { formula: 'SUM(10,12)', formulaResult: 22, value: 22, type: 'formula' as const }]]),
  });

const mended = () =>
  workbook('会议日程.xlsx', {
    name: '日程',
    rows: [
      [TITLE],
      HEADS,
      ['２０２６年１１月６日', '９：００—９：４５', '开幕式', '报告厅', 180],
      ['11月6日', '10：30—12：00', '校长圆桌', '翠湖厅', 22],
      [new Date('2026-11-06T00:00Z'), '13:30-14:00', '签字仪式', '云台厅', '30人'],
    ],
    cells: new Map([['4,0', { value: new Date('2026-11-06T00:00Z'), type: 'date' as const, style: { numFmt: 'yyyy-mm-dd' } }]]),
  });

async function openSheet(page: Page): Promise<Locator> {
  await page.getByRole('button', { name: '日程的操作' }).click();
  await page.getByRole('menuitem', { name: '从表格导入…' }).click();
  return page.getByRole('dialog', { name: '从表格导入场次' });
}

test('a broken sheet says row by row what is wrong and writes nothing; mended and imported with no network, another sees it', async ({
  office,
  page,
  browser,
}) => {
  const { relay } = office;
  const { event } = importProgramme(relay, scheduleFile(TITLE));
  await signIn(page, relay, LUO, `/event/${event}/plan`);
  await rowOf(page, '开幕式');
  await appIsOffline(page);
  await page.context().setOffline(true);
  await expect(syncPill(page)).toContainText('离线');

  const sheet = await openSheet(page);
  await sheet.locator('input[type=file]').setInputFiles(await broken());
  await expect(sheet.getByLabel('表头在')).toHaveValue('1');
  await sheet.getByRole('button', { name: '逐行预览' }).click();
  await expect(sheet.getByRole('status').first()).toContainText('4行：新增0，更新1，跳过0，不收3');
  const row = (text: string): Locator => sheet.getByRole('row').filter({ hasText: text });
  // WCAG 2.2 AA of what stands over the plan, with every sort of row in it.
  const axe = new AxeBuilder({ page }).include('[role=dialog]').withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']);
  expect((await axe.analyze()).violations).toEqual([]);
  await expect(row('考察')).toContainText('A6 没有13月。月份是 1 到 12。');
  await expect(row('签字仪式')).toContainText('A4:A5 合并的单元格，只有 A4 有内容。');
  await expect(row('校长圆桌')).toContainText('E4 这一格是公式，上次算出“22”。');
  await expect(row('开幕式')).toContainText('报告厅');
  const write = sheet.getByRole('button', { name: '改1场' });
  await write.dispatchEvent('click');
  await expect(sheet.getByRole('alert').first()).toBeVisible();
  await expect(sheet).toContainText('有3行不收，所以一行也不写入');
  await page.keyboard.press('Escape');
  await expect(sheet).toHaveCount(0);
  await expect(syncPill(page)).not.toContainText('待发');

  const again = await openSheet(page);
  await again.locator('input[type=file]').setInputFiles(await mended());
  await again.getByRole('button', { name: '逐行预览' }).click();
  await expect(again.getByRole('status').first()).toContainText('3行：新增2，更新1，跳过0，不收0');
  await again.getByRole('button', { name: '新增2场，改1场' }).click();
  await expect(again).toHaveCount(0);
  await expect(cell(page, await rowOf(page, '校长圆桌'), 'room').locator('.text')).toHaveText('翠湖厅');
  await page.context().setOffline(false);
  await synced(page);

  const other = await newDevice(browser);
  await signIn(other.page, relay, SUN, `/event/${event}/plan`);
  const signing = await rowOf(other.page, '签字仪式');
  await expect(cell(other.page, signing, 'start').locator('.text')).toHaveText('13:30');
  await expect(cell(other.page, await rowOf(other.page, '开幕式'), 'room').locator('.text')).toHaveText('报告厅');
  const caller = await Caller.signIn(relay, SUN);
  const { body } = await caller.call<{ parts: { plan: { lists: { sessions: { title: { zh: string }; expected: number | null }[] } } } }>(
    'GET',
    `/api/records/event/${event}`,
  );
  const { sessions } = body.parts.plan.lists;
  expect(sessions).toHaveLength(TALKS.length + 2);
  expect(sessions.find(({ title }) => title.zh === '签字仪式')!.expected).toBe(30);
});
