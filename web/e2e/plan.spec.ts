import { appIsOffline, expect, LUO, newDevice, signIn, SUN, synced, syncPill, test } from './office.ts';
import { addBelow, cell, importProgramme, rowOf, scheduleFile, tableOf, TALKS, type } from './programme.ts';

test('a programme imported from a file stands in the table, whole and at its hours', async ({ office, page }) => {
  const said = importProgramme(office.relay, scheduleFile('高原生态研讨会'));
  expect(said).toMatchObject({ sessions: TALKS.length, rooms: 2, people: 3, refused: 0 });
  await signIn(page, office.relay, LUO, `/event/${said.event}/plan`);
  for (const talk of TALKS) {
    const row = await rowOf(page, talk.title);
    await expect(cell(page, row, 'start').locator('.text')).toHaveText(talk.start);
    await expect(cell(page, row, 'room').locator('.text')).toHaveText(talk.room);
    await expect(cell(page, row, 'speakers').locator('.text')).toHaveText(talk.persons.join('、'));
  }
});

test('two organisers: live, then a day apart with no network, then merged, clashes settled, equal', async ({ office, browser }) => {
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
  const opening = await rowOf(luo.page, '开幕式');

  // Live: what one types, the other sees, and in which cell.
  await type(luo.page, opening, 'remarks', '领导致辞');
  await expect(cell(sun.page, opening, 'remarks').locator('.text')).toHaveText('领导致辞');
  await cell(luo.page, opening, 'chair').click();
  await expect(cell(sun.page, opening, 'chair')).toContainText(LUO.name);

  // A day apart.
  for (const { context, page } of [luo, sun]) {
    await synced(page);
    await context.setOffline(true);
    await expect(syncPill(page)).toContainText('离线');
  }
  const water = await rowOf(luo.page, '水资源治理');
  const mountain = await rowOf(luo.page, '山地教育的下一代');
  const closing = await rowOf(luo.page, '闭幕式');
  const wetland = await rowOf(luo.page, '高原湿地修复二十年');
  const tea = await rowOf(luo.page, '茶歇');

  await type(luo.page, opening, 'title', '开幕式暨校长致辞');
  await type(luo.page, mountain, 'start', '14:00');
  await type(luo.page, wetland, 'remarks', '罗记：需投影');
  await cell(luo.page, tea, 'title').click();
  await luo.page.keyboard.press('ControlOrMeta+Delete');
  await expect(cell(luo.page, tea, 'title')).toHaveCount(0);
  await addBelow(luo.page, closing, '罗加的一场');

  await type(sun.page, opening, 'title', '开幕典礼');
  await type(sun.page, water, 'speakers', '林德');
  await cell(sun.page, closing, 'title').click();
  await sun.page.keyboard.press('Delete');
  await type(sun.page, closing, 'title', '闭幕与倡议');
  await type(sun.page, tea, 'remarks', '备低糖点心');
  await addBelow(sun.page, closing, '孙加的一场');
  // Reordered: the last two of the day change places.
  const before = await tableOf(sun.page);
  await cell(sun.page, closing, 'remarks').click();
  await sun.page.keyboard.press('Alt+ArrowDown');
  await expect.poll(async () => JSON.stringify(await tableOf(sun.page)) !== JSON.stringify(before)).toBe(true);
  for (const { page } of [luo, sun]) await expect(syncPill(page)).toContainText('待发');

  // Back.
  for (const { context } of [luo, sun]) await context.setOffline(false);
  for (const { page } of [luo, sun]) await synced(page);
  await expect.poll(async () => JSON.stringify(await tableOf(luo.page)) === JSON.stringify(await tableOf(sun.page))).toBe(true);
  for (const { page } of [luo, sun]) {
    await expect(cell(page, wetland, 'remarks').locator('.text')).toHaveText('罗记：需投影');
    await expect(cell(page, closing, 'title').locator('.text')).toHaveText('闭幕与倡议');
    await rowOf(page, '罗加的一场');
    await rowOf(page, '孙加的一场');
    await expect(cell(page, tea, 'title')).toHaveCount(0);
  }

  // One person in two rooms: nobody wrote that, the merge did. Both see it, one settles it, it is settled for both.
  const clash = (page: typeof luo.page) =>
    page
      .getByRole('grid')
      .locator('p')
      .filter({ hasText: /林德.*14:00/ });
  for (const { page } of [luo, sun]) await expect(clash(page).first()).toBeVisible();
  // One cell written by two: both values, with who wrote them.
  const two = (page: typeof luo.page) => page.getByRole('grid').getByText('中文题名有两个值');
  for (const { page } of [luo, sun]) {
    await expect(two(page)).toBeVisible();
    await expect(page.getByRole('grid')).toContainText('开幕式暨校长致辞');
    await expect(page.getByRole('grid')).toContainText('开幕典礼');
  }
  await sun.page.getByRole('button', { name: /^改用/ }).click();
  for (const { page } of [luo, sun]) await expect(two(page)).toHaveCount(0);
  await clash(luo.page).first().getByRole('button').first().click();
  for (const { page } of [luo, sun]) await expect(clash(page)).toHaveCount(0);
  // What one took away and the other edited is brought back in one press, with the edit in it.
  await luo.page.getByRole('button', { name: /您离开之后/ }).click();
  const away = luo.page.getByRole('dialog');
  await expect(away.getByRole('listitem').filter({ hasText: '茶歇，已移去' })).toContainText('备低糖点心');
  await away.getByRole('button', { name: '取回茶歇' }).click();
  for (const { page } of [luo, sun]) await expect(cell(page, tea, 'remarks').locator('.text')).toHaveText('备低糖点心');
  for (const { page } of [luo, sun]) await synced(page);
  await expect.poll(async () => JSON.stringify(await tableOf(luo.page)) === JSON.stringify(await tableOf(sun.page))).toBe(true);
});

test('the brief is written by two at once, then apart, and holds both after the merge', async ({ office, browser }) => {
  const { relay } = office;
  const { event } = importProgramme(relay, scheduleFile('高原生态研讨会'));
  const [luo, sun] = [await newDevice(browser), await newDevice(browser)];
  const brief = (page: typeof luo.page) => page.locator('#brief');
  for (const [{ page }, who] of [
    [luo, LUO],
    [sun, SUN],
  ] as const) {
    await signIn(page, relay, who, `/event/${event}/plan/brief`);
    await appIsOffline(page);
    await expect(brief(page)).toBeVisible();
  }
  await brief(luo.page).click();
  await luo.page.keyboard.type('背景与目的');
  await luo.page.keyboard.press('Enter');
  await expect(brief(sun.page)).toContainText('背景与目的');
  await expect(brief(sun.page)).toContainText(LUO.name);

  for (const { context, page } of [luo, sun]) {
    await synced(page);
    await context.setOffline(true);
    await expect(syncPill(page)).toContainText('离线');
  }
  await luo.page.keyboard.type('罗：来自十四个国家和地区');
  await brief(sun.page).click();
  await sun.page.keyboard.press('ControlOrMeta+Home');
  await sun.page.keyboard.type('孙：');
  await luo.page.reload();
  await expect(brief(luo.page)).toContainText('罗：来自十四个国家和地区');

  for (const { context } of [luo, sun]) await context.setOffline(false);
  for (const { page } of [luo, sun]) {
    await synced(page);
    await expect(brief(page)).toContainText(/孙：.*背景与目的/);
    await expect(brief(page)).toContainText('罗：来自十四个国家和地区');
  }
});

test('an input method owns its keys: composing 拼音 commits nothing, Enter chooses the word', async ({ office, page }) => {
  const { event } = importProgramme(office.relay, scheduleFile('高原生态研讨会'));
  await signIn(page, office.relay, LUO, `/event/${event}/plan`);
  const opening = await rowOf(page, '开幕式');
  await cell(page, opening, 'remarks').click();
  await expect(cell(page, opening, 'remarks').locator('.box')).toBeFocused();
  const session = await page.context().newCDPSession(page);
  await session.send('Input.imeSetComposition', { text: 'kun', selectionStart: 3, selectionEnd: 3 });
  await session.send('Input.imeSetComposition', { text: 'kunming', selectionStart: 7, selectionEnd: 7 });
  await page.evaluate(() =>
    document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', isComposing: true, keyCode: 229, bubbles: true })),
  );
  // Still the same cell, nothing in it that others could see.
  await expect(cell(page, opening, 'remarks').locator('.box')).toBeFocused();
  await expect(cell(page, opening, 'remarks').locator('.text')).toHaveText('');
  await session.send('Input.insertText', { text: '昆明' });
  await page.keyboard.press('Enter');
  await expect(cell(page, opening, 'remarks').locator('.text')).toHaveText('昆明');
});
