import { chromium, type BrowserContext, type Page } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { appIsOffline, expect, LUO, newDevice, newRecordId, signIn, SUN, syncPill, test } from './office.ts';
import { Caller, type Relay } from './relay.ts';

async function makeEvent(relay: Relay): Promise<{ caller: Caller; record: string }> {
  const caller = await Caller.signIn(relay, LUO);
  const record = newRecordId();
  await caller.call('POST', '/api/commands', { id: crypto.randomUUID(), type: 'create', kind: 'event', record });
  return { caller, record };
}

test('[DEV1] what the page called saved is there after its tab was killed 50 ms later', async ({ office, browser }) => {
  const { record } = await makeEvent(office.relay);
  const { context, page } = await newDevice(browser);
  await signIn(page, office.relay, LUO, `/event/${record}`);
  await appIsOffline(page);
  await office.relay.down('SIGKILL');
  await expect(syncPill(page)).toContainText('离线');
  await page.getByRole('textbox', { name: '地点' }).click();
  await page.keyboard.type('云');
  await expect(syncPill(page)).toContainText('1项待发');
  await new Promise((resolve) => setTimeout(resolve, 50));
  const crashed = page.waitForEvent('crash');
  const session = await context.newCDPSession(page);
  void session.send('Page.crash').catch(() => undefined);
  await crashed;

  const again = await context.newPage();
  await again.goto(`${office.relay.origin}/event/${record}`);
  await expect(again.getByRole('textbox', { name: '地点' })).toHaveValue('云');
});

/** Milliseconds that a page may take to be in step again after the relay is back, on a machine with much else to do. */
const BACK_WITHIN_MS = 60_000;

/** The minutes, as the page shows them. */
const minutes = (page: Page) => page.getByRole('textbox', { name: '会议纪要' });

test('[PSH2] the relay killed while both type: nothing delivered or acked is missing, nothing is doubled', async ({ office, browser }) => {
  const { relay } = office;
  const { record } = await makeEvent(relay);
  const [luo, sun] = [await newDevice(browser), await newDevice(browser)];
  await signIn(luo.page, relay, LUO, `/event/${record}`);
  await signIn(sun.page, relay, SUN, `/event/${record}`);

  const letters = (from: string, count: number): string[] =>
    Array.from({ length: count }, (_, index) => `${from}${String(index).padStart(2, '0')} `);
  const [mine, theirs] = [letters('甲', 30), letters('乙', 30)];
  await minutes(luo.page).click();
  await luo.page.keyboard.type('罗：');
  await luo.page.keyboard.press('Enter');
  // Each in a line of their own, so that words stay whole and may be counted.
  await luo.page.keyboard.press('ArrowUp');
  await luo.page.keyboard.press('End');
  await expect(minutes(sun.page)).toContainText('罗：');
  await minutes(sun.page).click();
  await sun.page.keyboard.press('ControlOrMeta+End');

  const type = async (page: Page, words: string[]): Promise<void> => {
    for (const word of words) await page.keyboard.type(word, { delay: 5 });
  };
  const typing = Promise.all([type(luo.page, mine), type(sun.page, theirs)]);
  await expect(minutes(luo.page)).toContainText('乙05');
  await relay.down('SIGKILL');
  await typing;
  await relay.up();
  // How soon they are back is SES7's matter and hangs on how busy the machine is; here it counts what they then hold.
  for (const { page } of [luo, sun]) await expect(syncPill(page)).toContainText('已同步', { timeout: BACK_WITHIN_MS });

  /** Without the carets of the others, which are drawn into the text. */
  const textOf = (page: Page): Promise<string> =>
    minutes(page).evaluate((text) => {
      const copy = text.cloneNode(true) as HTMLElement;
      for (const caret of copy.querySelectorAll('.rich-caret')) caret.remove();
      return [...copy.children].map((line) => line.textContent).join('\n');
    });
  await expect.poll(async () => (await textOf(luo.page)) === (await textOf(sun.page))).toBe(true);
  const text = await textOf(luo.page);
  for (const word of [...mine, ...theirs]) expect(text.split(word.trim()).length - 1, `${word} stands once`).toBe(1);
  // The relay that was started again holds the same, for a device that was never here.
  const fresh = await newDevice(browser);
  await signIn(fresh.page, relay, LUO, `/event/${record}`);
  await expect.poll(() => textOf(fresh.page)).toBe(text);
});

/** A whole browser with a profile of its own on the disk. */
function openBrowser(profile: string): Promise<BrowserContext> {
  const { executablePath, args } = test.info().project.use.launchOptions ?? {};
  return chromium.launchPersistentContext(profile, {
    ...(executablePath ? { executablePath } : {}),
    ...(args ? { args } : {}),
    headless: true,
    locale: 'zh-CN',
  });
}

/** Ends the browser of this profile, and no other, as a crash or a cut of the power does: nothing is told to it before. */
async function killBrowser(context: BrowserContext, profile: string): Promise<void> {
  const processes = execFileSync('ps', ['-A', '-ww', '-o', 'pid=,args='], { encoding: 'utf8', maxBuffer: 32 * 1024 * 1024 }).split('\n');
  const own = processes.find((line) => line.includes(`--user-data-dir=${profile}`) && !line.includes('--type='));
  if (!own) throw new Error('the browser of this profile does not run');
  const closed = new Promise((resolve) => context.once('close', resolve));
  process.kill(Number.parseInt(own, 10), 'SIGKILL');
  await closed;
}

test('[DEV1] the whole browser killed right after the first sign-in: opened again with no relay, the person and their work are there', async ({
  office,
}) => {
  const { relay } = office;
  const { record } = await makeEvent(relay);
  const title = '刚登录就停电的会议';
  const profile = mkdtempSync(join(tmpdir(), 'qiao-profile-'));
  const first = await openBrowser(profile);
  const page = first.pages()[0] ?? (await first.newPage());
  await page.goto(`${relay.origin}/event/${record}`);
  // The app itself is stored while the password is typed.
  await appIsOffline(page);
  await page.getByLabel('邮箱').fill(LUO.email);
  await page.getByLabel('密码').fill(LUO.password);
  await page.getByRole('button', { name: '登录', exact: true }).click();
  await page.getByRole('textbox', { name: /会议名称.*中/ }).fill(title);
  await page.keyboard.press('Tab');
  await expect(syncPill(page)).toContainText('已存本机');
  await killBrowser(first, profile);
  await relay.down('SIGKILL');

  const again = await openBrowser(profile);
  try {
    const next = await again.newPage();
    await next.goto(`${relay.origin}/event/${record}`);
    await expect(next.getByRole('heading', { level: 1 })).toHaveText(title);
    await expect(syncPill(next)).toContainText('离线');
    await next.goto(`${relay.origin}/event`);
    await expect(next.getByText(title)).toBeVisible();
    await expect(next.getByRole('button', { name: `${LUO.name}，账户` })).toBeVisible();
  } finally {
    await again.close();
    rmSync(profile, { recursive: true, force: true });
  }
});
