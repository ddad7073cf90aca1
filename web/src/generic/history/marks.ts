/** The moments that can be compared: what was written, what was sealed, now, and what lies below all that is kept. Pure. */
import type { Moment, RowFacts, Summary } from '@qiao/domain/kind';

export interface Mark {
  /** In the address; stays the same when more is fetched. */
  id: string;
  kind: 'now' | 'moment' | 'sealed' | 'start';
  /** The state of this mark is that after so many rows. */
  row: number;
  /** Of a moment its last change; null for now. */
  at: number | null;
  moment?: Moment;
  summary?: Summary;
  /** Number of the ledger entry that sealed. */
  sealed?: Sealed;
}

export interface Sealed {
  n: number;
  row: number;
  at: number;
  label: string;
  name: string;
}

export const NOW = 'now';
export const START = 'start';

/** Newest first. */
export function marksOf(
  rows: readonly RowFacts[],
  moments: readonly Moment[],
  summaries: readonly Summary[],
  seals: readonly Sealed[],
): Mark[] {
  const written = moments.map((moment, n): Mark => ({
    id: String(rows[moment.last - 1]!.seq),
    kind: 'moment',
    row: moment.last,
    at: moment.until,
    moment,
    ...(summaries[n] ? { summary: summaries[n] } : {}),
  }));
  const sealed = seals.map((seal): Mark => ({ id: `d${seal.n}`, kind: 'sealed', row: seal.row, at: seal.at, sealed: seal }));
  // What was sealed stands above what was written before it.
  const all = [...written, ...sealed].sort(
    (a, b) => b.row - a.row || Number(b.kind === 'sealed') - Number(a.kind === 'sealed') || b.at! - a.at!,
  );
  return [{ id: NOW, kind: 'now', row: rows.length + 1, at: null }, ...all, { id: START, kind: 'start', row: 0, at: rows[0]?.at ?? null }];
}

/** The two ends: as the address says where it can be, else the last change. 甲 always lies below 乙. */
export function endsOf(marks: readonly Mark[], a: string | null, b: string | null, ahead: boolean): { a: Mark; b: Mark } {
  const [now, ...past] = marks as [Mark, ...Mark[]];
  const upper = marks.find(({ id }) => id === b) ?? now;
  const asked = marks.find(({ id }) => id === a);
  if (asked && asked.row < upper.row) return { a: asked, b: upper };
  const below = past.filter(({ row }) => row < upper.row);
  // Without anything unsent, now is as after the last change: what that one did is shown.
  const last = upper.kind === 'now' && !ahead ? below.find(({ row }) => row < (below[0]?.row ?? 0)) : below[0];
  return { a: last ?? below.at(-1) ?? past.at(-1)!, b: upper };
}
