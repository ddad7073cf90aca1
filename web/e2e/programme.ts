/** A small conference as a schedule file, and the programme's table as a person's hands meet it. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, type Locator, type Page } from '@playwright/test';
import type { Relay } from './relay.ts';

interface Talk {
  title: string;
  start: string;
  duration: string;
  room: string;
  persons: string[];
}

const DAY = '2026-11-06';
export const TALKS: readonly Talk[] = [
  { title: '开幕式', start: '09:00', duration: '00:45', room: '云台厅', persons: ['高明远'] },
  { title: '高原湿地修复二十年', start: '10:00', duration: '01:00', room: '云台厅', persons: ['林德'] },
  { title: '山地教育的下一代', start: '11:00', duration: '01:00', room: '报告厅', persons: ['林德'] },
  { title: '水资源治理', start: '14:00', duration: '01:00', room: '云台厅', persons: ['许若兰'] },
  { title: '茶歇', start: '15:00', duration: '00:30', room: '报告厅', persons: [] },
  { title: '闭幕式', start: '16:00', duration: '00:30', room: '云台厅', persons: ['高明远'] },
];

const guid = (n: number): string => `0000000${n}-1111-4222-8333-444444444444`;

/** A schedule file as frab writes it. */
export function scheduleFile(title: string, talks = TALKS): string {
  const rooms: Record<string, object[]> = {};
  const names = [...new Set(talks.flatMap((talk) => talk.persons))];
  talks.forEach((talk, index) => {
    (rooms[talk.room] ??= []).push({
      id: index + 1,
      guid: guid(index + 1),
      date: `${DAY}T${talk.start}:00+08:00`,
      start: talk.start,
      duration: talk.duration,
      room: talk.room,
      slug: `talk-${index + 1}`,
      url: `https://example.org/${index + 1}`,
      title: talk.title,
      subtitle: '',
      track: null,
      type: 'lecture',
      language: 'zh',
      abstract: '',
      description: '',
      persons: talk.persons.map((name) => ({ id: 1 + names.indexOf(name), public_name: name })),
      links: [],
      attachments: [],
    });
  });
  const day = { index: 1, date: DAY, day_start: `${DAY}T08:00:00+08:00`, day_end: `${DAY}T20:00:00+08:00`, rooms };
  const conference = {
    acronym: 'plateau',
    title,
    start: DAY,
    end: DAY,
    daysCount: 1,
    timeslot_duration: '00:15',
    time_zone_name: 'Asia/Shanghai',
    days: [day],
  };
  return JSON.stringify({ schedule: { version: '1', base_url: 'https://example.org', conference } });
}

/** Runs `npm run admin -- import-programme` beside the running relay; the answer is its line of JSON. */
export function importProgramme(
  relay: Relay,
  text: string,
): { event: string; sessions: number; people: number; rooms: number; refused: number } {
  const folder = mkdtempSync(join(tmpdir(), 'qiao-file-'));
  try {
    const file = join(folder, 'schedule.json');
    writeFileSync(file, text);
    const cwd = resolve(import.meta.dirname, '../..');
    const said = execFileSync(process.execPath, ['sync-server/src/ops/admin.ts', 'import-programme', file], {
      cwd,
      env: relay.env,
      encoding: 'utf8',
    });
    return JSON.parse(said) as ReturnType<typeof importProgramme>;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export const grid = (page: Page): Locator => page.getByRole('grid');

/** The row whose title cell says this. */
export async function rowOf(page: Page, title: string): Promise<string> {
  const cell = grid(page)
    .locator('[data-column="title"]')
    .filter({ has: page.locator('.text', { hasText: title }) });
  await expect(cell).toHaveCount(1);
  return (await cell.getAttribute('data-row'))!;
}

export const cell = (page: Page, row: string, column: string): Locator =>
  grid(page).locator(`[data-row="${row}"][data-column="${column}"]`);

/** Types into a cell as in any spreadsheet: click, type, Enter. */
export async function type(page: Page, row: string, column: string, text: string): Promise<void> {
  await cell(page, row, column).click();
  await expect(cell(page, row, column).locator('.box')).toBeFocused();
  await page.keyboard.type(text);
  await page.keyboard.press('Enter');
}

/** Puts a new row below the one that this cell is in, and names it. */
export async function addBelow(page: Page, row: string, title: string): Promise<string> {
  await cell(page, row, 'title').click();
  await page.keyboard.press('Insert');
  const added = await page.waitForFunction((before) => {
    const here = document.activeElement?.closest<HTMLElement>('[data-row]')?.dataset['row'];
    return here && here !== before ? here : null;
  }, row);
  const id = (await added.jsonValue())!;
  await type(page, id, 'title', title);
  return id;
}

/** What every row says, in the order of the table. */
export async function tableOf(page: Page): Promise<string[]> {
  const rows = grid(page).locator('tbody tr:has([data-column="title"])');
  return rows.evaluateAll((all) =>
    all.map((row) => [...row.querySelectorAll('[data-column] > .text')].map((text) => text.textContent.trim()).join(' | ')),
  );
}

/** Adds a row with the button of its table and types its cells from the first one on. */
export async function addRow(page: Page, button: string, ...cells: string[]): Promise<void> {
  const before = await page.evaluate(() => document.activeElement?.closest<HTMLElement>('[data-row]')?.dataset['row'] ?? '');
  await page.getByRole('button', { name: button, exact: true }).last().click();
  await page.waitForFunction((old) => {
    const row = document.activeElement?.closest<HTMLElement>('[data-row]')?.dataset['row'];
    return row !== undefined && row !== old;
  }, before);
  for (const [n, text] of cells.entries()) {
    await page.keyboard.type(text);
    await page.keyboard.press(n === cells.length - 1 ? 'Enter' : 'Tab');
  }
}
