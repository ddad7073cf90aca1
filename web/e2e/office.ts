/** The test's fixtures: a relay, its people, and browsers in which they work. */
import { test as base, expect, type Browser, type BrowserContext, type Page } from '@playwright/test';
import { ADMIN, Caller, Relay } from './relay.ts';

export { expect };

export interface Account {
  email: string;
  password: string;
  name: string;
}

export const LUO: Account = { email: 'luo@example.edu', password: 'plateau lake at dawn 3', name: '罗文静' };
export const SUN: Account = { email: 'sun@example.edu', password: 'red earth and terraces 5', name: '孙佳' };
export const HOST: Account = { email: 'xu@example.edu', password: 'nine guests and a bus 9', name: '许若兰' };

interface Office {
  relay: Relay;
  admin: Caller;
}

/** What `newDevice` opened and its story has not closed. */
const devices = new Set<BrowserContext>();

export const test = base.extend<{ office: Office; devicesGone: void }>({
  // A device of a story that is over would go on asking for its relay, at the cost of all later ones.
  devicesGone: [
    async ({ browserName: _any }, use) => {
      await use();
      await Promise.all([...devices].map((context) => context.close()));
      devices.clear();
    },
    { auto: true },
  ],
  // Playwright reads from the pattern which fixtures this one stands on; a relay stands on none, and an empty pattern says nothing.
  office: async ({ browserName: _any }, use) => {
    const relay = await Relay.start();
    const admin = await Caller.signIn(relay, ADMIN);
    await addPerson(admin, LUO, ['officer'], [7, 10]);
    await addPerson(admin, SUN, ['officer'], [7, 10]);
    await addPerson(admin, HOST, ['host'], []);
    await use({ relay, admin });
    await relay.end();
  },
});

export async function addPerson(admin: Caller, { email, password, name }: Account, roles: string[], desks: number[]): Promise<void> {
  const { status, body } = await admin.call('POST', '/api/users', { email, password, name, roles, desks, department: '' });
  if (status >= 300) throw new Error(`adding ${name}: ${status} ${JSON.stringify(body)}`);
}

export const newRecordId = (): string => {
  const hex = Date.now().toString(16).padStart(12, '0');
  const random = crypto.randomUUID();
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7${random.slice(15)}`;
};

/** A browser profile of its own: one device. */
export async function newDevice(browser: Browser): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext();
  devices.add(context);
  return { context, page: await context.newPage() };
}

export async function signIn(page: Page, relay: Relay, who: { email: string; password: string }, path = '/event'): Promise<void> {
  await page.goto(`${relay.origin}${path}`);
  await page.getByLabel('邮箱').fill(who.email);
  await page.getByLabel('密码').fill(who.password);
  await page.getByRole('button', { name: '登录', exact: true }).click();
  await expect(syncPill(page)).toContainText('已同步');
}

export const syncPill = (page: Page) => page.getByRole('button', { name: /^保存与同步/ });

/** Everything this device has to send has been confirmed. */
export const synced = (page: Page) => expect(syncPill(page)).toContainText('已同步');

/** The worker is in charge and has the app: from here on the network may go. */
export async function appIsOffline(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    if (!navigator.serviceWorker.controller)
      await new Promise((resolve) => navigator.serviceWorker.addEventListener('controllerchange', resolve, { once: true }));
  });
}
