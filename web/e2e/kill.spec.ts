import type { Page } from '@playwright/test';
import { appIsOffline, expect, LUO, newDevice, newRecordId, signIn, SUN, synced, syncPill, test } from './office.ts';
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
  await Promise.all([synced(luo.page), synced(sun.page)]);

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
