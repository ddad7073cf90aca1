import { chromium, type Page } from '@playwright/test';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { appIsOffline, expect, LUO, newDevice, newRecordId, signIn, SUN, synced, syncPill, test } from './office.ts';
import { Caller, type Relay } from './relay.ts';

async function makeEvent(relay: Relay): Promise<{ caller: Caller; record: string }> {
  const caller = await Caller.signIn(relay, LUO);
  const record = newRecordId();
  await caller.call('POST', '/api/commands', { id: crypto.randomUUID(), type: 'create', kind: 'event', record });
  return { caller, record };
}

/** Ids of the processes that belong to a browser profile. */
function processesOf(profile: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(`--user-data-dir=${profile}`);
      } catch {
        return false;
      }
    })
    .map(Number);
}

test('[DEV1] what the page called saved is there after the browser was killed 50 ms later', async ({ office }) => {
  const { record } = await makeEvent(office.relay);
  const profile = mkdtempSync(join(tmpdir(), 'qiao-profile-'));
  const { executablePath, args } = test.info().project.use.launchOptions ?? {};
  const launch = () =>
    chromium.launchPersistentContext(profile, {
      ...(executablePath ? { executablePath } : {}),
      ...(args ? { args } : {}),
      locale: 'zh-CN',
    });
  try {
    const first = await launch();
    const page = await first.newPage();
    await signIn(page, office.relay, LUO, `/event/${record}`);
    await appIsOffline(page);
    await office.relay.down('SIGKILL');
    await expect(syncPill(page)).toContainText('离线');
    await page.getByRole('textbox', { name: '地点' }).click();
    await page.keyboard.type('云台厅');
    await expect(syncPill(page)).toContainText('待发');
    await page.keyboard.press('Tab');
    await expect(syncPill(page)).toContainText('待发');
    await new Promise((resolve) => setTimeout(resolve, 50));
    for (const pid of processesOf(profile)) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // A child that went with its parent.
      }
    }
    await first.close().catch(() => undefined);

    const second = await launch();
    const again = await second.newPage();
    await again.goto(`${office.relay.origin}/event/${record}`);
    await expect(again.getByRole('textbox', { name: '地点' })).toHaveValue('云台厅');
    await second.close();
  } finally {
    rmSync(profile, { recursive: true, force: true });
  }
});

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
  await Promise.all([synced(luo.page), synced(sun.page)]);

  const textOf = async (page: Page): Promise<string> => (await minutes(page).innerText()).replace(/\s+/g, ' ');
  await expect.poll(async () => (await textOf(luo.page)) === (await textOf(sun.page))).toBe(true);
  const text = await textOf(luo.page);
  for (const word of [...mine, ...theirs]) expect(text.split(word.trim()).length - 1, `${word} stands once`).toBe(1);
  // The relay that was started again holds the same, for a device that was never here.
  const fresh = await newDevice(browser);
  await signIn(fresh.page, relay, LUO, `/event/${record}`);
  await expect.poll(() => textOf(fresh.page)).toBe(text);
});
