import { expect, LUO, signIn, synced, test } from './office.ts';
import { importProgramme, scheduleFile, TALKS } from './programme.ts';

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
