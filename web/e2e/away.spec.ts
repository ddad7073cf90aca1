import { appIsOffline, expect, LUO, newDevice, signIn, SUN, synced, syncPill, test } from './office.ts';
import { cell, importProgramme, rowOf, scheduleFile, type } from './programme.ts';

test('after a day offline one goes through what another changed, marks it as seen for good, and the other sees who has seen the version', async ({
  office,
  browser,
}) => {
  test.setTimeout(120_000);
  const { relay } = office;
  const { event } = importProgramme(relay, scheduleFile('高原生态研讨会'));
  const [luo, sun] = [await newDevice(browser), await newDevice(browser)];
  for (const [{ page }, who] of [
    [luo, LUO],
    [sun, SUN],
  ] as const) {
    await signIn(page, relay, who, `/event/${event}/plan`);
    await appIsOffline(page);
    await expect(page.getByRole('grid')).toBeVisible();
  }
  await luo.context.setOffline(true);
  await expect(syncPill(luo.page)).toContainText('离线');

  const opening = await rowOf(sun.page, '开幕式');
  await type(sun.page, opening, 'remarks', '备无线话筒');
  await type(sun.page, opening, 'expected', '120');
  await sun.page.getByRole('link', { name: '简介', exact: true }).click();
  await sun.page.locator('#brief').click();
  await sun.page.keyboard.type('背景与目的');
  await synced(sun.page);

  // Back: by tab and person, in groups that close, each cell with the way to it.
  await luo.context.setOffline(false);
  await synced(luo.page);
  const away = luo.page.getByRole('dialog');
  const strip = luo.page.getByRole('button', { name: '您离开之后2处改动' });
  await strip.click();
  const change = away.getByRole('listitem').filter({ hasText: '备无线话筒' });
  await expect(change).toContainText('120');
  const programme = away.locator('summary').filter({ hasText: '日程' });
  await programme.click();
  await expect(change).toHaveCount(0);
  await programme.click();
  await away.getByRole('button', { name: '去看开幕式的备注' }).click();
  await expect(away).toHaveCount(0);
  await expect(cell(luo.page, opening, 'remarks').locator('.box')).toBeFocused();

  // Her changes of the programme are seen, those of the brief are not; that outlives the page.
  await strip.click();
  await away.getByRole('button', { name: `知道了，${SUN.name}在日程的1处` }).click();
  await expect(change).toHaveCount(0);
  await expect(away.locator('summary').filter({ hasText: '简介' })).toBeVisible();
  await luo.page.reload();
  await luo.page.getByRole('button', { name: '您离开之后1处改动' }).click();
  await expect(away.getByRole('listitem')).toHaveText(/会务说明/);
  await away.getByRole('button', { name: '全部知道了' }).click();
  await expect(away).toHaveCount(0);

  // The other device is told who has this version before their eyes.
  await sun.page.getByRole('button', { name: /^本版/ }).click();
  await expect(sun.page.locator('#seen-latest').getByRole('listitem').filter({ hasText: LUO.name })).toContainText('Chrome', {
    timeout: 60_000,
  });
});
