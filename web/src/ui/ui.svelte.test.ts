import { describe, expect, test, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { breakable } from './breakable.ts';
import Chooser from './Chooser.svelte';
import type { Choice } from './choice.ts';
import DatePicker from './DatePicker.svelte';
import Toasts from './Toasts.svelte';
import { toasts } from './toasts.svelte.ts';

const places: Choice[] = [
  { value: 'PT', label: '葡萄牙', second: 'Portugal' },
  { value: 'HK', label: '中国香港', second: 'Hong Kong SAR China' },
];

function testChooser(change: Record<string, unknown> = {}) {
  const onchange = vi.fn();
  const find = vi.fn(async (typed: string) => places.filter((place) => place.label.includes(typed)));
  const props = {
    id: 'place',
    label: '目的地',
    choices: [] as Choice[],
    many: true,
    find,
    words: { none: '没有“{typed}”', remove: '去掉', add: '新建“{typed}”' },
    onchange,
    ...change,
  };
  return { onchange, find, props };
}

describe('Chooser', () => {
  test('Enter takes the first that was found', async () => {
    const { onchange, props } = testChooser();
    const screen = await render(Chooser, props);
    await screen.getByRole('combobox').fill('葡');
    await expect.element(screen.getByRole('option', { name: /葡萄牙/ })).toBeVisible();
    await userEvent.keyboard('{Enter}');
    expect(onchange).toHaveBeenCalledWith([places[0]]);
  });

  test('where one is enough the new one takes the place of the old', async () => {
    const { onchange, props } = testChooser({ many: false, choices: [places[0]] });
    const screen = await render(Chooser, props);
    await screen.getByRole('combobox').fill('香港');
    await expect.element(screen.getByRole('option', { name: /中国香港/ })).toBeVisible();
    await userEvent.keyboard('{Enter}');
    expect(onchange).toHaveBeenCalledWith([places[1]]);
  });

  test('nothing is looked up while an input method composes, and its Enter chooses nothing', async () => {
    const { onchange, find, props } = testChooser();
    const screen = await render(Chooser, props);
    const input = screen.getByRole('combobox').element() as HTMLInputElement;
    input.focus();
    await vi.waitFor(() => expect(find).toHaveBeenCalledTimes(1));
    input.dispatchEvent(new CompositionEvent('compositionstart', { bubbles: true }));
    input.value = 'pu';
    input.dispatchEvent(new InputEvent('input', { isComposing: true, bubbles: true }));
    input.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', keyCode: 229, isComposing: true, bubbles: true }));
    expect(find).toHaveBeenCalledTimes(1);
    expect(onchange).not.toHaveBeenCalled();
    input.value = '葡';
    input.dispatchEvent(new InputEvent('input', { bubbles: true }));
    input.dispatchEvent(new CompositionEvent('compositionend', { data: '葡', bubbles: true }));
    await vi.waitFor(() => expect(find).toHaveBeenLastCalledWith('葡'));
  });

  test('Backspace in an empty box takes the last one away', async () => {
    const { onchange, props } = testChooser({ choices: places });
    const screen = await render(Chooser, props);
    await screen.getByRole('combobox').click();
    await userEvent.keyboard('{Backspace}');
    expect(onchange).toHaveBeenCalledWith([places[0]]);
  });

  test('it finds before it adds: adding is offered only for a name that nothing has', async () => {
    const add = vi.fn(async (typed: string): Promise<Choice> => ({ value: 'new', label: typed }));
    const { onchange, props } = testChooser({ add });
    const screen = await render(Chooser, props);
    await screen.getByRole('combobox').fill('葡萄牙');
    await expect.element(screen.getByRole('option', { name: /葡萄牙/ })).toBeVisible();
    expect(screen.getByRole('option').elements()).toHaveLength(1);
    await screen.getByRole('combobox').fill('佛得角');
    await screen.getByRole('option', { name: '新建“佛得角”' }).click();
    await vi.waitFor(() => expect(onchange).toHaveBeenCalledWith([{ value: 'new', label: '佛得角' }]));
  });
});

describe('DatePicker', () => {
  const words = { before: '上个月', after: '下个月', today: '今天', clear: '清除' };

  test('arrows move by days, Page Down by months, and Enter chooses', async () => {
    const onchoose = vi.fn();
    const screen = await render(DatePicker, { value: '2026-10-30', label: '选日期', locale: 'zh-CN', words, onchoose });
    await screen.getByRole('button', { name: '选日期' }).click();
    await vi.waitFor(() => expect(document.activeElement?.textContent).toBe('30'));
    await userEvent.keyboard('{ArrowRight}{ArrowRight}');
    await vi.waitFor(() => expect(document.activeElement?.getAttribute('aria-label')).toContain('2026年11月1日'));
    await userEvent.keyboard('{PageDown}{Enter}');
    expect(onchoose).toHaveBeenCalledWith('2026-12-01');
  });
});

describe('a title', () => {
  test('may break between words and never before a mark', () => {
    expect(breakable('赴西班牙、法国洽谈').join('|')).toMatch(/西班牙、\|法国/);
    expect(breakable('赴西班牙、法国洽谈').join('')).toBe('赴西班牙、法国洽谈');
  });
});

describe('toasts', () => {
  test('give the focus back where it was, and stay while somebody is in them', async () => {
    const work = document.createElement('input');
    document.body.append(work);
    const screen = await render(Toasts, {});
    const undone = vi.fn();
    for (const reach of [
      (undo: HTMLElement) => userEvent.click(undo),
      (undo: HTMLElement) => (undo.focus(), userEvent.keyboard('{Enter}')),
    ]) {
      work.focus();
      toasts.show({ text: '移去了1行', undo: { label: '取回', run: undone } });
      const undo = screen.getByRole('button', { name: '取回' });
      await expect.element(undo).toBeVisible();
      await reach(undo.element() as HTMLElement);
      await expect.poll(() => toasts.shown).toBeNull();
      expect(document.activeElement).toBe(work);
    }
    expect(undone).toHaveBeenCalledTimes(2);
    work.remove();
    vi.useFakeTimers();
    try {
      toasts.show({ text: '一' });
      toasts.hold();
      vi.advanceTimersByTime(60_000);
      expect(toasts.shown?.text).toBe('一');
      toasts.release();
      vi.advanceTimersByTime(6000);
      expect(toasts.shown).toBeNull();
    } finally {
      vi.useRealTimers();
    }
  });

  test('stand one at a time and go after six seconds', () => {
    vi.useFakeTimers();
    toasts.show({ text: '一' });
    vi.advanceTimersByTime(4000);
    toasts.show({ text: '二' });
    vi.advanceTimersByTime(4000);
    expect(toasts.shown?.text).toBe('二');
    vi.advanceTimersByTime(2000);
    expect(toasts.shown).toBeNull();
    vi.useRealTimers();
  });
});
