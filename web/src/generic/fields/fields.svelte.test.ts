import type { Field } from '@qiao/domain/kind';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { loadWords } from '#messages/index.svelte.ts';
import Date from './Date.svelte';
import Localized from './Localized.svelte';
import Number from './Number.svelte';
import Text from './Text.svelte';

beforeAll(() => loadWords('zh'));

const label = { zh: '地点', en: 'Place' };
const setUp = <F extends Field>(field: F, value: unknown) => {
  const write = vi.fn();
  return { write, props: { id: 'cell', field, value, label: '地点', readonly: false, write, enter: vi.fn() } };
};

/** What an input method sends for `text` while it is being composed. */
function compose(input: HTMLTextAreaElement | HTMLInputElement, text: string): void {
  input.dispatchEvent(new CompositionEvent('compositionupdate', { data: text, bubbles: true }));
  input.value = text;
  input.dispatchEvent(new InputEvent('input', { data: text, inputType: 'insertCompositionText', isComposing: true, bubbles: true }));
}

const enterWhileComposing = (): KeyboardEvent =>
  new KeyboardEvent('keydown', { key: 'Enter', keyCode: 229, isComposing: true, bubbles: true, cancelable: true });

describe('a text cell', () => {
  test('is saved as typed, letter by letter', async () => {
    const { write, props } = setUp({ type: 'text', label }, '');
    const screen = await render(Text, props);
    await userEvent.type(screen.getByRole('textbox'), 'ab');
    expect(write.mock.calls.map(([text]) => text as string)).toEqual(['a', 'ab']);
  });

  test('while 拼音 is composed nothing is written; at its end the text is', async () => {
    const { write, props } = setUp({ type: 'text', label }, '');
    const screen = await render(Text, props);
    const input = screen.getByRole('textbox').element() as HTMLTextAreaElement;
    input.focus();
    input.dispatchEvent(new CompositionEvent('compositionstart', { bubbles: true }));
    compose(input, 'yun');
    compose(input, 'yuntai');
    expect(write).not.toHaveBeenCalled();
    input.value = '云台厅';
    input.dispatchEvent(new CompositionEvent('compositionend', { data: '云台厅', bubbles: true }));
    expect(write.mock.calls).toEqual([['云台厅']]);
  });

  test('Enter belongs to the input method while it composes, and leaves the cell otherwise', async () => {
    const { props } = setUp({ type: 'text', label }, '');
    const screen = await render(Text, props);
    const input = screen.getByRole('textbox').element() as HTMLTextAreaElement;
    input.focus();
    const taken = enterWhileComposing();
    input.dispatchEvent(taken);
    expect([taken.defaultPrevented, document.activeElement === input]).toEqual([false, true]);
    await userEvent.keyboard('{Enter}');
    expect(document.activeElement).not.toBe(input);
  });

  test('what another writes into the cell does not disturb a composition', async () => {
    const { props } = setUp({ type: 'text', label }, '旧');
    const screen = await render(Text, props);
    const input = screen.getByRole('textbox').element() as HTMLTextAreaElement;
    input.focus();
    input.dispatchEvent(new CompositionEvent('compositionstart', { bubbles: true }));
    compose(input, '旧xin');
    await screen.rerender({ ...props, value: '别人写的' });
    expect(input.value).toBe('旧xin');
  });

  test('of one line takes a pasted paragraph as one line', async () => {
    const { write, props } = setUp({ type: 'text', label }, '');
    const screen = await render(Text, props);
    await screen.getByRole('textbox').fill('第一行\n第二行');
    expect(write).toHaveBeenLastCalledWith('第一行 第二行');
  });

  test('that may not be written is text, not a box', async () => {
    const { props } = setUp({ type: 'text', label }, '报告厅');
    const screen = await render(Text, { ...props, readonly: true });
    await expect.element(screen.getByText('报告厅')).toBeVisible();
    expect(screen.getByRole('textbox').query()).toBeNull();
  });
});

describe('a localized cell', () => {
  test('writes each language into a cell of its own', async () => {
    const { write, props } = setUp({ type: 'localized', label }, { zh: '', en: '' });
    const screen = await render(Localized, props);
    await screen.getByRole('textbox', { name: '地点，英文' }).fill('Hall');
    await screen.getByRole('textbox', { name: '地点，中文' }).fill('报告厅');
    expect(write.mock.calls).toEqual([
      ['Hall', '.en'],
      ['报告厅', '.zh'],
    ]);
  });
});

describe('a typed cell', () => {
  test('reads a date as people write it', async () => {
    const { write, props } = setUp({ type: 'date', label }, null);
    const screen = await render(Date, props);
    await screen.getByRole('textbox').fill('2026年10月21日');
    await userEvent.keyboard('{Enter}');
    expect(write).toHaveBeenLastCalledWith('2026-10-21');
  });

  test('refuses a day that does not exist, says how to mend it, and writes nothing', async () => {
    const { write, props } = setUp({ type: 'date', label }, '2026-01-01');
    const screen = await render(Date, props);
    await screen.getByRole('textbox').fill('2026-02-30');
    await userEvent.keyboard('{Enter}');
    await expect.element(screen.getByText(/没有30日，只有 1 到 28 日/)).toBeVisible();
    expect(write).not.toHaveBeenCalled();
    await expect.element(screen.getByRole('textbox')).toHaveAttribute('aria-invalid', 'true');
  });

  test('Escape brings back what stood there', async () => {
    const { write, props } = setUp({ type: 'number', label }, 12);
    const screen = await render(Number, props);
    await screen.getByRole('textbox').fill('abc');
    await userEvent.keyboard('{Escape}');
    await expect.element(screen.getByRole('textbox')).toHaveValue('12');
    expect(write).not.toHaveBeenCalled();
  });

  test('a composition is not read before it ends', async () => {
    const { write, props } = setUp({ type: 'number', label }, null);
    const screen = await render(Number, props);
    const input = screen.getByRole('textbox').element() as HTMLInputElement;
    input.focus();
    input.dispatchEvent(new CompositionEvent('compositionstart', { bubbles: true }));
    compose(input, '12');
    input.dispatchEvent(enterWhileComposing());
    expect(write).not.toHaveBeenCalled();
  });

  test('is read when the page is about to go, though one is still in it, but not while an input method composes', async () => {
    const { write, props } = setUp({ type: 'number', label }, null);
    const screen = await render(Number, props);
    const input = screen.getByRole('textbox').element() as HTMLInputElement;
    await screen.getByRole('textbox').fill('45');
    window.dispatchEvent(new Event('beforeunload'));
    expect(write.mock.calls).toEqual([[45]]);
    await expect.element(screen.getByRole('textbox')).toHaveValue('45');
    input.focus();
    input.dispatchEvent(new CompositionEvent('compositionstart', { bubbles: true }));
    compose(input, '456');
    window.dispatchEvent(new Event('beforeunload'));
    expect(write).toHaveBeenCalledTimes(1);
  });

  test('is emptied by taking everything away', async () => {
    const { write, props } = setUp({ type: 'number', label }, 12);
    const screen = await render(Number, props);
    await screen.getByRole('textbox').fill('');
    await userEvent.keyboard('{Enter}');
    expect(write).toHaveBeenLastCalledWith(null);
  });
});
