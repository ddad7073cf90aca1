import { chromium } from '@playwright/test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { appIsOffline, expect, LUO, newRecordId, signIn, synced, syncPill, test } from './office.ts';
import { Caller } from './relay.ts';

test('any deep link opens with no network, with what this device holds', async ({ office, browser }) => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await signIn(page, office.relay, LUO);
  await page.getByRole('link', { name: '新建一场会议' }).click();
  await page.getByRole('textbox', { name: /会议名称.*中/ }).fill('高原湿地研讨会');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('高原湿地研讨会');
  await synced(page);
  await appIsOffline(page);
  const record = new URL(page.url()).pathname;
  await page.close();

  await office.relay.down('SIGKILL');
  await context.setOffline(true);
  const cold = await context.newPage();
  await cold.goto(`${office.relay.origin}${record}`);
  await expect(cold.getByRole('heading', { level: 1 })).toHaveText('高原湿地研讨会');
  await expect(syncPill(cold)).toContainText('离线');
  await cold.goto(`${office.relay.origin}/event`);
  await expect(cold.getByText('高原湿地研讨会')).toBeVisible();
  await context.close();
});

test('what is written with no network is sent when it returns, record and content alike', async ({ office, browser }) => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await signIn(page, office.relay, LUO);
  await appIsOffline(page);
  await context.setOffline(true);
  await expect(syncPill(page)).toContainText('离线');
  await page.getByRole('link', { name: '新建一场会议' }).click();
  await page.getByRole('textbox', { name: /会议名称.*中/ }).fill('离线建立的会议');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('离线建立的会议');
  await expect(syncPill(page)).toContainText('待发');
  await page.reload();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('离线建立的会议');

  await context.setOffline(false);
  await synced(page);
  const id = new URL(page.url()).pathname.split('/')[2]!;
  const luo = await Caller.signIn(office.relay, LUO);
  const { status, body } = await luo.call<{ parts: { case: { fields: { title: { zh: string } } } } }>('GET', `/api/records/event/${id}`);
  expect(status).toBe(200);
  expect(body.parts.case.fields.title.zh).toBe('离线建立的会议');
  await context.close();
});

test('the app can be installed', async ({ office }) => {
  const profile = mkdtempSync(join(tmpdir(), 'qiao-profile-'));
  const { executablePath, args } = test.info().project.use.launchOptions ?? {};
  // An ordinary test context counts as incognito, where nothing can be installed.
  const context = await chromium.launchPersistentContext(profile, {
    ...(executablePath ? { executablePath } : {}),
    ...(args ? { args } : {}),
    headless: true,
  });
  try {
    const page = await context.newPage();
    await page.goto(`${office.relay.origin}/sign-in`);
    await appIsOffline(page);
    const session = await context.newCDPSession(page);
    const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
    expect(installabilityErrors).toEqual([]);
    const manifest = await session.send('Page.getAppManifest');
    expect(manifest.errors).toEqual([]);
  } finally {
    await context.close();
    rmSync(profile, { recursive: true, force: true });
  }
});

test('the first route asks for no more than its budget', async ({ office, page }) => {
  /** Kilobytes of 1,024 bytes, compressed, as they go over the wire. */
  const BUDGET_KB = 190;
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  const kinds = new Map<string, string>();
  let bytes = 0;
  session.on('Network.responseReceived', ({ requestId, response }) => kinds.set(requestId, response.url));
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const url = kinds.get(requestId) ?? '';
    if (/\.(js|css)$/.test(new URL(url, office.relay.origin).pathname)) bytes += encodedDataLength;
  });
  // Only what the page itself loads: the worker fetches the rest of the app behind it.
  await page.route('**/sw.js', (route) => route.abort());
  await page.goto(`${office.relay.origin}/sign-in`);
  await expect(page.getByRole('button', { name: '登录', exact: true })).toBeVisible();
  expect(bytes).toBeGreaterThan(20 * 1024);
  expect(bytes / 1024).toBeLessThanOrEqual(BUDGET_KB);
});

test('a record that does not exist looks the same as one of somebody else', async ({ office }) => {
  const luo = await Caller.signIn(office.relay, LUO);
  const absent = await luo.call('GET', `/api/records/event/${newRecordId()}`);
  expect(absent.status).toBe(404);
});
