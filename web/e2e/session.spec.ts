import type { Page } from '@playwright/test';
import { appIsOffline, expect, LUO, newDevice, signIn, SUN, synced, syncPill, test, type Account } from './office.ts';
import { ADMIN, Caller, type Relay } from './relay.ts';

/** Writes a new event's name, as the list's first button invites to. */
async function writeEvent(page: Page, title: string): Promise<void> {
  await page.getByRole('link', { name: '新建一场会议' }).click();
  await page.getByRole('textbox', { name: /会议名称.*中/ }).fill(title);
  await page.keyboard.press('Tab');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(title);
}

async function fillIn(page: Page, who: Account): Promise<void> {
  await page.getByLabel('邮箱').fill(who.email);
  await page.getByLabel('密码').fill(who.password);
  await page.getByRole('button', { name: '登录', exact: true }).click();
}

async function signOut(page: Page, who: Account): Promise<void> {
  await page.getByRole('button', { name: `${who.name}，账户` }).click();
  await page.getByRole('menuitem', { name: '退出登录' }).click();
}

/** The event's name as the server has it; null when the server has no such event. */
async function titleOnServer(relay: Relay, record: string): Promise<string | null> {
  const caller = await Caller.signIn(relay, SUN);
  const { status, body } = await caller.call<{ parts: { case: { fields: { title: { zh: string } } } } }>(
    'GET',
    `/api/records/event/${record}`,
  );
  return status === 200 ? body.parts.case.fields.title.zh : null;
}

const recordOf = (page: Page): string => new URL(page.url()).pathname.split('/')[2]!;

test('[DEV9] a sign-out keeps what was not sent, hides it from the next person, and sends it when its owner returns', async ({
  office,
  browser,
}) => {
  const { relay } = office;
  const { context, page } = await newDevice(browser);
  await signIn(page, relay, LUO);
  await appIsOffline(page);
  await context.setOffline(true);
  await expect(syncPill(page)).toContainText('离线');
  await writeEvent(page, '还没有送出的会议');
  await expect(syncPill(page)).toContainText('待发');
  const record = recordOf(page);

  await signOut(page, LUO);
  const asking = page.getByRole('dialog');
  await expect(asking).toContainText(/还有\d+项没有送出/);
  await expect(asking).toContainText('不会丢失，别人看不到');
  await asking.getByRole('button', { name: '退出登录' }).click();
  await expect(page).toHaveURL(/\/sign-in/);
  await expect(page.getByRole('button', { name: /罗文静.*\d+项待发/ })).toBeVisible();

  // The next person on the same device, with a network.
  await context.setOffline(false);
  await page.reload();
  await fillIn(page, SUN);
  await synced(page);
  await page.goto(`${relay.origin}/event`);
  await expect(page.getByText('还没有会议与活动')).toBeVisible();
  await expect(page.getByText('还没有送出的会议')).toHaveCount(0);
  await page.goto(`${relay.origin}/event/${record}`);
  await expect(page.getByText('没有这条记录，或不在您的查看范围')).toBeVisible();
  expect(await titleOnServer(relay, record)).toBeNull();
  await signOut(page, SUN);
  await expect(page).toHaveURL(/\/sign-in/);

  // Its owner again.
  await page.getByRole('button', { name: /罗文静.*\d+项待发/ }).click();
  await expect(page.getByLabel('邮箱')).toHaveValue(LUO.email);
  await page.getByLabel('密码').fill(LUO.password);
  await page.getByRole('button', { name: '登录', exact: true }).click();
  await synced(page);
  await expect.poll(() => titleOnServer(relay, record)).toBe('还没有送出的会议');
  await page.goto(`${relay.origin}/event/${record}`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('还没有送出的会议');
  await context.close();
});

test('a wrong password says how many tries are left, and then how long to wait', async ({ office, page }) => {
  await page.goto(`${office.relay.origin}/sign-in`);
  for (const left of [4, 3, 2, 1]) {
    await fillIn(page, { ...LUO, password: 'not the lake at all' });
    await expect(page.getByText(`邮箱或密码不对，还可以试${left}次。`)).toBeVisible();
  }
  await fillIn(page, { ...LUO, password: 'not the lake at all' });
  await expect(page.getByText('邮箱或密码不对。已试了太多次，1分钟后再试。')).toBeVisible();
  // Even the right one waits now.
  await fillIn(page, LUO);
  await expect(page.getByText('试得太多。1分钟后再试。')).toBeVisible();
});

test('[DEV10] with no network, whoever is signed in works on, and whoever signed out opens by their password alone', async ({
  office,
  browser,
}) => {
  const { relay } = office;
  const { context, page } = await newDevice(browser);
  await signIn(page, relay, LUO);
  await writeEvent(page, '离线也要看的会议');
  await synced(page);
  await appIsOffline(page);
  const record = recordOf(page);
  await relay.down('SIGKILL');
  await context.setOffline(true);
  await page.goto(`${relay.origin}/event/${record}`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('离线也要看的会议');

  await signOut(page, LUO);
  await expect(page.getByRole('heading', { name: '没有网络，以罗文静继续' })).toBeVisible();
  await page.goto(`${relay.origin}/event/${record}`);
  await expect(page).toHaveURL(/\/sign-in\?to=/);
  await page.getByLabel('密码').fill(SUN.password);
  await page.getByRole('button', { name: '打开' }).click();
  await expect(page.getByText('密码不对。离线时用您上次在这台设备登录的密码。')).toBeVisible();
  await page.getByLabel('密码').fill(LUO.password);
  await page.getByRole('button', { name: '打开' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('离线也要看的会议');
  await context.close();
});

test('a sign-out that is cut short by leaving the page is a sign-out all the same', async ({ office, page }) => {
  const { relay } = office;
  await signIn(page, relay, LUO);
  // The server answers after the page has gone.
  const held = Promise.withResolvers<void>();
  await page.route('**/api/logout', async (route) => {
    await held.promise;
    await route.abort().catch(() => undefined);
  });
  const asked = page.waitForRequest('**/api/logout');
  await signOut(page, LUO);
  await asked;
  await page.goto(`${relay.origin}/event`);
  held.resolve();
  await expect(page.getByRole('heading', { level: 1, name: '登录' })).toBeVisible();
  await expect(page).toHaveURL(/\/sign-in/);
});

test('an administrator who is named after the e-mail address is offered to enter a name, and has it at once', async ({ office, page }) => {
  const { relay } = office;
  await signIn(page, relay, ADMIN);
  await expect(page.getByText('办理记录里您现在叫“shen”。')).toBeVisible();
  await page.getByRole('button', { name: '写上姓名' }).click();
  const asking = page.getByRole('dialog', { name: '写上姓名' });
  await asking.getByRole('button', { name: '存为姓名' }).click();
  await expect(asking.getByText('姓名还空着。')).toBeVisible();
  await asking.getByLabel('姓名').fill('沈岚');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: '沈岚，账户' })).toBeVisible();
  await expect(page.getByText('办理记录里您现在叫')).toHaveCount(0);
  expect((await Caller.signIn(relay, ADMIN)).user.name).toBe('沈岚');

  await page.reload();
  await expect(page.getByRole('button', { name: '沈岚，账户' })).toBeVisible();
  await expect(page.getByText('办理记录里您现在叫')).toHaveCount(0);
});

test('signing out in one tab is seen in the others, and so is signing in', async ({ office, browser }) => {
  const { context, page } = await newDevice(browser);
  await signIn(page, office.relay, LUO);
  const other = await context.newPage();
  await other.goto(`${office.relay.origin}/event`);
  await expect(other.getByRole('button', { name: `${LUO.name}，账户` })).toBeVisible();

  await signOut(page, LUO);
  await expect(page).toHaveURL(/\/sign-in/);
  await expect(other).toHaveURL(/\/sign-in/);
  await expect(other.getByRole('button', { name: `${LUO.name}，账户` })).toHaveCount(0);

  await fillIn(other, SUN);
  await expect(page.getByRole('button', { name: `${SUN.name}，账户` })).toBeVisible();
  await expect(page).not.toHaveURL(/\/sign-in/);
  await context.close();
});

/** How soon a session that was taken away must end on the device, milliseconds (SPEC SES5). */
const GONE_WITHIN_MS = 5000;
const ended = (page: Page) => page.getByRole('button', { name: /保存与同步.*登录已失效/ });

test('[SES5] an account that is disabled ends on the device within 5 s; what was typed after waits and is sent later', async ({
  office,
  browser,
}) => {
  const { relay, admin } = office;
  const luo = await Caller.signIn(relay, LUO);
  const { context, page } = await newDevice(browser);
  await signIn(page, relay, LUO);
  await writeEvent(page, '写到一半的会议');
  await synced(page);
  const record = recordOf(page);

  expect((await admin.call('POST', '/api/users', { id: luo.user.id, disabled: true })).status).toBe(200);
  await expect(ended(page)).toBeVisible({ timeout: GONE_WITHIN_MS });
  await page.getByRole('textbox', { name: /会议名称.*中/ }).fill('停用之后改的名');
  await page.keyboard.press('Tab');
  await expect(page.getByText('改动都在本机。重新登录后照常送出。')).toBeVisible();
  await page.reload();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('停用之后改的名');
  expect(await titleOnServer(relay, record)).toBe('写到一半的会议');

  await page.getByRole('link', { name: '重新登录' }).click();
  await fillIn(page, LUO);
  await expect(page.getByText('这个账户已停用。没有送出的改动都还在这台设备上。')).toBeVisible();
  expect((await admin.call('POST', '/api/users', { id: luo.user.id, disabled: false })).status).toBe(200);
  await fillIn(page, LUO);
  await synced(page);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('停用之后改的名');
  await expect.poll(() => titleOnServer(relay, record)).toBe('停用之后改的名');
  await context.close();
});

test('[SES5] a device that the administrator removed ends when it returns, and what it had not sent goes out after a new sign-in', async ({
  office,
  browser,
}) => {
  const { relay, admin } = office;
  const { context, page } = await newDevice(browser);
  await signIn(page, relay, LUO);
  await appIsOffline(page);
  await context.setOffline(true);
  await expect(syncPill(page)).toContainText('离线');
  await writeEvent(page, '被移除的设备写的');
  await expect(syncPill(page)).toContainText('待发');
  const record = recordOf(page);
  const device = async (): Promise<string> => {
    const { body } = await admin.call<{ devices: { id: string; seenAt: number; label: string }[] }>('GET', '/api/devices?all');
    const browsers = body.devices.filter(({ label }) => label.includes('Chrom')).sort((one, other) => other.seenAt - one.seenAt);
    return browsers[0]!.id;
  };
  expect((await admin.call('DELETE', `/api/devices/${await device()}`)).status).toBe(200);

  await context.setOffline(false);
  await ended(page).click();
  const sheet = page.getByRole('dialog');
  await expect(sheet).toContainText(/登录已失效，\d+项等待发出/);
  await expect(sheet).toContainText('被移除的设备写的');
  expect(await titleOnServer(relay, record)).toBeNull();

  // Signing in again registers it anew, and what waited goes out all the same.
  await sheet.getByRole('link', { name: '重新登录' }).click();
  await fillIn(page, LUO);
  await synced(page);
  await expect.poll(() => titleOnServer(relay, record)).toBe('被移除的设备写的');

  // While it is connected, removing it is noticed at once.
  expect((await admin.call('DELETE', `/api/devices/${await device()}`)).status).toBe(200);
  await expect(ended(page)).toBeVisible({ timeout: GONE_WITHIN_MS });
  await context.close();
});
