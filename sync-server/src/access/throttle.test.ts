import { describe, expect, it } from 'vitest';
import { FIRST_WAIT_MS, FORGET_AFTER_MS, FREE_TRIES_PER_ADDRESS, FREE_TRIES_PER_EMAIL, LONGEST_WAIT_MS, MAX_REMEMBERED } from './limits.ts';
import { createThrottle } from './throttle.ts';

describe('wrong passwords', () => {
  it('are free up to FREE_TRIES_PER_EMAIL for one e-mail address, then make it wait twice as long each time', () => {
    const throttle = createThrottle();
    for (let left = FREE_TRIES_PER_EMAIL - 1; left > 0; left--) {
      expect(throttle.failed('a', '1', 0)).toBe(left);
      expect(throttle.wait('a', '1', 0)).toBe(0);
    }
    expect(throttle.failed('a', '1', 0)).toBe(0);
    expect(throttle.wait('a', '2', 0)).toBe(FIRST_WAIT_MS);
    expect(throttle.wait('b', '1', 0)).toBe(0);
    throttle.failed('a', '1', 0);
    expect(throttle.wait('a', '1', 0)).toBe(2 * FIRST_WAIT_MS);
    for (let more = 0; more < 40; more++) throttle.failed('a', `${more}`, 0);
    expect(throttle.wait('a', '1', 0)).toBe(LONGEST_WAIT_MS);
    expect(throttle.wait('a', '1', LONGEST_WAIT_MS)).toBe(0);
  });

  it('count per network address too, over many e-mail addresses', () => {
    const throttle = createThrottle();
    for (let n = 1; n < FREE_TRIES_PER_ADDRESS; n++) throttle.failed(`${n}`, '1', 0);
    expect(throttle.wait('new', '1', 0)).toBe(0);
    throttle.failed('last', '1', 0);
    expect(throttle.wait('new', '1', 0)).toBe(FIRST_WAIT_MS);
    expect(throttle.wait('new', '2', 0)).toBe(0);
  });

  it('are forgotten by the right one, and after a day', () => {
    const throttle = createThrottle();
    for (let n = 0; n < FREE_TRIES_PER_EMAIL; n++) throttle.failed('a', `${n}`, 0);
    throttle.begin('a', 'x', 0).succeeded();
    expect(throttle.wait('a', 'x', 0)).toBe(0);
    for (let n = 0; n < FREE_TRIES_PER_EMAIL; n++) throttle.failed('b', `${n}`, 0);
    expect(throttle.failed('b', 'x', FORGET_AFTER_MS)).toBe(FREE_TRIES_PER_EMAIL - 1);
  });

  it('are counted from the beginning of a try, and a right one leaves no trace', () => {
    const throttle = createThrottle();
    const tries = Array.from({ length: FREE_TRIES_PER_EMAIL }, () => throttle.begin('a', '1', 0));
    expect(tries.map(({ triesLeft }) => triesLeft)).toEqual([4, 3, 2, 1, 0]);
    expect(throttle.wait('a', '2', 0)).toBe(FIRST_WAIT_MS);
    tries[0]!.succeeded();
    expect(throttle.wait('a', '2', 0)).toBe(0);
    for (let n = FREE_TRIES_PER_EMAIL; n < FREE_TRIES_PER_ADDRESS; n++) throttle.failed(`${n}`, '1', 0);
    const last = throttle.begin('b', '1', 0);
    expect(throttle.wait('c', '1', 0)).toBe(FIRST_WAIT_MS);
    last.succeeded();
    expect(throttle.wait('c', '1', 0)).toBe(0);
  });

  it('of at most MAX_REMEMBERED addresses are remembered', () => {
    const throttle = createThrottle();
    for (let n = 0; n < FREE_TRIES_PER_EMAIL; n++) throttle.failed('first', `a${n}`, 0);
    for (let n = 1; n < MAX_REMEMBERED; n++) throttle.failed(`${n}`, `b${n}`, 0);
    expect(throttle.wait('first', 'x', 0)).toBe(FIRST_WAIT_MS);
    throttle.failed('one more', 'c', 0);
    expect(throttle.wait('first', 'x', 0)).toBe(0);
  });
});
