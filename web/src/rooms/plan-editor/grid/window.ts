/** Which rows are drawn. Rows of a band have one height but for those with lines under them; what is out of sight is a gap of its height. */

/** Rows drawn above and below what is in sight. */
export const OVERSCAN = 12;
/** Bands of fewer rows are drawn whole. */
export const WHOLE = 60;

export interface Cut {
  /** First row drawn, and the one after the last. */
  from: number;
  to: number;
  /** Pixels of the rows left out before and after. */
  before: number;
  after: number;
}

/**
 * The rows of one band to draw.
 * @param heights of each row with its lines, pixels
 * @param top pixels from the top of the band's first row to the top of what is in sight; negative while the band begins below it
 * @param view height of what is in sight, pixels
 */
export function cutBand(heights: readonly number[], top: number, view: number): Cut {
  if (heights.length <= WHOLE) return { from: 0, to: heights.length, before: 0, after: 0 };
  const first = rowAt(heights, top);
  const last = rowAt(heights, top + view);
  const from = Math.max(0, first - OVERSCAN);
  const to = Math.min(heights.length, last + 1 + OVERSCAN);
  return { from, to, before: sum(heights, 0, from), after: sum(heights, to, heights.length) };
}

function rowAt(heights: readonly number[], offset: number): number {
  let below = 0;
  for (const [n, height] of heights.entries()) {
    below += height;
    if (below > offset) return n;
  }
  return heights.length - 1;
}

export function sum(heights: readonly number[], from: number, to: number): number {
  let total = 0;
  for (let n = from; n < to; n++) total += heights[n] ?? 0;
  return total;
}
