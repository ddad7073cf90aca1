/** The client half of `npm run bench`: what a person feels, in real Chromium, with the processor as it is and slowed to a quarter. Writes bench/CLIENT.md. */
import { chromium, type Browser, type Page } from '@playwright/test';
import { existsSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { addPerson, appIsOffline, expect, LUO, SUN, syncPill } from '../../web/e2e/office.ts';
import { importProgramme } from '../../web/e2e/programme.ts';
import { ADMIN, Caller, Relay } from '../../web/e2e/relay.ts';
import { keystrokes, longTasks, noteLongTasks, openOffline, otherScreen, type Spread } from './measures.ts';
import { largeSchedule, SESSIONS } from './sample.ts';

/** Events that a device has to fetch while its page is watched. */
const EVENTS = 500;
const OPENINGS = 8;
const SLOW = 4;
/** A new device on a busy machine, milliseconds. */
const IN_STEP_WITHIN_MS = 180_000;
/** Frames come as soon as they are ready: a screen's own rhythm is not the page's. */
const ARGS = ['--disable-frame-rate-limit', '--disable-gpu-vsync', '--no-sandbox'];

if (!existsSync(new URL('../../web/build/index.html', import.meta.url))) throw new Error('build the app first: node scripts/web.mjs build');
const loadBefore = loadavg()[0]!;
const relay = await Relay.start();
const browser = await chromium.launch({
  args: ARGS,
  ...(process.env['CHROMIUM_PATH'] ? { executablePath: process.env['CHROMIUM_PATH'] } : {}),
});

async function device(who: typeof LUO, path: string, slow: number): Promise<Page> {
  const page = await (await browser.newContext({ locale: 'zh-CN', viewport: { width: 1440, height: 900 } })).newPage();
  await noteLongTasks(page);
  await slowDown(page, slow);
  await page.goto(`${relay.origin}${path}`);
  await page.getByLabel('邮箱').fill(who.email);
  await page.getByLabel('密码').fill(who.password);
  await page.getByRole('button', { name: '登录', exact: true }).click();
  await expect(syncPill(page)).toContainText('已同步', { timeout: IN_STEP_WITHIN_MS });
  return page;
}

async function slowDown(page: Page, rate: number): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate });
}

interface Felt {
  key: Spread;
  other: Spread;
  open: Spread;
  tasks: { count: number; longest: number };
}

/** @param sessions two whose titles are edited, others each time */
async function feel(event: string, slow: number, sessions: readonly [string, string]): Promise<Felt> {
  const plan = `/event/${event}/plan`;
  const [mine, theirs] = [await device(LUO, plan, slow), await device(SUN, plan, slow)];
  const tasks = await longTasks(mine);
  const key = await keystrokes(mine, sessions[0]);
  const other = await otherScreen(mine, theirs, sessions[1]);
  await appIsOffline(mine);
  await mine.context().setOffline(true);
  const open = await openOffline(mine, event, OPENINGS);
  for (const page of [mine, theirs]) await page.context().close();
  return { key, other, open, tasks };
}

async function run(used: Browser): Promise<string> {
  const admin = await Caller.signIn(relay, ADMIN);
  await addPerson(admin, LUO, ['officer'], [7, 10]);
  await addPerson(admin, SUN, ['officer'], [7, 10]);
  const maker = await Caller.signIn(relay, LUO);
  for (let n = 0; n < EVENTS; n++)
    await maker.call('POST', '/api/commands', { id: crypto.randomUUID(), type: 'create', kind: 'event', record: recordId(n) });
  const { event } = importProgramme(relay, largeSchedule());
  const plain = await feel(event, 1, ['第3场', '第4场']);
  const slow = await feel(event, SLOW, ['第5场', '第6场']);
  return page([plain, slow], used.version());
}

const recordId = (n: number): string => `019a0000-0000-7000-8000-${String(n).padStart(12, '0')}`;

function page(felt: readonly Felt[], version: string): string {
  const ms = (value: number): string => `${value.toFixed(value < 100 ? 1 : 0)} ms`;
  const both = ({ p50, p95 }: Spread): string => `${ms(p50)} / ${ms(p95)}`;
  const row = (title: string, aim: string, say: (one: Felt) => string): string => `| ${[title, aim, ...felt.map(say)].join(' | ')} |`;
  return [
    '# What a person feels',
    '',
    'Written by `npm run bench`; do not edit by hand. p50 / p95, each within the page; frames come as soon as they are ready, without a screen’s rhythm.',
    '',
    `| plan of ${SESSIONS} sessions | aim | as it is | processor slowed ${SLOW}× |`,
    '| --- | --- | --- | --- |',
    row('key in a cell to the frame that shows it', 'p95 ≤ 16 ms', ({ key }) => both(key)),
    row('Enter to the frame on another device', 'p95 ≤ 60 ms', ({ other }) => both(other)),
    row('the plan opened with no network, warm', '≤ 300 ms', ({ open }) => both(open)),
    row(
      `tasks above 50 ms while a new device fetches ${EVENTS} events and opens the plan`,
      '',
      ({ tasks }) => `${tasks.count}, the longest ${ms(tasks.longest)}`,
    ),
    '',
    `- ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, Chromium ${version}, headless; two pages, the relay and this program on the same cores`,
    `- load before: ${loadBefore.toFixed(2)}; ${new Date().toISOString().slice(0, 10)}`,
    '',
  ].join('\n');
}

try {
  const text = await run(browser);
  console.log(text);
  if (!process.argv.includes('--quick')) writeFileSync(new URL('../CLIENT.md', import.meta.url), text);
} finally {
  await browser.close();
  await relay.end();
}
process.exit(0);
