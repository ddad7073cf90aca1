/** Times of day as sheets have them: one, or from one to another, with or without the day before it. */
import { instantAt, parseTime, timeOf, epochMinutes } from '../../shared/instants.ts';
import { plainTyped } from '../../shared/typed-text.ts';
import { refuse, type Parsed } from '../../shared/words.ts';
import { MAX_OVERNIGHT_MINUTES } from '../limits.ts';
import { readDayText, serialDay, type DayContext } from './days.ts';
import type { SheetCell } from './sheet.ts';

const DAY_MINUTES = 24 * 60;

/** What a cell of a beginning says. */
export interface Times {
  /** `2026-11-05`, where the cell says it. */
  date: string | null;
  /** `09:30`. */
  start: string;
  /** `10:15` or `24:00`, where the cell says until when. */
  end: string | null;
}

export const clockText = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

/** A time of day; midnight at its end is `24:00` where that is allowed. */
export function readTime(cell: SheetCell, isEnd = false): Parsed<string> {
  const stored = storedMinutes(cell);
  if (stored !== null) return ofMinutes(stored, isEnd);
  return readTimeText(cell.text, isEnd);
}

/** Minutes since midnight of a cell that was a time there. A whole number of days has no time. */
function storedMinutes({ moment, number }: SheetCell): number | null {
  if (moment) return moment.date === null && moment.minutes >= DAY_MINUTES ? null : moment.minutes;
  // Numbers between days are times: 0.40625 is 9:45.
  return number !== undefined && number > 0 && number < 1 ? Math.round(number * DAY_MINUTES) : null;
}

const ofMinutes = (minutes: number, isEnd: boolean): Parsed<string> =>
  minutes < DAY_MINUTES || (isEnd && minutes === DAY_MINUTES)
    ? { ok: true, value: clockText(minutes) }
    : refuse('一天到 23:59 为止。午夜写第二天的 0:00。', 'A day ends at 23:59. Write midnight as 0:00 of the next day.');

const HALVES = /^(.*?)\s*(?:(a)\.?m\.?|(p)\.?m\.?)$/i;
const SECONDS = /^(\d{1,2}:\d\d):00$/;

function readTimeText(text: string, isEnd: boolean): Parsed<string> {
  const typed = plainTyped(text);
  const half = HALVES.exec(typed);
  const bare = (half ? half[1]! : typed).replace(SECONDS, '$1');
  const whole = /^\d{1,2}$/.test(bare) ? `${bare}:00` : bare;
  if (isEnd && /^24[:.点时]?(00)?分?$/.test(whole)) return { ok: true, value: '24:00' };
  const read = parseTime(whole);
  if (!read.ok || !half) return read;
  const hour = Number(read.value.slice(0, 2));
  if (hour > 12 || (hour === 0 && !half[2])) return read;
  const late = half[3] !== undefined;
  return { ok: true, value: clockText((late ? (hour % 12) + 12 : hour % 12) * 60 + Number(read.value.slice(3))) };
}

/** `9:30`, `9:30—10:15`, `上午9点半到11点`, `11月5日 9:30`, `2026-11-05T09:30`. */
export function readTimes(cell: SheetCell, context: DayContext): Parsed<Times> {
  const { moment, number } = cell;
  if (moment?.date != null) {
    // A day without a time is stored as its midnight; that somebody means it is far less likely.
    if (moment.minutes === 0) return refuse('这一格只有日期，没有时间。', 'This has a date and no time.');
    return { ok: true, value: { date: moment.date, start: clockText(moment.minutes), end: null } };
  }
  if (number !== undefined && number > 1 && !Number.isInteger(number)) {
    const date = serialDay(number, context.from1904);
    if (date !== null)
      return { ok: true, value: { date, start: clockText(Math.round((number % 1) * DAY_MINUTES) % DAY_MINUTES), end: null } };
  }
  if (storedMinutes(cell) !== null) {
    const time = readTime(cell);
    return time.ok ? { ok: true, value: { date: null, start: time.value, end: null } } : time;
  }
  return readTimesText(cell.text, context);
}

const AFTER_DAY = /^(.*?[日号]|\d{4}\s*[-/.]\s*\d{1,2}\s*[-/.]\s*\d{1,2})(?:\([^)]*\)|\s|T)*((?:上午|下午|早上|晚上|中午|凌晨)?\s*\d.*)$/;
const BETWEEN_WHITE = /^(\S+(?:\s+[A-Za-z]{3,9}\.?(?:\s+\d{4})?)?)\s+(\S.*)$/;
const RANGE = /^(.*\S)\s*(?:-+|~+|至|到|\bto\b|\buntil\b)\s*(\S.*)$/;
const HALF = /^(上午|下午|早上|晚上|中午|凌晨)/;

function readTimesText(text: string, context: DayContext): Parsed<Times> {
  const typed = plainTyped(text);
  const alone = readRange(typed);
  if (alone.ok) return { ok: true, value: { date: null, ...alone.value } };
  for (const pattern of [AFTER_DAY, BETWEEN_WHITE]) {
    const match = pattern.exec(typed);
    if (!match) continue;
    const times = readRange(match[2]!.trim());
    if (!times.ok) continue;
    const day = readDayText(match[1]!, context);
    // What stands before a time and is no day is said to be none.
    return day.ok ? { ok: true, value: { date: day.value, ...times.value } } : day;
  }
  return alone;
}

function readRange(typed: string): Parsed<{ start: string; end: string | null }> {
  const one = readTimeText(typed, false);
  if (one.ok) return { ok: true, value: { start: one.value, end: null } };
  const match = RANGE.exec(typed);
  if (!match) return one;
  const start = readTimeText(match[1]!, false);
  if (!start.ok) return start;
  // 下午2点到3点半: the afternoon is said once.
  const half = HALF.exec(match[1]!)?.[1];
  const carried = half && !HALF.test(match[2]!) ? readTimeText(half + match[2]!, true) : null;
  const end = carried?.ok && carried.value > start.value ? carried : readTimeText(match[2]!, true);
  return end.ok ? { ok: true, value: { start: start.value, end: end.value } } : end;
}

/** The instant of a day and a time in the event's zone. */
export function instantOf(date: string, time: string, zone: string): Parsed<string> {
  const wall = instantAt(date, time, zone);
  if (wall.ok) return { ok: true, value: wall.instant };
  return refuse(
    `${date} 当地拨快时钟，没有 ${time}。写拨快之后的时间。`,
    `Clocks go forward on ${date}, so ${time} does not exist there. Write a time after the change.`,
  );
}

/** Minutes from a beginning until a time of day, exactly, on a day with a clock change too. */
export function minutesUntil(start: string, end: string, zone: string): Parsed<number> {
  const [from, until] = [minuteOf(timeOf(start)), minuteOf(end)];
  if (until === from) return refuse('结束要晚于开始。', 'The end must be after the start.');
  const wall = until - from + (until < from ? DAY_MINUTES : 0);
  if (until < from && wall > MAX_OVERNIGHT_MINUTES) {
    return refuse(
      `结束 ${end} 早于开始 ${timeOf(start)}。改一处。`,
      `The end ${end} is before the start ${timeOf(start)}. Change one of them.`,
    );
  }
  return { ok: true, value: exact(start, wall, zone) };
}

/** The wall clock may jump in between. */
function exact(start: string, wall: number, zone: string): number {
  const end = minuteOf(timeOf(start)) + wall;
  const date = end >= DAY_MINUTES ? nextDate(start) : start.slice(0, 10);
  const at = instantAt(date, clockText(end % DAY_MINUTES), zone);
  const minutes = at.ok ? epochMinutes(at.instant) - epochMinutes(start) : wall;
  return minutes > 0 ? minutes : wall;
}

const nextDate = (start: string): string =>
  new Date(Date.parse(`${start.slice(0, 10)}T00:00Z`) + DAY_MINUTES * 60_000).toISOString().slice(0, 10);

const minuteOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
