import { afterEach, expect, test } from 'vitest';
import { palette } from './palette.svelte.ts';

afterEach(() => palette.close());

test('what is typed before the command box is there is given to it when it comes, once', () => {
  expect(palette.hold('x')).toBe(false);
  palette.open();
  expect([palette.hold('y'), palette.hold('t')]).toEqual([true, true]);
  expect(palette.arrive()).toBe('yt');
  // From here on the box has its keys itself.
  expect([palette.hold('a'), palette.arrive()]).toEqual([false, '']);
});

test('a box that was closed on its way leaves nothing for the next one', () => {
  palette.open();
  palette.hold('y');
  palette.close();
  expect(palette.hold('t')).toBe(false);
  palette.open();
  expect(palette.arrive()).toBe('');
});

test('a box that never comes keeps no keys: Escape ends it, and Backspace takes back', () => {
  palette.open();
  expect([palette.hold('y'), palette.hold('x'), palette.hold('Backspace'), palette.hold('Tab')]).toEqual([true, true, true, false]);
  expect(palette.arrive()).toBe('y');
  palette.close();
  palette.open();
  expect([palette.hold('y'), palette.hold('Escape'), palette.shown, palette.hold('t')]).toEqual([true, true, false, false]);
});

test('asked for once more while it is open, it takes no keys from its box', () => {
  palette.open();
  palette.arrive();
  palette.open();
  expect(palette.hold('y')).toBe(false);
});
