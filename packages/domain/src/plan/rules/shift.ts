import { findingId } from '../../kind/finding.ts';
import type { Finding, RuleCheck } from '../../kind/types.ts';
import { dateOf } from '../../shared/instants.ts';
import { MAX_FINDINGS_PER_RULE } from '../limits.ts';
import { logisticsView, shiftDates, type ShiftView } from '../logistics.ts';
import { stretchShift } from '../logistics-remedies.ts';
import { byTime, planView } from '../view.ts';
import { commonSpan, titleOf } from '../words.ts';

const RULE = 'shift-gap';
/** Shifts that may be made longer, the nearest first. */
const MOST_STRETCHED = 2;

interface Cover {
  from: number;
  until: number;
}

/** A session during some of which nobody is on shift, on a day for which there are shifts. A day without any is not planned yet. */
export const shiftGap: RuleCheck = (parts) => {
  const [plan, view] = [planView(parts), logisticsView(parts)];
  const findings: Finding[] = [];
  const dates = shiftDates(view);
  if (dates.size === 0) return findings;
  const manned = view.shifts.filter((shift) => shift.from !== null && shift.person !== null);
  const covers = manned.map((shift): Cover => ({ from: shift.from!, until: shift.until! })).sort((a, b) => a.from - b.from);
  for (const session of [...plan.sessions].sort(byTime)) {
    const { from, until } = session;
    if (from === null || until === null || !dates.has(dateOf(session.start!)) || findings.length >= MAX_FINDINGS_PER_RULE) continue;
    const gap = firstGap(covers, from, until);
    if (gap === null) continue;
    const items = [`plan/sessions/${session.id}`];
    const [title, time] = [titleOf(session), commonSpan(plan.zone, gap, gap)];
    findings.push({
      id: findingId(RULE, items),
      rule: RULE,
      severity: 'warning',
      items,
      cells: ['start', 'minutes'].map((field) => `plan/sessions/${session.id}/${field}`),
      words: { zh: `“${title.zh}” ${time} 无人值守。`, en: `Nobody is on shift during “${title.en}”, ${time}.` },
      remedies: nearest(manned, from, until, dateOf(session.start!))
        .map((shift) => stretchShift(shift, from, until))
        .filter((remedy) => remedy !== null),
    });
  }
  return findings;
};

/** Shifts of that date, those that need the least to cover the span first. */
function nearest(shifts: readonly ShiftView[], from: number, until: number, date: string): ShiftView[] {
  const lacks = (shift: ShiftView): number => Math.max(0, shift.from! - from) + Math.max(0, until - shift.until!);
  return shifts
    .filter((shift) => dateOf(shift.item.start!) === date)
    .sort((a, b) => lacks(a) - lacks(b) || (a.id < b.id ? -1 : 1))
    .slice(0, MOST_STRETCHED);
}

/** The first span of `from` to `until` that no cover reaches; the covers stand by their beginning. */
function firstGap(covers: readonly Cover[], from: number, until: number): Cover | null {
  let reached = from;
  for (const cover of covers) {
    if (cover.until <= reached) continue;
    if (cover.from > reached) return { from: reached, until: Math.min(cover.from, until) };
    reached = cover.until;
    if (reached >= until) return null;
  }
  return { from: reached, until };
}
