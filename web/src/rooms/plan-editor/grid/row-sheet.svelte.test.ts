import { beforeEach, describe, expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { loadWords } from '#messages/index.svelte.ts';
import '#ui/app.css';
import { BenchSource } from '../testing/bench-source.svelte.ts';
import { compose, insert } from '../testing/composition.ts';
import RowSheet from './RowSheet.svelte';

let source: BenchSource;
let closed: number;

const field = (label: string): HTMLInputElement =>
  [...document.querySelectorAll('label')]
    .find((one) => one.textContent === label)!
    .closest('div')!
    .querySelector('input')!;

beforeEach(async () => {
  await loadWords('zh');
  [source, closed] = [new BenchSource(3), 0];
  await render(RowSheet, { source, columns: source.columns, id: 'r2', removeLabel: '移去这一场', onclose: () => (closed += 1) });
  await expect.poll(() => document.querySelectorAll('form input').length).toBe(3);
});

describe('a row as a form', () => {
  test('writes what was typed when its field is left', async () => {
    await userEvent.fill(field('场次'), '开幕式');
    expect(source.written).toEqual([]);
    await userEvent.click(field('人数'));
    expect(source.written).toEqual(['r2/name=开幕式']);
  });

  test('writes what was typed when the page is about to go, and one stays in the field', async () => {
    await userEvent.fill(field('场次'), '开幕');
    window.dispatchEvent(new Event('beforeunload'));
    expect(source.written).toEqual(['r2/name=开幕']);
    expect(field('场次').value).toBe('开幕');
  });

  test('keeps what cannot be read, with a sentence that says how to mend it', async () => {
    await userEvent.fill(field('人数'), 'many');
    await userEvent.click(field('场次'));
    expect(field('人数').value).toBe('many');
    expect(document.querySelector('[role="alert"]')?.textContent).toBe('这里要填数字。');
    await userEvent.fill(field('人数'), '12');
    await userEvent.click(field('场次'));
    expect(source.written).toEqual(['r2/size=12']);
    expect(document.querySelector('[role="alert"]')).toBeNull();
  });

  test('offers are taken by a press', async () => {
    await userEvent.fill(field('会场'), '报告');
    await userEvent.click(document.querySelector('[role="option"]')!);
    expect(source.written).toEqual(['r2/room=报告厅 B']);
  });

  test('a composition is not disturbed by what another writes into the same cell', async () => {
    await userEvent.click(field('场次'));
    field('场次').select();
    await compose('hui');
    source.write([{ part: 'p', root: 'rows', key: 'r2/name', value: '别人写的' }]);
    await compose('huiyi');
    expect(field('场次').value).toBe('huiyi');
    await insert('会议');
    await userEvent.click(field('人数'));
    expect(source.written.at(-1)).toBe('r2/name=会议');
  });

  test('removing the row closes the form', async () => {
    await userEvent.click([...document.querySelectorAll('button')].find((one) => one.textContent === '移去这一场')!);
    expect(source.rows.map((row) => row.id)).toEqual(['r1', 'r3']);
    await expect.poll(() => closed).toBe(1);
  });
});
