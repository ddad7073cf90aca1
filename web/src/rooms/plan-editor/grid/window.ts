/** Which rows are drawn. Each row has a known height with the lines under it; what is out of sight is a gap of its height. */

/** Rows drawn above and below what is in sight. */
export const OVERSCAN = 8;
/** Bands of fewer rows are drawn whole. */
export const WHOLE = 60;

/** Rows to draw, or pixels to leave out. */
export type Piece = { from: number; to: number } | { gap: number };

/**
 * One band in pieces.
 * @param heights of each row with its lines, pixels
 * @param top pixels from the top of the band's first row to the top of what is in sight; negative while the band begins below it
 * @param view height of what is in sight, pixels
 * @param pinned a row that is drawn wherever it is, for it holds the focus; -1 for none
 * @param overscan rows drawn above and below what is in sight
 */
export function cutBand(heights: readonly number[], top: number, view: number, pinned: number, overscan = OVERSCAN): Piece[] {
  const count = heights.length;
  if (count <= WHOLE) return [{ from: 0, to: count }];
  const { from, to } = rowsAround(heights, top, view, overscan);
  const drawn = from < to ? [{ from, to }] : [];
  if (pinned >= 0 && pinned < from) drawn.unshift({ from: pinned, to: pinned + 1 });
  if (pinned >= to && pinned < count) drawn.push({ from: pinned, to: pinned + 1 });
  const pieces: Piece[] = [];
  let last = 0;
  for (const piece of drawn) {
    if (piece.from > last) pieces.push({ gap: sum(heights, last, piece.from) });
    pieces.push(piece);
    last = piece.to;
  }
  if (last < count) pieces.push({ gap: sum(heights, last, count) });
  return pieces;
}

/** None of a band that is further away than the rows beyond sight reach. */
function rowsAround(heights: readonly number[], top: number, view: number, overscan: number): { from: number; to: number } {
  const reach = overscan * (heights[0] ?? 0);
  if (top + view < -reach) return { from: 0, to: 0 };
  if (top > sum(heights, 0, heights.length) + reach) return { from: heights.length, to: heights.length };
  return {
    from: Math.max(0, rowAt(heights, top) - overscan),
    to: Math.min(heights.length, rowAt(heights, top + view) + 1 + overscan),
  };
}

/** A band with what of it is drawn. */
export interface Drawn<B> {
  band: B;
  pieces: readonly Piece[];
}

/** Whether the same rows of the same bands are drawn. */
export const sameDrawn = <B>(a: readonly Drawn<B>[], b: readonly Drawn<B>[]): boolean =>
  a.length === b.length && a.every((one, n) => one.band === b[n]!.band && samePieces(one.pieces, b[n]!.pieces));

const samePieces = (a: readonly Piece[], b: readonly Piece[]): boolean =>
  a.length === b.length && a.every((one, n) => samePiece(one, b[n]!));

function samePiece(a: Piece, b: Piece): boolean {
  if ('gap' in a || 'gap' in b) return 'gap' in a && 'gap' in b && a.gap === b.gap;
  return a.from === b.from && a.to === b.to;
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
