import { Buffer } from 'node:buffer';
import type { Locator, Page } from '@playwright/test';
import { appIsOffline, expect, LUO, signIn, synced, syncPill, test } from './office.ts';
import { cell, importProgramme, rowOf, scheduleFile, TALKS, type } from './programme.ts';
import { Caller, type Relay } from './relay.ts';

const TITLE = '高原生态研讨会';
/** A day, two rooms and three people come with the sessions; beside them the conference itself. */
const THINGS = TALKS.length + 6;
const minutesOf = (duration: string): number => {
  const [hours, minutes] = duration.split(':').map(Number);
  return hours! * 60 + minutes!;
};

const asFile = (text: string, name = 'schedule.json') => ({ name, mimeType: 'application/json', buffer: Buffer.from(text) });

/** The sheet that a button of the events' list opens. */
async function sheetOfList(page: Page): Promise<Locator> {
  await page.getByRole('button', { name: '导入日程文件' }).click();
  return page.getByRole('dialog', { name: '导入日程文件' });
}

/** The same over a plan that is open. */
async function sheetOfPlan(page: Page): Promise<Locator> {
  await page.getByRole('button', { name: '日程的操作' }).click();
  await page.getByRole('menuitem', { name: '导入日程文件' }).click();
  return page.getByRole('dialog', { name: '导入日程文件' });
}

const give = (sheet: Locator, text: string, name?: string): Promise<void> =>
  sheet.locator('input[type=file]').setInputFiles(asFile(text, name));

interface Sessions {
  parts: { plan: { lists: { sessions: { title: { zh: string }; minutes: number }[] } } };
}

/** Sessions by title with their minutes, as the server has them. */
async function sessionsOnServer(relay: Relay, event: string): Promise<Record<string, number>> {
  const caller = await Caller.signIn(relay, LUO);
  const { body } = await caller.call<Sessions>('GET', `/api/records/event/${event}`);
  return Object.fromEntries(body.parts.plan.lists.sessions.map((session) => [session.title.zh, session.minutes]));
}

test('with no network a file becomes an event: first what it would do, written only when confirmed, sent later', async ({
  office,
  page,
}) => {
  const { relay } = office;
  await signIn(page, relay, LUO);
  await appIsOffline(page);
  await page.context().setOffline(true);
  await expect(syncPill(page)).toContainText('离线');

  let sheet = await sheetOfList(page);
  await give(sheet, scheduleFile(TITLE));
  await expect(sheet.getByRole('status')).toContainText(`新增${THINGS + 1}，更新0，相同0，保留本地0，不收0`);
  for (const talk of TALKS) await expect(sheet.getByRole('listitem').filter({ hasText: talk.title })).toContainText('新增');
  await sheet.getByRole('button', { name: '取消' }).click();
  await expect(sheet).toHaveCount(0);
  await expect(page.getByText('还没有会议与活动')).toBeVisible();
  await expect(syncPill(page)).not.toContainText('待发');

  sheet = await sheetOfList(page);
  await give(sheet, scheduleFile(TITLE));
  await sheet.getByRole('button', { name: '写入日程' }).click();
  await expect(page).toHaveURL(/\/event\/[^/]+\/plan$/);
  for (const talk of TALKS) {
    const row = await rowOf(page, talk.title);
    await expect(cell(page, row, 'start').locator('.text')).toHaveText(talk.start);
  }
  await expect(syncPill(page)).toContainText('待发');

  await page.context().setOffline(false);
  await synced(page);
  const event = new URL(page.url()).pathname.split('/')[2]!;
  expect(await sessionsOnServer(relay, event)).toEqual(Object.fromEntries(TALKS.map((talk) => [talk.title, minutesOf(talk.duration)])));
});

test('a broken file says what is wrong with which item, and offers nothing to write', async ({ office, page }) => {
  await signIn(page, office.relay, LUO);
  const sheet = await sheetOfList(page);
  const broken = JSON.parse(scheduleFile(TITLE)) as {
    schedule: { conference: { days: { rooms: Record<string, { guid: string; duration: string }[]> }[] } };
  };
  const hall = broken.schedule.conference.days[0]!.rooms['云台厅']!;
  hall[1]!.guid = hall[0]!.guid;
  hall[2]!.duration = '一小时';
  await give(sheet, JSON.stringify(broken), 'twice.json');
  await expect(sheet.getByRole('alert')).toContainText('这个文件不能导入');
  const faults = sheet.getByRole('listitem');
  await expect(faults).toHaveCount(2);
  await expect(faults.filter({ hasText: '云台厅' }).filter({ hasText: '[1].guid' })).toContainText('高原湿地修复二十年');
  await expect(faults.filter({ hasText: '云台厅' }).filter({ hasText: '[2].duration' })).toHaveCount(1);
  await expect(sheet.getByRole('button', { name: '写入日程' })).toHaveCount(0);

  await give(sheet, '会议日程.xlsx，不是 JSON', 'programme.json');
  await expect(faults).toHaveCount(1);
  await expect(sheet.getByRole('alert')).toContainText('这个文件不能导入');
  await expect(sheet.getByRole('button', { name: '写入日程' })).toHaveCount(0);

  // A good one after it is read as if nothing had been.
  await give(sheet, scheduleFile(TITLE));
  await expect(sheet.getByRole('status')).toContainText(`新增${THINGS + 1}`);
  await expect(sheet.getByRole('button', { name: '写入日程' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByText('还没有会议与活动')).toBeVisible();
});

test('a file imported again updates what it changed, keeps what was edited here, and says which is which', async ({ office, page }) => {
  const { relay } = office;
  const { event } = importProgramme(relay, scheduleFile(TITLE));
  await signIn(page, relay, LUO, `/event/${event}/plan`);
  const opening = await rowOf(page, '开幕式');
  await type(page, opening, 'title', '开幕式暨校长致辞');
  await expect(cell(page, opening, 'title').locator('.text')).toHaveText('开幕式暨校长致辞');

  const [first, ...others] = TALKS;
  const next = [
    { ...first!, title: '开幕大会' },
    ...others.map((talk) => (talk.title === '水资源治理' ? { ...talk, start: '14:30', duration: '01:15' } : talk)),
  ];
  let sheet = await sheetOfPlan(page);
  await give(sheet, scheduleFile(TITLE, next));
  await expect(sheet.getByRole('status')).toContainText(`新增0，更新1，相同${THINGS + 1 - 2}，保留本地1，不收0`);
  await expect(sheet.getByRole('listitem').filter({ hasText: '保留这里的改动：场次。' })).toHaveCount(1);
  await expect(sheet.getByRole('listitem').filter({ hasText: '水资源治理' })).toContainText(/更新：.*起.*时长/);
  await sheet.getByRole('button', { name: '取消' }).click();
  const water = await rowOf(page, '水资源治理');
  await expect(cell(page, water, 'start').locator('.text')).toHaveText('14:00');

  sheet = await sheetOfPlan(page);
  await give(sheet, scheduleFile(TITLE, next));
  await sheet.getByRole('button', { name: '写入日程' }).click();
  await expect(sheet).toHaveCount(0);
  await expect(cell(page, water, 'start').locator('.text')).toHaveText('14:30');
  await expect(cell(page, opening, 'title').locator('.text')).toHaveText('开幕式暨校长致辞');
  await synced(page);
  expect(await sessionsOnServer(relay, event)).toMatchObject({ 开幕式暨校长致辞: 45, 水资源治理: 75 });

  // From the list the event is found again, and a second one is made only when that is chosen.
  await page.getByRole('link', { name: '会议与活动' }).first().click();
  sheet = await sheetOfList(page);
  await give(sheet, scheduleFile(TITLE));
  await expect(sheet.getByRole('radio', { name: '更新已有的会议' })).toBeChecked();
  await expect(sheet.getByRole('status')).toContainText(`文件的${TALKS.length}场里有${TALKS.length}场`);
  await expect(sheet.getByRole('status')).toContainText('保留本地1');
  await sheet.getByRole('radio', { name: '另建一个会议' }).click();
  await expect(sheet.getByRole('status')).toContainText(`新增${THINGS + 1}，`);
  await sheet.getByRole('radio', { name: '更新已有的会议' }).click();
  await sheet.getByRole('button', { name: '写入日程' }).click();
  await expect(page).toHaveURL(new RegExp(`/event/${event}/plan$`));
  await expect(cell(page, water, 'start').locator('.text')).toHaveText('14:00');
  await expect(cell(page, opening, 'title').locator('.text')).toHaveText('开幕式暨校长致辞');
});
