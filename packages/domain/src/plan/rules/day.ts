import { findingId } from '../../kind/finding.ts';
import type { Finding, Projected, RuleCheck, Words } from '../../kind/types.ts';
import { dateOf, instantIn, timeOf, zoneOf } from '../../shared/instants.ts';
import { nextFreeStart } from '../free.ts';
import { MAX_FINDINGS_PER_RULE, MAX_REMEDIES } from '../limits.ts';
import { moveTo, unschedule } from '../remedies.ts';
import { byTime, planView, type DayView, type SessionView } from '../view.ts';
import { monthDay, ownTime, titleOf } from '../words.ts';

const RULE = 'outside-day';

/** A session that begins before its day opens, ends after it closes, or lies on no day of the plan and on no date of the event. A plan without days says nothing. */
export const outsideDay: RuleCheck = (parts) => {
  const view = planView(parts);
  const findings: Finding[] = [];
  if (view.days.length === 0) return findings;
  for (const session of [...view.sessions].sort(byTime)) {
    if (session.from === null || session.until === null || findings.length >= MAX_FINDINGS_PER_RULE) continue;
    const day = view.dayOf.get(session.id);
    if (day ? isWithin(session, day) : isEventDate(parts, dateOf(session.start!))) continue;
    const items = [`plan/sessions/${session.id}`, ...(day ? [`plan/days/${day.id}`] : [])];
    const fits = day ? startWithin(session, day) : null;
    const later = nextFreeStart(view, session);
    findings.push({
      id: findingId(RULE, items),
      rule: RULE,
      severity: 'clash',
      items,
      cells: ['start', 'minutes'].map((field) => `plan/sessions/${session.id}/${field}`),
      words: day ? outside(session, day) : noSuchDay(session),
      remedies: [
        later === null ? null : moveTo(session, later),
        fits === null || fits === later ? null : moveTo(session, fits),
        unschedule(session),
      ]
        .filter((remedy) => remedy !== null)
        .slice(0, MAX_REMEDIES),
    });
  }
  return findings;
};

/** The event lasts over this date by its case; the day need not have hours of its own yet. */
export function isEventDate(parts: Projected, date: string): boolean {
  const { starts, ends } = parts.case?.fields ?? {};
  if (typeof starts !== 'string') return false;
  return date >= starts && date <= (typeof ends === 'string' && ends >= starts ? ends : starts);
}

export const isWithin = (session: SessionView, day: DayView): boolean =>
  (day.opens === null || session.from! >= day.opens) && (day.closes === null || session.until! <= day.closes);

/** The nearest beginning at which it lies within its day; null when it is longer than the day. */
function startWithin(session: SessionView, day: DayView): number | null {
  const length = session.until! - session.from!;
  const last = day.closes === null ? Infinity : day.closes - length;
  const first = day.opens ?? -Infinity;
  const start = Math.max(first, Math.min(session.from!, last));
  return first > last || !Number.isFinite(start) ? null : start;
}

function outside(session: SessionView, day: DayView): Words {
  const [title, time, date] = [titleOf(session), ownTime(session), monthDay(day.date)];
  const zone = zoneOf(session.start!);
  const wall = (minutes: number | null): string => (minutes === null ? '' : timeOf(instantIn(minutes, zone)));
  const hours = `${wall(day.opens)}–${wall(day.closes)}`;
  return {
    zh: `“${title.zh}” ${time} 超出 ${date} 的会期 ${hours}。`,
    en: `“${title.en}”, ${time}, lies outside the day ${date}, ${hours}.`,
  };
}

function noSuchDay(session: SessionView): Words {
  const [title, date] = [titleOf(session), monthDay(dateOf(session.start!))];
  return { zh: `“${title.zh}” 排在 ${date}，会期里没有这一天。`, en: `“${title.en}” is on ${date}, which is no day of the event.` };
}
