import { describe, expect, test } from 'vitest';
import { atRate, median, percentile, pooled, until } from './harness.ts';

describe('the figures', () => {
  test('a percentile is the smallest value that the share of all does not pass', () => {
    const hundred = Array.from({ length: 100 }, (_, n) => 100 - n);
    expect([percentile(hundred, 0.5), percentile(hundred, 0.99), percentile(hundred, 1), percentile(hundred, 0)]).toEqual([50, 99, 100, 1]);
    expect(percentile([7], 0.99)).toBe(7);
    expect(percentile([], 0.5)).toBeNaN();
    expect(median([30, 1, 2])).toBe(2);
  });
});

describe('the pace', () => {
  test('is kept over the whole, whatever one task takes', async () => {
    let time = 0;
    const clock = { now: () => time, wait: async (ms: number) => void (time += ms) };
    const begun: number[] = [];
    await atRate(
      100,
      0.2,
      (n) => {
        begun.push(time);
        // One that holds up everything: those after it catch up.
        if (n === 3) time += 60;
      },
      clock,
    );
    expect(begun).toEqual([0, 10, 20, 30, 90, 90, 90, 90, 90, 90, 100, 110, 120, 130, 140, 150, 160, 170, 180, 190]);
  });

  test('of a pool is never wider than asked, and everything is done', async () => {
    let running = 0;
    let most = 0;
    const done: number[] = [];
    await pooled([1, 2, 3, 4, 5, 6, 7], 3, async (one) => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setImmediate(resolve));
      running--;
      done.push(one);
    });
    expect([most, done.sort()]).toEqual([3, [1, 2, 3, 4, 5, 6, 7]]);
  });

  test('what does not happen is said, not waited for', async () => {
    await expect(until('the moon', () => false, 20)).rejects.toThrow('the moon');
  });
});
