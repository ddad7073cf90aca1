import { expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import Segments from './Segments.svelte';

test('one is always chosen: a press on the chosen one leaves it so, and says nothing', async () => {
  const said: string[] = [];
  const options = [
    { value: 'rooms', label: '按会场' },
    { value: 'tracks', label: '按专题' },
  ];
  const screen = await render(Segments, { value: 'rooms', options, label: '各栏', onchange: (next: string) => said.push(next) });
  const chosen = (): (string | undefined)[] =>
    [...screen.container.querySelectorAll<HTMLElement>('[data-state="on"]')].map((one) => one.textContent.trim());
  await userEvent.click(screen.getByText('按会场'));
  expect([chosen(), said]).toEqual([['按会场'], []]);
  await userEvent.click(screen.getByText('按专题'));
  expect(said).toEqual(['tracks']);
  await screen.rerender({ value: 'tracks' });
  expect(chosen()).toEqual(['按专题']);
});
