/** What stands on the paper, by day and in order. Pure. */
import { planItems, PEOPLE_CELLS, type CueItem, type PeopleCell, type PlanView, type SessionView } from '@qiao/domain/plan';
import type { Projected } from '@qiao/domain/kind';
import { dateOf, epochMinutes, instantIn, timeOf } from '@qiao/domain/shared/instants';
import type { Localized } from '@qiao/domain/shared/names';
import { dayAt } from '@qiao/domain/plan/view';
import { isRest } from '../programme/rest.ts';

export interface PrintRow {
  id: string;
  /** `09:00–09:45`, `09:00`, or empty. */
  time: string;
  title: Localized;
  /** Below the title: subtitle and track, or the session of a cue. */
  notes: readonly Localized[];
  room: Localized | null;
  /** Under the cell that names them. */
  people: readonly { cell: PeopleCell | 'who'; names: readonly Localized[] }[];
  remarks: string;
  /** A break or a meal. */
  isQuiet: boolean;
}

export interface PrintDay {
  id: string;
  /** Null for what is on no day yet. */
  date: string | null;
  title: Localized;
  hours: { opens: string; closes: string } | null;
  rows: readonly PrintRow[];
}

const NO_TITLE: Localized = { zh: '', en: '' };
const said = (text: string): Localized => ({ zh: text, en: text });

/** All sessions: each day's by time, and last those without a time or a room. A day without sessions is not printed. */
export function programmePages(view: PlanView): PrintDay[] {
  const row = (session: SessionView): PrintRow => sessionRow(session, view.zone);
  const onDays = view.days.map((day): PrintDay => {
    const clock = (minute: number): string => timeOf(instantIn(minute, view.zone));
    const { id, date, title, opens, closes } = day;
    const hours = opens === null || closes === null ? null : { opens: clock(opens), closes: clock(closes) };
    return { id, date, title, hours, rows: day.sessions.map(row) };
  });
  const others = [...Map.groupBy(view.elsewhere, (session) => dateOf(instantIn(session.from!, view.zone)))].map(
    ([date, sessions]): PrintDay => ({ id: date, date, title: NO_TITLE, hours: null, rows: sessions.map(row) }),
  );
  const days = [...onDays, ...others].sort((a, b) => (a.date! < b.date! ? -1 : a.date! > b.date! ? 1 : 0));
  return withRest(days, view.unscheduled.map(row));
}

/** All cues of the run sheet: each day's by minute, and last those without a time. */
export function runSheetPages(parts: Projected, view: PlanView): PrintDay[] {
  const { cues } = planItems(parts);
  const titles = new Map(view.sessions.map((session) => [session.id, session.title]));
  const people = new Map(view.people.map((person) => [person.id, person.name]));
  const row = (cue: CueItem): PrintRow => ({
    id: cue.id,
    time: spanOf(cue.start, cue.minutes, view.zone),
    title: said(cue.cue),
    notes: cue.session ? [titles.get(cue.session.id) ?? said(cue.session.label)] : [],
    room: null,
    people: cue.who.length > 0 ? [{ cell: 'who', names: cue.who.map((one) => people.get(one.id) ?? said(one.label)) }] : [],
    remarks: cue.remarks,
    isQuiet: false,
  });
  const timed = cues.filter((cue) => cue.start !== null).sort((a, b) => epochMinutes(a.start!) - epochMinutes(b.start!));
  const byDate = Map.groupBy(timed, (cue) => dayAt(view.days, cue.start!)?.date ?? dateOf(cue.start!));
  const days = [...byDate].sort(([a], [b]) => (a < b ? -1 : 1));
  const untimed = cues.filter((cue) => cue.start === null).map(row);
  return withRest(
    days.map(([date, all]) => ({
      id: date,
      date,
      title: view.days.find((day) => day.date === date)?.title ?? NO_TITLE,
      hours: null,
      rows: all.map(row),
    })),
    untimed,
  );
}

const withRest = (days: readonly PrintDay[], rest: readonly PrintRow[]): PrintDay[] => {
  const all = [...days, { id: 'rest', date: null, title: NO_TITLE, hours: null, rows: rest }];
  return all.filter((day) => day.rows.length > 0);
};

function sessionRow(session: SessionView, zone: string): PrintRow {
  const { item } = session;
  return {
    id: session.id,
    time: `${session.placed || session.start === null ? '' : `${dateOf(session.start).slice(5)} `}${spanOf(session.start, session.minutes, zone)}`,
    title: session.title,
    notes: [...(item.subtitle ? [said(item.subtitle)] : []), ...(session.track ? [session.track.name] : [])],
    room: session.room?.name ?? null,
    people: PEOPLE_CELLS.filter((cell) => session.people[cell].length > 0).map((cell) => ({
      cell,
      names: session.people[cell].map((person) => person.name),
    })),
    remarks: '',
    isQuiet: isRest(session),
  };
}

/** On the wall clock of the plan's zone. */
function spanOf(start: string | null, minutes: number | null, zone: string): string {
  if (start === null) return '';
  const from = epochMinutes(start);
  const clock = (minute: number): string => timeOf(instantIn(minute, zone));
  return minutes ? `${clock(from)}–${clock(from + minutes)}` : clock(from);
}
