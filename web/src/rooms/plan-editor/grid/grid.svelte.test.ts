import { beforeEach, describe, expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { loadWords } from '#messages/index.svelte.ts';
import '#ui/app.css';
import { compose, insert } from '../testing/composition.ts';
import { BenchSource, type BenchRow } from '../testing/bench-source.svelte.ts';
import { Grid } from './grid.svelte.ts';
import GridBench from '../testing/GridBench.svelte';

let source: BenchSource;
let grid: Grid<BenchRow>;
let answers: string[];

const press = (keys: string): Promise<void> => userEvent.keyboard(keys);
const field = (): HTMLInputElement => document.querySelector('.box')!;
const cell = (row: string, column: string): HTMLElement => document.querySelector(`[data-row="${row}"][data-column="${column}"]`)!;
const textOf = (row: string, column: string): string => cell(row, column).querySelector('.text')!.textContent ?? '';
const here = (): string => {
  const at = document.activeElement?.closest<HTMLElement>('[data-row]');
  return at ? `${at.dataset['row']} ${at.dataset['column']}` : 'nowhere';
};

async function show(count = 6): Promise<void> {
  source = new BenchSource(count);
  grid = new Grid<BenchRow>(source);
  answers = [];
  await render(GridBench, { grid, onpaste: (answer: string) => void answers.push(answer) });
}

async function at(row: string, column: string): Promise<void> {
  await userEvent.click(cell(row, column));
  await expect.poll(here).toBe(`${row} ${column}`);
}

/** What Ctrl V brings. */
function paste(text: string): void {
  const clipboardData = new DataTransfer();
  clipboardData.setData('text/plain', text);
  field().dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
}

beforeEach(async () => {
  await loadWords('zh');
  await show();
});

describe('keys', () => {
  test('has one tab stop, which is a text field in a named cell', async () => {
    await press('{Tab}');
    expect(here()).toBe('r1 name');
    expect(field().getAttribute('aria-label')).toBe('场次, 第1场');
    expect(document.querySelectorAll('table input, table textarea, table [tabindex="0"]')).toHaveLength(1);
  });

  test('typing replaces, Enter goes down, Tab right and Shift Tab back', async () => {
    await at('r2', 'name');
    await press('开幕式{Enter}');
    expect(source.written).toEqual(['r2/name=开幕式']);
    await expect.poll(here).toBe('r3 name');
    await press('x{Tab}');
    await expect.poll(here).toBe('r3 size');
    await press('{Shift>}{Tab}{/Shift}');
    await expect.poll(here).toBe('r3 name');
  });

  test('F2 opens what is there, Escape gives it up', async () => {
    await at('r2', 'name');
    await press('{F2}了{Enter}');
    expect(source.written).toEqual(['r2/name=第2场了']);
    await at('r2', 'name');
    await press('不要{Escape}');
    expect(textOf('r2', 'name')).toBe('第2场了');
    expect(source.written).toHaveLength(1);
  });

  test('an arrow leaves a cell typed into, and moves the caret in one that was opened', async () => {
    await at('r2', 'name');
    await press('左{ArrowRight}');
    await expect.poll(here).toBe('r2 size');
    await at('r3', 'name');
    await press('{F2}{ArrowLeft}小{Enter}');
    expect(source.written).toEqual(['r2/name=左', 'r3/name=第3小场']);
  });

  test('Delete clears what is chosen, Ctrl D fills it from its first row', async () => {
    await at('r1', 'size');
    await press('{Shift>}{ArrowDown}{ArrowDown}{/Shift}{Control>}d{/Control}');
    expect(source.written).toEqual(['r2/size=1', 'r3/size=1']);
    await press('{Delete}');
    expect([1, 2, 3].map((n) => textOf(`r${n}`, 'size'))).toEqual(['', '', '']);
  });

  test('Alt and an arrow move the row, and the keyboard stays in its cell', async () => {
    await at('r2', 'name');
    await press('{Alt>}{ArrowDown}{/Alt}');
    expect(source.rows.map((row) => row.id)).toEqual(['r1', 'r3', 'r2', 'r4', 'r5', 'r6']);
    await expect.poll(here).toBe('r2 name');
    await press('{Control>}z{/Control}');
    expect(source.undone).toBe(1);
  });

  test('Escape and then Tab leave the grid', async () => {
    await at('r1', 'name');
    await press('{Escape}{Tab}');
    expect(here()).toBe('nowhere');
  });

  test('tells the others where one is, and when one has left', async () => {
    await at('r2', 'size');
    expect(source.entered.at(-1)).toEqual({ row: 'r2', column: 'size' });
  });

  test('a locked grid is read, not typed into', async () => {
    source.locked = true;
    await at('r2', 'name');
    await press('x{Enter}');
    expect(source.written).toEqual([]);
  });
});

describe('what cannot be read', () => {
  test('stays in its cell with a sentence that says how to mend it', async () => {
    await at('r2', 'size');
    await press('many{Enter}');
    expect(here()).toBe('r2 size');
    expect(document.querySelector('[role="alert"]')?.textContent).toBe('这里要填数字。');
    await press('{Control>}a{/Control}12{Enter}');
    expect(source.written).toEqual(['r2/size=12']);
    expect(document.querySelector('[role="alert"]')).toBeNull();
  });

  test('is not lost when one goes elsewhere, and Escape gives it up', async () => {
    await at('r2', 'size');
    await press('many');
    await at('r4', 'name');
    expect(textOf('r2', 'size')).toBe('many');
    expect(source.written).toEqual([]);
    await at('r2', 'size');
    await press('{Escape}');
    expect(textOf('r2', 'size')).toBe('2');
  });
});

describe('an input method', () => {
  test('keeps the first letter, commits nothing while it composes, and owns Enter', async () => {
    await at('r2', 'name');
    await compose('k');
    await compose('kai mu');
    expect(field().value).toBe('kai mu');
    field().dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true, cancelable: true }));
    field().dispatchEvent(new KeyboardEvent('keydown', { key: 'Tab', keyCode: 229, bubbles: true, cancelable: true }));
    expect(here()).toBe('r2 name');
    expect(source.written).toEqual([]);
    await insert('开幕');
    expect(field().value).toBe('开幕');
    await press('{Enter}');
    expect(source.written).toEqual(['r2/name=开幕']);
  });

  test('is not disturbed when another moves the row meanwhile; the row moves afterwards', async () => {
    await at('r2', 'name');
    await compose('hui');
    source.carry(['r2'], 1);
    await expect.poll(() => source.rows[2]?.id).toBe('r2');
    await compose('hui yi');
    expect(field().value).toBe('hui yi');
    await insert('会议');
    await press('{Enter}');
    expect(source.written).toEqual(['r2/name=会议']);
    const order = (): string[] => [...document.querySelectorAll<HTMLElement>('th[data-row]')].map((one) => one.dataset['row']!);
    await expect.poll(order).toEqual(['r1', 'r3', 'r2', 'r4', 'r5', 'r6']);
  });
});

describe('a page that is about to go', () => {
  const leave = (): boolean => window.dispatchEvent(new Event('beforeunload'));

  test('writes what is typed so far, and one types on if it stays', async () => {
    await at('r2', 'name');
    await press('开幕');
    leave();
    expect(source.written).toEqual(['r2/name=开幕']);
    await press('式{Enter}');
    expect(source.written).toEqual(['r2/name=开幕', 'r2/name=开幕式']);
  });

  test('writes nothing that cannot be read, and nothing that an input method still composes', async () => {
    await at('r2', 'size');
    await press('many');
    leave();
    await press('{Escape}');
    await at('r2', 'name');
    await compose('hui');
    leave();
    expect(source.written).toEqual([]);
  });
});

describe('offers', () => {
  test('are found while one types; arrows choose and Enter takes', async () => {
    await at('r2', 'room');
    await press('厅');
    const offers = (): string[] => [...document.querySelectorAll('[role="option"]')].map((one) => one.textContent.trim());
    expect(offers()).toEqual(['云台厅', '报告厅 B']);
    await press('{ArrowDown}{Enter}');
    expect(source.written).toEqual(['r2/room=报告厅 B']);
    await expect.poll(here).toBe('r3 room');
  });

  test('are not taken by a press elsewhere', async () => {
    await at('r2', 'room');
    await press('报');
    await at('r5', 'name');
    expect(source.written).toEqual([]);
    expect(textOf('r2', 'room')).toBe('报');
  });
});

describe('the clipboard', () => {
  test('takes a range as text and as a table', async () => {
    await at('r1', 'name');
    await press('{Shift>}{ArrowDown}{ArrowRight}{/Shift}');
    const clipboardData = new DataTransfer();
    field().dispatchEvent(new ClipboardEvent('copy', { clipboardData, bubbles: true, cancelable: true }));
    expect(clipboardData.getData('text/plain')).toBe('第1场\t1\n第2场\t2');
    expect(clipboardData.getData('text/html')).toContain('<tr><td>第1场</td><td>1</td></tr>');
  });

  test('one cell that is understood is written at once', async () => {
    await at('r2', 'size');
    paste('40');
    expect(source.written).toEqual(['r2/size=40']);
    expect(answers).toEqual(['made']);
  });

  test('a block waits: nothing is written before 粘贴', async () => {
    await at('r2', 'name');
    paste('论坛一\t40\r\n论坛二\t50\r\n');
    await expect.poll(() => textOf('r3', 'name')).toBe('论坛二');
    expect(source.written).toEqual([]);
    expect(cell('r2', 'name').classList.contains('paste')).toBe(true);
    await userEvent.click(document.querySelector('.bar button')!);
    expect(source.written).toEqual(['r2/name=论坛一', 'r2/size=40', 'r3/name=论坛二', 'r3/size=50']);
  });

  test('names what is not understood; the remedy adds it, Escape drops the paste', async () => {
    await at('r2', 'room');
    paste('云台厅\n清溪楼 301');
    await expect.poll(() => document.querySelector('.bar')?.textContent).toContain('清溪楼 301');
    await press('{Escape}');
    expect(document.querySelector('.bar')).toBeNull();
    expect(source.written).toEqual([]);
    paste('报告厅 B\n清溪楼 301');
    await expect.poll(() => document.querySelector('.bar')?.textContent).toContain('新增会场');
    const add = [...document.querySelectorAll('.bar button')].find((button) => button.textContent.includes('新增会场'));
    await userEvent.click(add!);
    expect(source.rooms).toContain('清溪楼 301');
    expect(source.written).toEqual(['r2/room=报告厅 B', 'r3/room=清溪楼 301']);
  });

  test('says first what no remedy mends, and that it would be left out', async () => {
    await at('r2', 'size');
    paste('40\t清溪楼 301\nviele\t云台厅');
    await expect.poll(() => document.querySelector('.bar')?.textContent).toContain('viele、清溪楼 301');
    const buttons = [...document.querySelectorAll('.bar button')].map((button) => button.textContent);
    expect(buttons).toContain('新增会场，其余留空');
  });

  test('makes rows for what goes beyond the last one', async () => {
    await at('r6', 'name');
    paste('论坛一\n论坛二\n论坛三');
    await expect.poll(() => document.querySelector('.bar')?.textContent).toContain('新增');
    await press('{Enter}');
    expect(source.rows.map((row) => row.name).slice(5)).toEqual(['论坛一', '论坛二', '论坛三']);
  });
});

describe('many rows', () => {
  test('draws what is in sight, and goes to the last row at once', async () => {
    await show(400);
    const last = document.querySelectorAll('table')[1]!;
    expect(last.querySelectorAll('tr[data-drop]').length).toBeLessThan(80);
    await userEvent.click(last.querySelector('[data-row="r1"][data-column="name"]')!);
    await press('{Control>}{End}{/Control}');
    await expect.poll(here).toBe('r400 room');
    await press('{Control>}{Home}{/Control}');
    await expect.poll(here).toBe('r1 name');
  });
});

describe('others', () => {
  test('a row that somebody takes away under the field leaves one in the nearest', async () => {
    await at('r3', 'name');
    source.remove(['r3']);
    await expect.poll(here).toBe('r4 name');
  });

  test('who is in a cell stands in it by name', async () => {
    source.marked = { r2: { room: { held: { name: '许若兰', who: 2 } } } };
    await expect.poll(() => cell('r2', 'room').textContent).toContain('许若兰');
  });
});
