import { join, synced as joined } from './foreign-client.ts';
import { appIsOffline, expect, LUO, signIn, synced, test } from './office.ts';
import { importProgramme, scheduleFile, TALKS } from './programme.ts';
import { Caller } from './relay.ts';

test('the programme is printed without the app around it: every session, black on white in the dark theme, as a PDF', async ({
  office,
  page,
}) => {
  const { event } = importProgramme(office.relay, scheduleFile('高原生态研讨会'));
  await page.emulateMedia({ colorScheme: 'dark' });
  await signIn(page, office.relay, LUO, `/event/${event}/plan`);
  await synced(page);
  await page.getByRole('button', { name: '日程的操作' }).click();
  await page.getByRole('menuitem', { name: '打印日程' }).click();
  await expect(page).toHaveURL(/\/plan\/print$/);
  await expect(page.getByRole('article').getByRole('heading', { name: '高原生态研讨会' })).toBeVisible();
  await expect(page.getByRole('button', { name: '打印', exact: true })).toBeVisible();

  await page.emulateMedia({ media: 'print' });
  const article = page.getByRole('article');
  for (const talk of TALKS) await expect(article.getByText(talk.title, { exact: true })).toBeVisible();
  await expect(article).toContainText('草稿，未经批准');
  // What a reader of the paper could see: the text that is drawn outside of it is none.
  const beside = await page.evaluate(() => {
    const paper = document.querySelector('.paper')!;
    return [...document.body.querySelectorAll<HTMLElement>('a, button, p, h1, span, nav')]
      .filter((one) => !paper.contains(one) && one.checkVisibility({ visibilityProperty: true }) && one.getBoundingClientRect().width > 1)
      .map((one) => one.textContent.trim());
  });
  expect(beside).toEqual([]);
  const backgrounds = await page.evaluate(() =>
    ['html', 'body', '#main'].map((of) => getComputedStyle(document.querySelector(of)!).backgroundColor),
  );
  expect(new Set(backgrounds)).toEqual(new Set(['rgb(255, 255, 255)']));
  const pdf = await page.pdf({ preferCSSPageSize: true });
  // A4 in points, as the sheet's own rule has it.
  expect(pdf.toString('latin1')).toMatch(/\/MediaBox \[0 0 59[45](\.\d+)? 84[12](\.\d+)?\]/);
});

test('with no network, from their own addresses, the run sheet of a long day is printed over its pages and the programme on one', async ({
  office,
  page,
  context,
}) => {
  const { event } = importProgramme(office.relay, scheduleFile('高原生态研讨会'));
  const { ydoc, provider } = join(office.relay, (await Caller.signIn(office.relay, LUO)).cookie, `event/${event}/plan`);
  await joined(provider);
  const cues = ydoc.getMap('cues');
  const two = (n: number): string => String(n).padStart(2, '0');
  ydoc.transact(() => {
    for (let n = 0; n < 40; n++) {
      cues.set(`cue${n}/order`, `a${two(n)}`);
      cues.set(`cue${n}/start`, `2026-11-06T${two(8 + Math.floor(n / 4))}:${two((n % 4) * 15)}+08:00[Asia/Shanghai]`);
      cues.set(`cue${n}/cue`, `第${n + 1}项`);
      cues.set(`cue${n}/remarks`, '看台签\n备用话筒在左侧台口');
    }
  });
  await signIn(page, office.relay, LUO, `/event/${event}/plan/print-run-sheet`);
  await expect(page.getByText('第40项', { exact: true })).toBeVisible();
  provider.destroy();
  await synced(page);
  await appIsOffline(page);
  await context.setOffline(true);
  /** Pages of what the page prints as it stands after a visit by its address. */
  const pages = async (tab: string, last: string): Promise<number> => {
    await page.goto(`${office.relay.origin}/event/${event}/plan/${tab}`);
    await expect(page.getByRole('article').getByText(last, { exact: true })).toBeVisible();
    const pdf = await page.pdf({ preferCSSPageSize: true });
    return pdf.toString('latin1').match(/\/Type \/Page\b/g)!.length;
  };
  expect(await pages('print', '闭幕式')).toBe(1);
  expect(await pages('print-run-sheet', '第40项')).toBeGreaterThan(1);
  // Of which event a page is, that lies alone.
  await expect(page.getByRole('article').locator('thead .of')).toHaveText('高原生态研讨会');
});
