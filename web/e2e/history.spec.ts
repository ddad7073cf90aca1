import { appIsOffline, expect, LUO, newDevice, signIn, SUN, synced, test } from './office.ts';
import { cell, importProgramme, rowOf, scheduleFile, type } from './programme.ts';

test('what another changed is compared with before and brought back by the cell, the item and all; the other sees it, and it can be undone', async ({
  office,
  browser,
}) => {
  const { relay } = office;
  const { event } = importProgramme(relay, scheduleFile('高原生态研讨会'));
  const [luo, sun] = [(await newDevice(browser)).page, (await newDevice(browser)).page];
  await signIn(sun, relay, SUN, `/event/${event}/plan`);
  const opening = await rowOf(sun, '开幕式');
  const water = await rowOf(sun, '水资源治理');
  const tea = await rowOf(sun, '茶歇');
  const text = (row: string, column: string) => cell(sun, row, column).locator('.text');
  await type(sun, opening, 'remarks', '摄像机两台');
  await type(sun, opening, 'expected', '120');
  await type(sun, water, 'remarks', '改线上');
  await cell(sun, tea, 'title').click();
  await sun.getByRole('button', { name: '日程的操作' }).click();
  await sun.getByRole('menuitem', { name: /移去选中的/ }).click();
  await synced(sun);

  // From the plan's menu; what the last one did is shown at once, with who.
  await signIn(luo, relay, LUO, `/event/${event}/plan`);
  await luo.getByRole('button', { name: '日程的操作' }).click();
  await luo.getByRole('menuitem', { name: '历史', exact: true }).click();
  await expect(luo.getByRole('heading', { name: /的历史$/ })).toBeVisible();
  const differences = luo.locator('#differences');
  await expect(differences).toContainText('改2项3格，删1项');
  const row = (name: string) => differences.locator('tr').filter({ has: luo.getByRole('rowheader', { name, exact: true }) });
  await expect(row('报名')).toContainText('120');
  await expect(row('报名')).toContainText(SUN.name);

  // A cell: the other sees it, and the rest stays.
  await expect(luo).toHaveURL(/[?&]a=\d+&b=now/);
  await luo.getByRole('button', { name: '带回，开幕式，备注' }).click();
  await expect(text(opening, 'remarks')).toHaveText('');
  await expect(text(opening, 'expected')).toHaveText('120');
  await expect(differences.getByText('已送出')).toBeVisible();

  // An item that was taken away; undone; and brought back again.
  await luo.getByRole('button', { name: '带回这一项，茶歇' }).click();
  await expect(cell(sun, tea, 'title')).toBeVisible();
  const moments = luo.locator('#moments');
  await expect(moments).toContainText('，加1项');
  await luo.locator('.tools').getByRole('button', { name: '撤销' }).click();
  await expect(cell(sun, tea, 'title')).toHaveCount(0);
  // What waits is told against what the page has fetched: it must have heard of this before the network goes.
  await expect(moments).not.toContainText('，加1项');

  // With no network all of the rest: dashed until it is sent.
  await appIsOffline(luo);
  await luo.context().setOffline(true);
  await luo.reload();
  await luo.getByRole('button', { name: '全部带回到甲' }).click();
  const dialog = luo.getByRole('dialog');
  await expect(dialog).toContainText('把3处带回到');
  await dialog.getByRole('button', { name: '带回3处' }).click();
  await expect(differences.getByText('待发', { exact: true }).first()).toBeVisible();
  await expect(moments).toContainText('含3处待发的改动');
  await expect(differences).not.toContainText('改2项3格');
  await luo.context().setOffline(false);
  await expect(text(water, 'remarks')).toHaveText('');
  await expect(text(opening, 'expected')).toHaveText('');
  await expect(cell(sun, tea, 'title')).toBeVisible();
  await expect(moments.locator('li').filter({ hasText: LUO.name }).first()).toBeVisible();
});
