/** What of the sheet is in sight: only that is drawn. Pure. */
export interface Sight {
  /** Pixels that the sheet is scrolled by, and the size of the pane. */
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Columns drawn beyond each edge, so that a slow scroll meets them ready. */
export const SPARE_COLUMNS = 1;
/** Pixels of the day drawn beyond each edge. */
export const SPARE_PX = 240;
/** A column is not narrower than this; wider where there is room. Pixels. */
export const LEAST_COLUMN = 138;

export const columnWidth = (width: number, count: number, gutter: number): number =>
  count === 0 ? LEAST_COLUMN : Math.max(LEAST_COLUMN, Math.floor((width - gutter) / count));

/** First and last column in sight, both drawn; an empty sheet has none. */
export function columnsInSight({ left, width }: Sight, column: number, count: number, gutter: number): { first: number; last: number } {
  const first = Math.floor(left / column) - SPARE_COLUMNS;
  const last = Math.floor((left + Math.max(0, width - gutter) - 1) / column) + SPARE_COLUMNS;
  return { first: Math.max(0, first), last: Math.min(count - 1, last) };
}

/** The pixels of the day in sight, in whole steps so that scrolling a little changes nothing. */
export function stretchInSight({ top, height }: Sight, head: number): { from: number; until: number } {
  const step = SPARE_PX;
  return {
    from: (Math.floor(top / step) - 1) * step,
    until: (Math.ceil((top + Math.max(0, height - head)) / step) + 1) * step,
  };
}
