import { appIsOffline, expect, LUO, newDevice, newRecordId, signIn, SUN, synced, syncPill, test } from './office.ts';
import { cell, importProgramme, rowOf, scheduleFile, type } from './programme.ts';
import { Caller } from './relay.ts';

test('[REF1] [REF4] edits that arrive after the submission are kept as a proposal, and offered again', async ({ office, browser }) => {
  const { relay } = office;
  const luo = await Caller.signIn(relay, LUO);
  const record = newRecordId();
  const decide = (type: string, more: object = {}) =>
    luo.call<{ ok?: boolean }>('POST', '/api/commands', { id: crypto.randomUUID(), type, kind: 'event', record, ...more });
  expect((await decide('create')).status).toBe(200);

  const sun = await newDevice(browser);
  await signIn(sun.page, relay, SUN, `/event/${record}`);
  const place = sun.page.getByRole('textbox', { name: '地点' });
  await place.fill('云台厅');
  await place.press('Tab');
  await synced(sun.page);

  await sun.context.setOffline(true);
  await expect(syncPill(sun.page)).toContainText('离线');
  await place.fill('报告厅 B');
  await place.press('Tab');
  await expect(syncPill(sun.page)).toContainText('待发');
  expect((await decide('submit')).body.ok).toBe(true);

  await sun.context.setOffline(false);
  await expect(syncPill(sun.page)).toContainText('被退回');
  // The page shows again what the server holds; the edit is not lost but named.
  await expect(sun.page.locator('#cell-case-place')).toHaveText('云台厅');
  await syncPill(sun.page).click();
  const sheet = sun.page.getByRole('dialog');
  await expect(sheet).toContainText('被退回');
  await expect(sheet).toContainText('已提交');

  expect((await decide('withdraw')).body.ok).toBe(true);
  await sheet.getByRole('button', { name: '再次送出' }).click();
  await sun.page.keyboard.press('Escape');
  const read = async (): Promise<unknown> => {
    const { body } = await luo.call<{ parts: { case: { fields: { place: unknown } } } }>('GET', `/api/records/event/${record}`);
    return body.parts.case.fields.place;
  };
  await expect.poll(read).toBe('报告厅 B');
  await sun.context.close();
});

test('[PSH11] [REF1] an event archived by one with no network, edited apart by another: archived for both, and the edits are named with who archived it', async ({
  office,
  browser,
}) => {
  const { relay } = office;
  const { event } = importProgramme(relay, scheduleFile('高原生态研讨会'));
  const [luo, sun] = [await newDevice(browser), await newDevice(browser)];
  await signIn(luo.page, relay, LUO, `/event/${event}`);
  await signIn(sun.page, relay, SUN, `/event/${event}/plan`);
  const wetland = await rowOf(sun.page, '高原湿地修复二十年');
  await expect(luo.page.getByRole('button', { name: '这条记录的操作' })).toBeVisible();
  for (const { context, page } of [luo, sun]) {
    await appIsOffline(page);
    await context.setOffline(true);
    await expect(syncPill(page)).toContainText('离线');
  }

  await luo.page.getByRole('button', { name: '这条记录的操作' }).click();
  await luo.page.getByRole('menuitem', { name: '归档' }).click();
  await luo.page.getByRole('dialog').getByRole('button', { name: '归档', exact: true }).click();
  await expect(syncPill(luo.page)).toContainText('待发');
  await type(sun.page, wetland, 'remarks', '孙记：需投影');
  await expect(syncPill(sun.page)).toContainText('待发');

  await luo.context.setOffline(false);
  await synced(luo.page);
  await sun.context.setOffline(false);
  await expect(syncPill(sun.page)).toContainText('被退回');
  await expect(cell(sun.page, wetland, 'remarks').locator('.text')).toHaveText('');
  await sun.page.getByRole('button', { name: /您离开之后/ }).click();
  const away = sun.page.getByRole('dialog');
  await expect(away).toContainText(/罗文静.*把会议归档了/);
  await expect(away).toContainText('孙记：需投影');
  await expect(away.getByRole('button', { name: '再次送出' })).toBeVisible();
});
