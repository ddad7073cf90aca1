/** What a person feels, measured within the page. */
import type { Page } from '@playwright/test';
import { cell, grid, rowOf } from '../../web/e2e/programme.ts';
import { percentile } from '../harness.ts';

export interface Spread {
  p50: number;
  p95: number;
}

const spread = (values: readonly number[]): Spread => ({ p50: percentile(values, 0.5), p95: percentile(values, 0.95) });

/** Letters typed into one cell. */
const LETTERS = 60;
/** Edits that another screen waits for. */
const EDITS = 30;

declare global {
  interface Window {
    /** Milliseconds from each key to the frame that shows it. */
    painted: number[];
    longTasks: number[];
  }
}

/** Before anything of the page runs: notes each task above 50 ms. */
export async function noteLongTasks(page: Page): Promise<void> {
  await page.addInitScript(() => {
    window.longTasks = [];
    new PerformanceObserver((list) => window.longTasks.push(...list.getEntries().map(({ duration }) => duration))).observe({
      type: 'longtask',
      buffered: true,
    });
  });
}

/** From a key in a cell to the frame in which the letter stands. */
export async function keystrokes(page: Page, session: string): Promise<Spread> {
  const row = await rowOf(page, session);
  await cell(page, row, 'title').click();
  await page.keyboard.press('F2');
  await page.evaluate(() => {
    window.painted = [];
    document.addEventListener(
      'keydown',
      ({ timeStamp }) =>
        requestAnimationFrame(() => {
          const { port1, port2 } = new MessageChannel();
          // Runs when the frame has been handed on.
          port1.onmessage = () => window.painted.push(performance.now() - timeStamp);
          port2.postMessage(null);
        }),
      { capture: true },
    );
  });
  await page.keyboard.type('a'.repeat(LETTERS), { delay: 40 });
  await page.waitForFunction((count) => window.painted.length >= count, LETTERS);
  const painted = await page.evaluate(() => window.painted);
  await page.keyboard.press('Enter');
  return spread(painted.slice(5));
}

/** From the Enter that ends an edit to another device's frame that shows it. */
export async function otherScreen(mine: Page, theirs: Page, session: string): Promise<Spread> {
  const row = await rowOf(mine, session);
  const took: number[] = [];
  for (let n = 0; n < EDITS; n++) {
    const text = `改到第${n}次`;
    const shown = theirs.evaluate(
      ([id, wanted]) =>
        new Promise<number>((resolve) => {
          const look = (): void => {
            const said = document.querySelector(`[data-row="${id}"][data-column="title"] .text`)?.textContent;
            if (said?.trim() === wanted) resolve(performance.timeOrigin + performance.now());
            else requestAnimationFrame(look);
          };
          look();
        }),
      [row, text] as const,
    );
    await cell(mine, row, 'title').click();
    await mine.keyboard.type(text);
    const pressed = mine.evaluate(
      () =>
        new Promise<number>((resolve) =>
          document.addEventListener('keydown', ({ timeStamp }) => resolve(performance.timeOrigin + timeStamp), {
            capture: true,
            once: true,
          }),
        ),
    );
    // The listener is there before the key is.
    await mine.evaluate(() => undefined);
    await mine.keyboard.press('Enter');
    took.push((await shown) - (await pressed));
  }
  return spread(took);
}

/** With no network: from pressing the plan's link to the frame with its first rows. */
export async function openOffline(page: Page, event: string, times: number): Promise<Spread> {
  const took: number[] = [];
  for (let n = 0; n < times; n++) {
    await page.locator(`a[href="/event/${event}"]`).first().click();
    await grid(page).waitFor({ state: 'detached' });
    await page.locator(`a[href="/event/${event}/plan"]`).first().waitFor();
    const ready = page.evaluate(
      (href) =>
        new Promise<number>((resolve) => {
          let pressed = 0;
          document
            .querySelector(`a[href="${href}"]`)!
            .addEventListener('click', ({ timeStamp }) => (pressed = timeStamp), { capture: true });
          const look = (): void => {
            if (pressed > 0 && document.querySelectorAll('[data-column="title"] .text').length > 5) resolve(performance.now() - pressed);
            else requestAnimationFrame(look);
          };
          look();
        }),
      `/event/${event}/plan`,
    );
    await page.locator(`a[href="/event/${event}/plan"]`).first().click();
    took.push(await ready);
  }
  return spread(took);
}

/** Tasks above 50 ms since the page began, and the longest of them. */
export async function longTasks(page: Page): Promise<{ count: number; longest: number }> {
  const tasks = await page.evaluate(() => window.longTasks);
  return { count: tasks.length, longest: Math.max(0, ...tasks) };
}
