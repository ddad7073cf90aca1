/** A VTIMEZONE that tells a zone's offsets over a span of time, so that a reader needs no table of its own. */
import { Temporal } from 'temporal-polyfill';

const MINUTE_MS = 60_000;
/** Clock changes in one calendar: a century of two a year. */
export const ZONE_CHANGES_MAX = 200;

/** Name of the zone in the file. An offset is no name: its colon would have to be quoted. */
export const zoneId = (zone: string): string => (/^[A-Z]/i.test(zone) ? zone : `UTC${zone.replace(':', '')}`);

/** Unfolded lines; `from` and `until` are minutes since 1970. */
export function zoneLines(zone: string, from: number, until: number): string[] {
  const first = Temporal.Instant.fromEpochMilliseconds(from * MINUTE_MS).toZonedDateTimeISO(zone);
  const begun = first.getTimeZoneTransition('previous');
  // What the clock showed before the first session matters to nobody: the first rule holds from its change on.
  const lines = begun ? changeLines(begun) : ruleLines('STANDARD', '19700101T000000', first.offset, first.offset);
  let next = first.getTimeZoneTransition('next');
  for (let n = 0; next && n < ZONE_CHANGES_MAX && next.epochMilliseconds <= until * MINUTE_MS; n++) {
    lines.push(...changeLines(next));
    next = next.getTimeZoneTransition('next');
  }
  return ['BEGIN:VTIMEZONE', `TZID:${zoneId(zone)}`, ...lines, 'END:VTIMEZONE'];
}

function changeLines(change: Temporal.ZonedDateTime): string[] {
  const before = change.subtract({ seconds: 1 }).offset;
  // The beginning is told on the clock that was in force until then.
  const wall = change.withTimeZone(before).toPlainDateTime();
  return ruleLines(isSummer(change) ? 'DAYLIGHT' : 'STANDARD', compact(wall.toString({ smallestUnit: 'second' })), before, change.offset);
}

function isSummer(change: Temporal.ZonedDateTime): boolean {
  const offsets = [1, 7].map((month) => change.with({ month, day: 1 }).offsetNanoseconds);
  return change.offsetNanoseconds > Math.min(...offsets);
}

const ruleLines = (rule: string, start: string, from: string, to: string): string[] => [
  `BEGIN:${rule}`,
  `DTSTART:${start}`,
  `TZOFFSETFROM:${compact(from)}`,
  `TZOFFSETTO:${compact(to)}`,
  `END:${rule}`,
];

/** `20261025T030000` of `2026-10-25T03:00:00`, `+0200` of `+02:00`. */
const compact = (text: string): string => text.replace(/[:]/g, '').replace(/(?<=\d)-/g, '');
