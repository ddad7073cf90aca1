import { execFileSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { expect, LUO, newDevice, newRecordId, signIn, SUN, synced, syncPill, test } from './office.ts';
import { Caller, type Relay } from './relay.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const admin = (relay: Relay, ...args: string[]): string =>
  execFileSync(process.execPath, ['sync-server/src/ops/admin.ts', ...args], {
    cwd: ROOT,
    env: { ...relay.env, LC_ALL: 'C' },
    encoding: 'utf8',
  });

test('[EPO5] [SES9] an event made and submitted after the backup is there again when its maker’s device has come back', async ({
  office,
  browser,
}) => {
  const { relay } = office;
  const backup = join(relay.dataDir, 'backup.sqlite');
  admin(relay, 'backup', backup);

  const record = newRecordId();
  const caller = await Caller.signIn(relay, LUO);
  const decide = (type: string) =>
    caller.call<{ ok?: boolean }>('POST', '/api/commands', { id: crypto.randomUUID(), type, kind: 'event', record });
  await decide('create');
  const luo = await newDevice(browser);
  await signIn(luo.page, relay, LUO, `/event/${record}`);
  const place = luo.page.getByRole('textbox', { name: '地点' });
  await place.fill('云台厅');
  await place.press('Tab');
  await synced(luo.page);
  expect((await decide('submit')).body.ok).toBe(true);
  await expect(luo.page.locator('#cell-case-place')).toHaveText('云台厅');
  await synced(luo.page);

  expect(admin(relay, 'restore', backup)).toContain('Restored');
  // [SES9] Everybody signs in anew; until then the device keeps and shows what it holds.
  await expect(luo.page.locator('#cell-case-place')).toHaveText('云台厅');
  const ended = luo.page.getByRole('button', { name: /保存与同步.*登录已失效/ });
  await expect(ended).toBeVisible();
  await ended.click();
  await luo.page.getByRole('dialog').getByRole('link', { name: '重新登录' }).click();
  await luo.page.getByLabel('邮箱').fill(LUO.email);
  await luo.page.getByLabel('密码').fill(LUO.password);
  await luo.page.getByRole('button', { name: '登录', exact: true }).click();
  await expect(syncPill(luo.page)).toContainText('已同步');
  await luo.page.goto(`${relay.origin}/event/${record}`);
  await expect(luo.page.locator('#cell-case-place')).toHaveText('云台厅');
  const ledger = luo.page.locator('#ledger');
  await expect(ledger.getByText('服务器从备份恢复后送回')).toHaveCount(2);

  // A device that never had it gets it from the server.
  const sun = await newDevice(browser);
  await signIn(sun.page, relay, SUN, `/event/${record}`);
  await expect(sun.page.locator('#cell-case-place')).toHaveText('云台厅');
  await expect(sun.page.locator('main')).toContainText('待批');
  expect(admin(relay, 'verify-ledger')).toContain('The ledger is whole');
  for (const device of [luo, sun]) await device.context.close();
});
