import { instantIn, timeOf } from '@qiao/domain/shared/instants';
import { localeTag, say } from '#messages/index.svelte.ts';
import { UNSCHEDULED, type DayBand } from './bands.ts';
import type { Programme } from './programme.svelte.ts';

/** 周四, Thu. */
export const weekdayName = (date: string): string =>
  new Intl.DateTimeFormat(localeTag(), { weekday: 'short', timeZone: 'UTC' }).format(new Date(`${date}T00:00Z`));

/** `09:00–18:00` of a day with hours; else empty. */
export function hoursOf(programme: Programme, band: DayBand): string {
  const { opens, closes } = band.day ?? { opens: null, closes: null };
  if (opens === null || closes === null) return '';
  const wall = (minutes: number): string => timeOf(instantIn(minutes, programme.view.zone));
  return say(programme.words.day.hours, { opens: wall(opens), closes: wall(closes) });
}

/** How many sessions; for the unscheduled ones also how they come to their day. */
export function noteOf(programme: Programme, band: DayBand): string {
  const { table } = programme.words;
  const n = band.rows.length;
  if (band.id !== UNSCHEDULED) return n === 0 ? table.noSessions : say(table.sessions, { n });
  const day = programme.chosenDayName;
  return day ? say(table.unscheduledNote, { n, day }) : say(table.unscheduledNoDay, { n });
}

export const clashesOn = (programme: Programme, band: DayBand): number =>
  programme.findings.filter((finding) => band.rows.some((id) => finding.items.includes(`plan/sessions/${id}`))).length;
