import type { Page } from '@playwright/test';
import { appIsOffline, expect, LUO, newDevice, newRecordId, signIn, synced, test as base } from './office.ts';
import { Front, NEWER } from './front.ts';
import { Caller, type Relay } from './relay.ts';

const test = base.extend<{ front: Front }>({
  front: async ({ office }, use) => {
    const front = await Front.before(office.relay);
    await use(front);
    await front.end();
  },
});

async function makeEvent(relay: Relay): Promise<string> {
  const luo = await Caller.signIn(relay, LUO);
  const record = newRecordId();
  await luo.call('POST', '/api/commands', { id: crypto.randomUUID(), type: 'create', kind: 'event', record });
  return record;
}

/** Signs in behind the front, with the first worker in charge and a mark that any reload would take away. */
async function settle(page: Page, front: Front, record: string): Promise<void> {
  await signIn(page, { origin: front.origin } as Relay, LUO, `/event/${record}`);
  await appIsOffline(page);
  await mark(page);
}
const mark = (page: Page): Promise<void> => page.evaluate(() => document.documentElement.setAttribute('data-not-reloaded', ''));
const stays = (page: Page) => expect(page.locator('html[data-not-reloaded]')).toHaveCount(1);

/** The person comes back to the tab, which is when a page looks for a newer build. */
const comeBack = (page: Page): Promise<boolean> => page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));

const prompt = (page: Page) => page.getByRole('status').filter({ hasText: '有新版本' });
const update = (page: Page) => page.getByRole('button', { name: '更新', exact: true });
const isNewer = (page: Page) => page.locator(`meta[name="build"][content="${NEWER}"]`);

test('a new version asks, reloads nothing by itself, and when it is taken what was typed is there', async ({ office, front, browser }) => {
  const record = await makeEvent(office.relay);
  const { context, page } = await newDevice(browser);
  await settle(page, front, record);
  const other = await context.newPage();
  await other.goto(`${front.origin}/event/${record}`);
  await expect(other.getByRole('textbox', { name: '地点' })).toBeVisible();
  await mark(other);

  const place = page.getByRole('textbox', { name: '地点' });
  await place.click();
  await page.keyboard.type('云台');
  front.release();
  await comeBack(page);
  await expect(prompt(page)).toContainText('现在的输入都会保留');
  // The field keeps the caret; one types on.
  await expect(place).toBeFocused();
  await page.keyboard.type('厅二楼');
  await stays(page);
  await expect(isNewer(page)).toHaveCount(0);

  await update(page).click();
  await expect(isNewer(page)).toHaveCount(1);
  await expect(page.getByRole('textbox', { name: '地点' })).toHaveValue('云台厅二楼');
  await expect(prompt(page)).toHaveCount(0);
  await synced(page);
  // The other tab's person asked for nothing.
  await stays(other);
  await expect(other.getByRole('textbox', { name: '地点' })).toHaveValue('云台厅二楼');
  await context.close();
});

test('[DEV1] a new version that is taken while the device cannot store reloads nothing, and loses nothing', async ({
  office,
  front,
  browser,
}) => {
  const record = await makeEvent(office.relay);
  const { context, page } = await newDevice(browser);
  await settle(page, front, record);
  front.release();
  await comeBack(page);
  await expect(update(page)).toBeVisible();

  // A full disk, as the browser reports it.
  await page.evaluate(() => {
    const full = (): never => {
      throw new DOMException('the disk is full', 'QuotaExceededError');
    };
    const before = Object.getOwnPropertyDescriptors(IDBObjectStore.prototype);
    Object.assign(IDBObjectStore.prototype, { add: full, put: full });
    addEventListener('room-again', () => Object.defineProperties(IDBObjectStore.prototype, before), { once: true });
  });
  await page.getByRole('textbox', { name: '地点' }).click();
  await page.keyboard.type('报告厅');
  await expect(page.getByRole('button', { name: /未能保存/ })).toBeVisible();
  await update(page).click();
  await expect(page.getByText('先不更新：最近的改动没能存进本机。')).toBeVisible();
  await expect(page.getByRole('button', { name: /未能保存/ })).toBeVisible();
  await stays(page);
  await expect(page.getByRole('textbox', { name: '地点' })).toHaveValue('报告厅');

  await page.evaluate(() => dispatchEvent(new Event('room-again')));
  await expect(page.getByRole('button', { name: /未能保存/ })).toHaveCount(0);
  await stays(page);
  await update(page).click();
  await expect(isNewer(page)).toHaveCount(1);
  await expect(page.getByRole('textbox', { name: '地点' })).toHaveValue('报告厅');
  await context.close();
});
