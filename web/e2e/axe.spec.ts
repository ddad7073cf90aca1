import { Buffer } from 'node:buffer';
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { appIsOffline, expect, LUO, newRecordId, signIn, syncPill, test } from './office.ts';
import { addRow, cell, importProgramme, rowOf, scheduleFile, TALKS, type } from './programme.ts';
import { ADMIN, Caller, type Relay } from './relay.ts';

/** WCAG 2.2, levels A and AA. */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const WIDTHS = [
  [1440, 900],
  [390, 844],
] as const;
const THEMES = ['light', 'dark'] as const;
const LANGUAGES = ['zh-CN', 'en'] as const;
/** A theme changes colours alone; whatever else axe looks at is the same in both. */
const COLOUR_RULES = ['color-contrast', 'link-in-text-block'];

test.use({ contextOptions: { reducedMotion: 'reduce' } });

/** Tabs of the plan, the button that adds a row to each, and what is typed into it. */
const TABS: readonly (readonly [tab: string, button: string, ...cells: string[]])[] = [
  ['run-sheet', '加一项', '08:30', '08:50', '签到'],
  ['meals', '加一餐', '12:00', '13:00', '午餐', '餐厅', '60', '120', '12'],
  ['staff', '加一班', '08:00', '10:00', '签到台', '高明远'],
  ['budget', '加一项', '同传', '设备', '0.10', '0.30'],
];

/** As the app's own switch does (local/theme). */
const choose = (page: Page, theme: (typeof THEMES)[number]): Promise<void> =>
  page.evaluate((name) => {
    localStorage.setItem('qiao.theme', name);
    document.documentElement.dataset['theme'] = name;
  }, theme);

/** With the app's own switch, in place: what is open stays open. On a phone and under a dialog no pointer would reach it. */
async function speak(page: Page, language: (typeof LANGUAGES)[number]): Promise<void> {
  await page.evaluate((wanted) => {
    const other = wanted === 'en' ? 'en' : 'zh-CN';
    if (document.documentElement.lang !== wanted) document.querySelector<HTMLElement>(`header button[lang="${other}"]`)!.click();
  }, language);
  await expect(page.locator('html')).toHaveAttribute('lang', language);
}

/** What axe finds on the page as it stands, in both languages and themes at this width: rule, element, what is wrong. */
async function faults(page: Page, where: string): Promise<string[]> {
  const said: string[] = [];
  for (const language of LANGUAGES) {
    await speak(page, language);
    for (const theme of THEMES) {
      await choose(page, theme);
      const axe = new AxeBuilder({ page });
      const { violations } = await (theme === 'light' ? axe.withTags(RULES) : axe.withRules(COLOUR_RULES)).analyze();
      for (const { id, nodes } of violations) {
        for (const node of nodes)
          said.push(`${where}, ${language}, ${theme}: ${id} at ${node.target.join(' ')}: ${node.any[0]?.message ?? node.failureSummary}`);
      }
    }
  }
  // The next place is reached by its Chinese words.
  await speak(page, 'zh-CN');
  return said;
}

interface Place {
  name: string;
  path: string;
  /** Resolves when the page stands as it is to be looked at. */
  reach: (page: Page) => Promise<unknown>;
}

/** Every place at every width, in both languages and themes; all faults are told at once. */
async function walk(page: Page, relay: Relay, places: readonly Place[]): Promise<void> {
  const said: string[] = [];
  for (const [width, height] of WIDTHS) {
    await page.setViewportSize({ width, height });
    for (const { name, path, reach } of places) {
      await test.step(`${name} at ${width}`, async () => {
        await page.goto(`${relay.origin}${path}`);
        await reach(page);
        said.push(...(await faults(page, `${name} at ${width}`)));
      });
    }
  }
  expect(said).toEqual([]);
}

const heading = (name: string | RegExp) => (page: Page) => expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
const shown = (text: string) => (page: Page) => expect(page.getByText(text).first()).toBeVisible();

const create = async (luo: Caller, kind: string): Promise<string> => {
  const record = newRecordId();
  await luo.call('POST', '/api/commands', { id: crypto.randomUUID(), type: 'create', kind, record });
  return record;
};

test('signing in: the first time, after a mistake, where somebody was before, and with no network', async ({ office, page }) => {
  test.setTimeout(120_000);
  const mistake = async (): Promise<void> => {
    await page.getByLabel('邮箱').fill(LUO.email);
    await page.getByLabel('密码').fill('not the lake at all');
    await page.getByRole('button', { name: '登录', exact: true }).click();
    await shown('邮箱或密码不对')(page);
  };
  await walk(page, office.relay, [
    { name: 'sign-in', path: '/sign-in', reach: heading('登录') },
    { name: 'sign-in after a mistake', path: '/sign-in', reach: mistake },
  ]);
  await page.setViewportSize({ width: 1440, height: 900 });
  await signIn(page, office.relay, LUO);
  await page.getByRole('button', { name: '罗文静，账户' }).click();
  await page.getByRole('menuitem', { name: '退出登录' }).click();
  // Signing out ends on the sign-in page by itself.
  await expect(page).toHaveURL(/\/sign-in/);
  await walk(page, office.relay, [{ name: 'sign-in with a person here', path: '/sign-in', reach: shown('已同步') }]);
  await appIsOffline(page);
  await page.context().setOffline(true);
  await walk(page, office.relay, [{ name: 'sign-in with no network', path: '/sign-in', reach: heading('没有网络，以罗文静继续') }]);
});

test('lists, records, settings, the sync sheet and the command box', async ({ office, page }) => {
  test.setTimeout(240_000);
  await signIn(page, office.relay, LUO);
  await walk(page, office.relay, [{ name: 'an empty list', path: '/event', reach: shown('还没有会议与活动') }]);

  const luo = await Caller.signIn(office.relay, LUO);
  const [event, person, task] = [await create(luo, 'event'), await create(luo, 'person'), await create(luo, 'task')];
  await page.setViewportSize({ width: 1440, height: 900 });
  await walk(page, office.relay, [
    { name: 'a list', path: '/event', reach: shown('未命名') },
    { name: 'a list with nothing found', path: '/event?q=zzz', reach: heading(/会议/) },
    { name: 'a new record', path: '/event/new', reach: (at) => expect(at.getByRole('textbox').first()).toBeVisible() },
    { name: 'an event', path: `/event/${event}`, reach: (at) => expect(at.getByRole('textbox', { name: '地点' })).toBeVisible() },
    {
      name: 'a person, with a photograph that waits and one that was not taken',
      path: `/person/${person}`,
      reach: async (at) => {
        await expect(at.getByRole('textbox', { name: /拉丁字母/ })).toBeVisible();
        const photo = at.getByRole('group', { name: '照片' });
        const put = (name: string): Promise<void> =>
          photo
            .locator('input[type="file"]')
            .first()
            .setInputFiles({ name, mimeType: 'image/png', buffer: Buffer.from('picture') });
        await put('证件照.png');
        await expect(photo.getByRole('button', { name: '证件照.png', exact: true })).toBeVisible();
        await put('setup.exe');
        await expect(photo.getByText('“setup.exe”是程序')).toBeVisible();
      },
    },
    {
      name: 'a task with attachments, one of which was not taken',
      path: `/task/${task}`,
      reach: async (at) => {
        await expect(at.getByRole('textbox', { name: /交办内容/ })).toBeVisible();
        const files = ['邀请函.pdf', 'setup.exe'].map((name) => ({ name, mimeType: 'application/pdf', buffer: Buffer.from('paper') }));
        await at.getByLabel('添加文件').setInputFiles(files);
        await expect(at.getByText('是程序')).toBeVisible();
        await expect(at.getByText('已上传').first()).toBeVisible();
      },
    },
    { name: 'a record that is not there', path: `/event/${newRecordId()}`, reach: shown('没有这条记录') },
    { name: 'settings', path: '/settings', reach: heading('设置') },
    {
      name: 'the sync sheet',
      path: '/event',
      reach: async (at) => {
        await at.getByRole('button', { name: /^保存与同步/ }).click();
        await expect(at.getByRole('dialog', { name: '保存与同步' })).toBeVisible();
      },
    },
    {
      name: 'the command box',
      path: '/event',
      reach: async (at) => {
        await shown('未命名')(at);
        await at.keyboard.press('Control+k');
        await at.keyboard.type('新建');
        await expect(at.getByRole('dialog').getByRole('option').first()).toBeVisible();
      },
    },
  ]);
});

test("the administrator's settings, with accounts and devices", async ({ office, page }) => {
  test.setTimeout(120_000);
  await signIn(page, office.relay, ADMIN, '/settings');
  await walk(page, office.relay, [
    { name: 'settings of an administrator', path: '/settings', reach: shown(LUO.name) },
    {
      name: 'a new account',
      path: '/settings',
      reach: async (at) => {
        await at.getByRole('button', { name: '添加账户' }).click();
        await expect(at.getByRole('dialog')).toBeVisible();
      },
    },
  ]);
});

test("the plan's room: the table with a clash, the brief, the people, an import", async ({ office, page }) => {
  test.setTimeout(240_000);
  const { event } = importProgramme(office.relay, scheduleFile('高原生态研讨会'));
  await signIn(page, office.relay, LUO, `/event/${event}/plan`);
  const opening = await rowOf(page, '开幕式');
  // One person in two rooms at once.
  await type(page, await rowOf(page, TALKS[2]!.title), 'start', '10:15');
  // One cell written by two who did not know of each other.
  await page.context().setOffline(true);
  await expect(syncPill(page)).toContainText('离线');
  await type(page, opening, 'title', '开幕典礼');
  importProgramme(
    office.relay,
    scheduleFile(
      '高原生态研讨会',
      TALKS.map((talk) => (talk.title === '开幕式' ? { ...talk, title: '开幕大会' } : talk)),
    ),
  );
  await page.context().setOffline(false);
  const clash = async (at: Page): Promise<void> => {
    await expect(at.getByText(/林德.*1[01]:/).first()).toBeVisible();
    await expect(at.getByText('中文题名有两个值')).toBeVisible();
  };
  await walk(page, office.relay, [
    { name: 'the table with a clash and a cell of two values', path: `/event/${event}/plan`, reach: clash },
    {
      name: 'the grid with a clash and a cell of two values',
      path: `/event/${event}/plan?view=grid`,
      reach: async (at) => {
        await clash(at);
        // On a phone it is the agenda, as the table is.
        if ((at.viewportSize()?.width ?? 0) > 640) await expect(at.getByRole('gridcell').first()).toBeVisible();
      },
    },
    {
      name: 'the brief',
      path: `/event/${event}/plan/brief`,
      reach: (at) => expect(at.getByRole('textbox', { name: '会务说明' })).toBeVisible(),
    },
    { name: 'the people', path: `/event/${event}/plan/people`, reach: shown('高明远') },
    { name: 'the history', path: `/event/${event}/history?part=plan&a=start`, reach: shown('去掉这一项') },
    {
      name: 'an import',
      path: '/event',
      reach: async (at) => {
        await at.getByRole('button', { name: '导入日程文件' }).click();
        const file = { name: 'schedule.json', mimeType: 'application/json', buffer: Buffer.from(scheduleFile('另一场研讨会')) };
        await at.getByRole('dialog').locator('input[type=file]').setInputFiles(file);
        await expect(at.getByRole('button', { name: '写入日程' })).toBeVisible();
      },
    },
  ]);

  await page.goto(`${office.relay.origin}/event/${event}/plan`);
  await page.getByRole('button', { name: /水资源治理/ }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  expect(await faults(page, 'a session on a phone')).toEqual([]);

  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto(`${office.relay.origin}/event/${event}/plan`);
  await cell(page, opening, 'speakers').click();
  await page.keyboard.press('F2');
  await page.keyboard.type('高');
  await expect(page.getByRole('listbox')).toBeVisible();
  expect(await faults(page, 'the picker of a cell')).toEqual([]);
});

test("the plan's tabs: transport with a clash, and what is each tab's own", async ({ office, page }) => {
  test.setTimeout(180_000);
  const { event } = importProgramme(office.relay, scheduleFile('高原生态研讨会'));
  await signIn(page, office.relay, LUO, `/event/${event}/plan/transport`);
  // The tabs are one table with other columns: the one with most in it is looked at in full, of the others what is their own.
  await addRow(page, '加一辆车', '轿车', '云A66888', '4', '李师傅');
  await addRow(page, '加一趟', '8:00', '9:00', '机场', '酒店', '轿车', '5');
  await shown('乘车 5 人')(page);
  await expect(syncPill(page)).toContainText('已同步');
  for (const [tab, button, ...cells] of TABS) {
    await page.goto(`${office.relay.origin}/event/${event}/plan/${tab}`);
    await addRow(page, button, ...cells);
  }
  await walk(page, office.relay, [{ name: 'transport with a clash', path: `/event/${event}/plan/transport`, reach: shown('乘车 5 人') }]);
  const said: string[] = [];
  for (const [width, height] of WIDTHS) {
    await page.setViewportSize({ width, height });
    // On a phone they are lists of one look.
    for (const tab of width > 640 ? ['places', 'tasks', ...TABS.map(([name]) => name)] : ['meals', 'tasks']) {
      await page.goto(`${office.relay.origin}/event/${event}/plan/${tab}`);
      await expect(page.locator('nav.rooms [aria-current]')).toBeInViewport();
      await expect(page.locator('.counts, .totals, #task-what').first()).toBeVisible();
      const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
      for (const { id, nodes } of violations)
        said.push(`${tab} at ${width}: ${id} at ${nodes.map((node) => node.target.join(' ')).join(', ')}`);
    }
  }
  expect(said).toEqual([]);
});
