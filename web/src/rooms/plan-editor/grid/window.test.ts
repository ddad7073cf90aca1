import { describe, expect, it } from 'vitest';
import { cutBand, OVERSCAN, sameDrawn, sum, WHOLE, type Piece } from './window.ts';

const rows = (count: number): number[] => Array.from({ length: count }, () => 34);
const drawn = (pieces: readonly Piece[]) => pieces.filter((piece) => 'from' in piece);
const height = (heights: readonly number[], pieces: readonly Piece[]): number =>
  pieces.reduce((total, piece) => total + ('gap' in piece ? piece.gap : sum(heights, piece.from, piece.to)), 0);

describe('drawing a part of a band', () => {
  it('draws a band of up to WHOLE rows whole, a longer one in part', () => {
    expect(cutBand(rows(WHOLE), 9999, 100, -1)).toEqual([{ from: 0, to: WHOLE }]);
    expect(drawn(cutBand(rows(WHOLE + 1), 0, 340, -1))).toEqual([{ from: 0, to: 11 + OVERSCAN }]);
  });

  it('leaves gaps of exactly the height of the rows it leaves out, wherever it stands', () => {
    const heights = rows(400).map((one, n) => (n % 7 === 0 ? one + 37 : one));
    const whole = sum(heights, 0, 400);
    for (const top of [-500, 0, 1234, whole / 2, whole - 300, whole + 800]) {
      for (const pinned of [-1, 0, 200, 399]) {
        const pieces = cutBand(heights, top, 600, pinned);
        expect(height(heights, pieces)).toBe(whole);
        expect(drawn(pieces).reduce((count, { from, to }) => count + to - from, 0)).toBeLessThan(2 * OVERSCAN + 24);
      }
    }
  });

  it('draws every row that is in sight', () => {
    const heights = rows(400);
    for (const top of [0, 3400, 13_000]) {
      const [{ from, to }] = drawn(cutBand(heights, top, 600, -1)) as [{ from: number; to: number }];
      expect(sum(heights, 0, from)).toBeLessThanOrEqual(top);
      expect(sum(heights, 0, to)).toBeGreaterThanOrEqual(Math.min(top + 600, 400 * 34));
    }
  });

  it('draws nothing of a band that is further away than OVERSCAN rows, but the row that holds the focus', () => {
    const reach = OVERSCAN * 34;
    for (const top of [-600 - reach - 1, 400 * 34 + reach + 1]) {
      expect(drawn(cutBand(rows(400), top, 600, -1))).toEqual([]);
      expect(drawn(cutBand(rows(400), top, 600, 7))).toEqual([{ from: 7, to: 8 }]);
    }
    expect(drawn(cutBand(rows(400), -600 - reach, 600, -1))).not.toEqual([]);
  });

  it('draws the row that holds the focus wherever it is, once', () => {
    expect(drawn(cutBand(rows(400), 0, 340, 300))).toContainEqual({ from: 300, to: 301 });
    expect(drawn(cutBand(rows(400), 10_000, 340, 3))[0]).toEqual({ from: 3, to: 4 });
    expect(drawn(cutBand(rows(400), 0, 340, 5))).toHaveLength(1);
  });
});

describe('sameDrawn', () => {
  const band = { id: 'd1' };
  const drawn = (...pieces: Piece[]) => [{ band, pieces }];
  it('holds for the same rows and gaps of the same bands, and for nothing else', () => {
    expect(sameDrawn(drawn({ gap: 34 }, { from: 1, to: 9 }), drawn({ gap: 34 }, { from: 1, to: 9 }))).toBe(true);
    expect(sameDrawn(drawn({ from: 1, to: 9 }), drawn({ from: 1, to: 10 }))).toBe(false);
    expect(sameDrawn(drawn({ gap: 34 }), drawn({ gap: 68 }))).toBe(false);
    expect(sameDrawn(drawn({ gap: 34 }), drawn({ from: 0, to: 1 }))).toBe(false);
    expect(sameDrawn(drawn({ gap: 34 }), [{ band: { id: 'd1' }, pieces: [{ gap: 34 }] }])).toBe(false);
    expect(sameDrawn(drawn(), [])).toBe(false);
  });
});
