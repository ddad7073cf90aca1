/**
 * Instants as text at minute precision with offset and zone, `2026-10-21T09:00+08:00[Asia/Shanghai]`.
 *
 * Reading one needs no time zone data: wall time and offset stand in the text, so that devices with different tables
 * project the same value. Only making a new one asks the platform what the offset is.
 */
import { Temporal } from 'temporal-polyfill';
import { isDate } from './dates.ts';
import { plainTyped } from './typed-text.ts';
import { refuse, type Parsed } from './words.ts';

const INSTANT = /^(\d{4}-\d\d-\d\d)T(\d\d):(\d\d)(?::\d\d(?:[.,]\d{1,9})?)?([+-])(\d\d):(\d\d)(?:\[([A-Za-z0-9_+\-/:]{1,64})\])?$/;
const MINUTE_MS = 60_000;

/** The same instant in canonical spelling: minutes, offset, zone; null for anything else. */
export function normaliseInstant(raw: unknown): string | null {
  const match = typeof raw === 'string' && raw.length <= 120 ? INSTANT.exec(raw) : null;
  if (!match || !isDate(match[1]) || Number(match[2]) > 23 || Number(match[3]) > 59) return null;
  if (Number(match[5]) > 14 || Number(match[6]) > 59) return null;
  const offset = `${match[4]}${match[5]}:${match[6]}`;
  return `${match[1]}T${match[2]}:${match[3]}${offset}[${match[7] ?? offset}]`;
}

/** Wall date `2026-10-21` of a canonical instant. */
export const dateOf = (instant: string): string => instant.slice(0, 10);
/** Wall time `09:00` of a canonical instant. */
export const timeOf = (instant: string): string => instant.slice(11, 16);
/** Zone name of a canonical instant. */
export const zoneOf = (instant: string): string => instant.slice(23, -1);

/** Whole minutes since 1970 of a canonical instant: exact, by its offset. */
export function epochMinutes(instant: string): number {
  const sign = instant[16] === '-' ? -1 : 1;
  const offset = sign * (Number(instant.slice(17, 19)) * 60 + Number(instant.slice(20, 22)));
  return Date.parse(`${instant.slice(0, 16)}:00Z`) / MINUTE_MS - offset;
}

/** Whether the platform knows the zone. */
export function isZone(zone: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone);
    return true;
  } catch {
    return false;
  }
}

/** What people call the zone of the office. */
const OFFICE_NAMES = /^(北京|上海|中国)(时间)?$|^(beijing|shanghai|china)( (standard )?time)?$|^(utc|gmt)?\+0?8(:?00)?$/i;

/** Reads a typed time zone, `Asia/Shanghai`, `europe/lisbon`, `北京时间`, into its name; empty stays empty. */
export function parseZone(text: string): Parsed<string> {
  const typed = plainTyped(text);
  if (typed === '') return { ok: true, value: '' };
  if (OFFICE_NAMES.test(typed)) return { ok: true, value: 'Asia/Shanghai' };
  const name = Intl.supportedValuesOf('timeZone').find((zone) => zone.toLowerCase() === typed.toLowerCase());
  if (name !== undefined) return { ok: true, value: name };
  // Names that only link to another, and UTC, are good too, as they are written.
  if (/^[A-Za-z]/.test(typed) && isZone(typed)) return { ok: true, value: typed };
  return refuse(
    `不认识时区“${typed.slice(0, 30)}”。可写 北京时间，或 Europe/Lisbon 这样的名称。`,
    `There is no time zone “${typed.slice(0, 30)}”. Write a name such as Europe/Lisbon or Asia/Shanghai.`,
  );
}

/** The instant so many minutes since 1970, on the wall clock of the zone; an unknown zone is read as UTC. */
export function instantIn(minutes: number, zone: string): string {
  const exact = Temporal.Instant.fromEpochMilliseconds(minutes * MINUTE_MS);
  return exact.toZonedDateTimeISO(isZone(zone) ? zone : 'UTC').toString({ smallestUnit: 'minute' });
}

/** The instant so many minutes later, exactly: a day with a clock change has 23 or 25 hours. */
export function addMinutes(instant: string, minutes: number): string {
  const zone = zoneOf(instant);
  return instantIn(epochMinutes(instant) + minutes, isZone(zone) ? zone : instant.slice(16, 22));
}

export type WallTime =
  | { ok: true; instant: string; /** The clock shows this time twice that day: the second one. */ again?: string }
  | { ok: false; why: 'gap' | 'zone' };

/** The instant of a wall time. In a fold the first one, with the second beside it; in a gap (clocks put forward) none. */
export function instantAt(date: string, time: string, zone: string): WallTime {
  if (!isZone(zone)) return { ok: false, why: 'zone' };
  const wall = Temporal.PlainDateTime.from(`${date}T${time}`);
  const first = wall.toZonedDateTime(zone, { disambiguation: 'earlier' });
  const second = wall.toZonedDateTime(zone, { disambiguation: 'later' });
  const text = (moment: Temporal.ZonedDateTime) => moment.toString({ smallestUnit: 'minute' });
  if (first.equals(second)) return { ok: true, instant: text(first) };
  if (!first.toPlainDateTime().equals(wall)) return { ok: false, why: 'gap' };
  return { ok: true, instant: text(first), again: text(second) };
}

const OFFSET_TIME = /^(\d{4}-\d\d-\d\d)[Tt ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(Z|z|[+-]\d\d:?\d\d)$/;

/** An RFC 3339 time (`2019-08-21T11:00:00+02:00`, or with `Z`) on the wall clock of a zone. Null when malformed or not on a whole minute. */
export function fromOffsetTime(text: string, zone: string): string | null {
  const match = OFFSET_TIME.exec(text);
  if (!match || !isDate(match[1]) || Number(match[4] ?? 0) !== 0 || Number(match[5] ?? 0) !== 0) return null;
  const offset = /^z$/i.test(match[6]!) ? '+00:00' : match[6]!.replace(/^(...)(\d\d)$/, '$1:$2');
  const exact = normaliseInstant(`${match[1]}T${match[2]}:${match[3]}${offset}`);
  return exact === null ? null : instantIn(epochMinutes(exact), zone);
}

/** The RFC 3339 spelling of a canonical instant, with seconds: `2019-08-21T11:00:00+02:00`. */
export const toOffsetTime = (instant: string): string => `${instant.slice(0, 16)}:00${instant.slice(16, 22)}`;

const TIME = /^(\d{1,2})[:.](\d\d)$|^(\d{1,2})(\d\d)$/;
const SPOKEN = /^(\d{1,2})[点时](?:(半)|(\d{1,2})分?)?$/;
const HALF_OF_DAY = /^(凌晨|早上|上午|中午|下午|晚上)\s*(.+)$/;

function figures(typed: string): [string, string] | null {
  const match = TIME.exec(typed);
  return match && [(match[1] ?? match[3])!, (match[2] ?? match[4])!];
}

/** Reads a typed time of day, `9:30`, `0930`, `９：３０`, `9点半`, `下午2:30`, into `09:30`. */
export function parseTime(text: string): Parsed<string> {
  const half = HALF_OF_DAY.exec(plainTyped(text));
  const typed = half ? half[2]! : plainTyped(text);
  const spoken = SPOKEN.exec(typed);
  const match = spoken ? [spoken[1], spoken[2] ? '30' : (spoken[3] ?? '0')] : figures(typed);
  if (!match) return refuse('看不懂这个时间。可写 9:30 或 0930。', 'This is not a time of day. Write 9:30 or 0930.');
  const [said, minute] = [Number(match[0]), Number(match[1])];
  const late = half !== null && (half[1] === '下午' || half[1] === '晚上' || (half[1] === '中午' && said < 10));
  const hour = late && said < 12 ? said + 12 : said;
  if (hour === 24 && minute === 0)
    return refuse('一天到 23:59 为止。午夜写第二天的 0:00。', 'A day ends at 23:59. Write midnight as 0:00 of the next day.');
  if (hour > 23 || minute > 59) {
    return refuse(
      `没有 ${hour}:${String(minute).padStart(2, '0')} 这个时间。小时是 0 到 23，分钟是 00 到 59。`,
      `There is no ${hour}:${String(minute).padStart(2, '0')}. Hours are 0 to 23, minutes 00 to 59.`,
    );
  }
  return { ok: true, value: `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}` };
}
