import type { Page } from '@playwright/test';
import { appIsOffline, expect, LUO, newDevice, signIn, SUN, synced, syncPill, test } from './office.ts';
import { addRow, importProgramme, scheduleFile } from './programme.ts';

const legs = (page: Page) => page.getByRole('grid', { name: /^车次/ });
const clash = (page: Page) => legs(page).locator('p').filter({ hasText: '同时派了两趟' });

/** What each leg says, in the order of the table. */
const saidLegs = (page: Page): Promise<string[]> =>
  legs(page)
    .locator('tbody tr:has([data-column="to"])')
    .evaluateAll((rows) =>
      rows.map((row) => [...row.querySelectorAll('[data-column] > .text')].map((text) => text.textContent.trim()).join(' | ')),
    );

test('two organisers give one car away twice while apart: both see the clash, one settles it, both have the same', async ({
  office,
  browser,
}) => {
  const { relay } = office;
  const { event } = importProgramme(relay, scheduleFile('高原生态研讨会'));
  const [luo, sun] = [await newDevice(browser), await newDevice(browser)];
  for (const [{ page }, who] of [
    [luo, LUO],
    [sun, SUN],
  ] as const) {
    await signIn(page, relay, who, `/event/${event}/plan/transport`);
    await appIsOffline(page);
  }
  await addRow(luo.page, '加一辆车', '考斯特', '云A12345', '19', '王师傅');
  await addRow(luo.page, '加一辆车', '商务车', '云A66888', '6', '李师傅');
  await synced(luo.page);
  for (const { page } of [luo, sun]) {
    await expect(page.getByRole('grid', { name: /^车辆/ })).toContainText('商务车');
    await synced(page);
  }
  for (const { context, page } of [luo, sun]) {
    await context.setOffline(true);
    await expect(syncPill(page)).toContainText('离线');
  }
  await addRow(luo.page, '加一趟', '8:00', '9:00', '长水机场', '师苑酒店', '考斯特', '12');
  await addRow(sun.page, '加一趟', '8:30', '9:10', '师苑酒店', '云台厅', '考斯特', '5');
  // Alone, each sees nothing wrong.
  for (const { page } of [luo, sun]) {
    await expect(legs(page)).toContainText('考斯特');
    await expect(clash(page)).toHaveCount(0);
  }

  for (const { context } of [luo, sun]) await context.setOffline(false);
  for (const { page } of [luo, sun]) {
    await synced(page);
    await expect(clash(page)).toContainText('考斯特 08:30–09:00 同时派了两趟：“长水机场→师苑酒店”和“师苑酒店→云台厅”。');
  }
  // Who wrote them is said, as the other one knows it.
  await expect(clash(luo.page)).toContainText(SUN.name);
  await expect(clash(sun.page)).toContainText(LUO.name);

  // From the programme's list of clashes one comes to the very cell.
  await luo.page.getByRole('link', { name: '日程', exact: true }).click();
  await luo.page.getByRole('button', { name: '冲突1处' }).click();
  await luo.page.getByRole('dialog').getByRole('button', { name: '去看交通' }).click();
  await expect(legs(luo.page).locator('[data-column="vehicle"] .box')).toBeFocused();

  await sun.page.getByRole('button', { name: '“师苑酒店→云台厅”改用 商务车' }).click();
  for (const { page } of [luo, sun]) await expect(clash(page)).toHaveCount(0);
  for (const { page } of [luo, sun]) await synced(page);
  const settled = [
    '08:00 | 09:00 | 长水机场 | 师苑酒店 | 考斯特 | 12 / 19 |  | ',
    '08:30 | 09:10 | 师苑酒店 | 云台厅 | 商务车 | 5 / 6 |  | ',
  ];
  for (const { page } of [luo, sun]) await expect.poll(() => saidLegs(page)).toEqual(settled);

  // A task of the event is a record of its own, listed here and opened from here.
  await luo.page.getByRole('link', { name: '任务', exact: true }).click();
  await luo.page.getByLabel('交办内容').fill('通知司机改派');
  await luo.page.getByLabel('办结期限').fill('2026-11-05');
  await luo.page.getByRole('button', { name: '交办', exact: true }).click();
  await luo.page.getByRole('link', { name: '通知司机改派' }).click();
  await expect(luo.page.getByRole('textbox', { name: /交办内容/ })).toHaveValue('通知司机改派');
});
