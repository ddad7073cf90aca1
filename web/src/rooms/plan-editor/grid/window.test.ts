import { describe, expect, it } from 'vitest';
import { cutBand, OVERSCAN, sum, WHOLE } from './window.ts';

const rows = (count: number): number[] => Array.from({ length: count }, () => 34);

describe('drawing a part of a band', () => {
  it('draws a band of up to WHOLE rows whole, a longer one in part', () => {
    expect(cutBand(rows(WHOLE), 9999, 100)).toEqual({ from: 0, to: WHOLE, before: 0, after: 0 });
    expect(cutBand(rows(WHOLE + 1), 0, 340).to).toBe(11 + OVERSCAN);
  });

  it('leaves gaps of exactly the height of the rows it leaves out, wherever it stands', () => {
    const heights = rows(400).map((height, n) => (n % 7 === 0 ? height + 37 : height));
    const whole = sum(heights, 0, 400);
    for (const top of [-500, 0, 1234, whole / 2, whole - 300, whole + 800]) {
      const { from, to, before, after } = cutBand(heights, top, 600);
      expect(before + sum(heights, from, to) + after).toBe(whole);
      const [first, last] = [Math.max(0, Math.min(top, whole - 1)), Math.max(0, Math.min(top + 600, whole - 1))];
      expect(sum(heights, 0, from)).toBeLessThanOrEqual(first);
      expect(sum(heights, 0, to)).toBeGreaterThan(last);
      expect(to - from).toBeLessThan(2 * OVERSCAN + 22);
    }
  });
});
