/**
 * Dates as sheets have them. What has one reading is read; two figures that may be month and day or day and month are read
 * by what else the column says and by the days of the event, else the person is asked once for the column.
 */
import { addDays, isDate, parseDate, weekday } from '../../shared/dates.ts';
import { plainTyped } from '../../shared/typed-text.ts';
import { refuse, type Parsed } from '../../shared/words.ts';
import type { SheetCell } from './sheet.ts';

/** Month before day, or day before month. */
export type DayOrder = 'md' | 'dm';

export interface DayContext {
  /** Days of the event, in order: they tell the year, and which order is meant. */
  dates: readonly string[];
  /** Null: it cannot be told. */
  order: DayOrder | null;
  from1904: boolean;
}

/** Serial days that are taken for dates where a column of dates holds bare numbers: of the years 1954 to 2119. */
const SERIALS = { least: 20_000, most: 80_000 };
/** Serial day 0 in either system; from March 1900 on, after the day that never was. */
const EPOCH = { 1900: '1899-12-30', 1904: '1904-01-01' } as const;

export function serialDay(serial: number, from1904: boolean): string | null {
  const day = Math.floor(serial);
  return day >= SERIALS.least && day <= SERIALS.most ? addDays(from1904 ? EPOCH[1904] : EPOCH[1900], day) : null;
}

const TWO = /^(\d{1,2})\s*[-/.]\s*(\d{1,2})(?:\s*[-/.]\s*(\d{4}))?$/;
const WEEKDAY = /[\s,(]*(?:(?:周|星期|礼拜)([一二三四五六日天])|\b(mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?)[\s,)]*/i;
const NTH = /^(?:第\s*([一二三四五六七八九十]|\d{1,2})\s*天|day\s*(\d{1,2})|d(\d{1,2}))$/i;
const FIGURES = '一二三四五六七八九十';
const ENGLISH = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/** A cell of a day. Null where it holds none at all. */
export function readDay(cell: SheetCell, context: DayContext): Parsed<string> {
  if (cell.moment) {
    return cell.moment.date === null
      ? refuse('这一格只有时间，没有日期。', 'This has a time and no date.')
      : { ok: true, value: cell.moment.date };
  }
  if (cell.number !== undefined) {
    const day = serialDay(cell.number, context.from1904);
    if (day !== null) return { ok: true, value: day };
  }
  return readDayText(cell.text, context);
}

export function readDayText(text: string, context: DayContext): Parsed<string> {
  const { bare, said } = withoutWeekday(plainTyped(text).replace(/号$/, '日'));
  const read = bareDay(bare, text, context);
  if (!read.ok || said === null || weekday(read.value) === said) return read;
  const days = '一二三四五六日';
  return refuse(
    `${read.value} 是周${days[weekday(read.value) - 1]}，这里写的是周${days[said - 1]}。改一处。`,
    `${read.value} is a ${ENGLISH[weekday(read.value) - 1]}, this says ${ENGLISH[said - 1]}. Change one of them.`,
  );
}

/** Text without the day of the week, and that day, 1 for Monday. */
function withoutWeekday(typed: string): { bare: string; said: number | null } {
  const match = WEEKDAY.exec(typed);
  const bare = match ? typed.replace(match[0], ' ').trim() : typed;
  if (!match || bare === '') return { bare: typed, said: null };
  const said = match[1]
    ? '一二三四五六日'.indexOf(match[1] === '天' ? '日' : match[1])
    : ENGLISH.findIndex((day) => day.toLowerCase().startsWith(match[2]!.toLowerCase()));
  return { bare, said: said + 1 };
}

function bareDay(bare: string, text: string, { dates, order }: DayContext): Parsed<string> {
  const nth = NTH.exec(bare);
  if (nth) return nthDay(nth[1] ? FIGURES.indexOf(nth[1]) + 1 || Number(nth[1]) : Number(nth[2] ?? nth[3]), dates);
  const two = TWO.exec(bare);
  if (!two) return parseDate(bare === '' ? text : bare, yearOf(bare, dates));
  if (order === null && bothWays(two)) {
    return refuse(
      `“${text.trim()}”可以是${Number(two[1])}月${Number(two[2])}日，也可以是${Number(two[2])}月${Number(two[1])}日。在对应列那一步选定顺序。`,
      `“${text.trim()}” may be month and day or day and month. Choose the order where the columns are matched.`,
    );
  }
  const [first, second] = [Number(two[1]), Number(two[2])];
  const day = order === 'dm' || (order === null && first > 12);
  const [month, date] = day ? [second, first] : [first, second];
  const short = `${month}月${date}日`;
  return parseDate(two[3] === undefined ? short : `${two[3]}年${short}`, yearOf(short, dates));
}

function nthDay(n: number, dates: readonly string[]): Parsed<string> {
  const date = dates[n - 1];
  if (date) return { ok: true, value: date };
  return dates.length === 0
    ? refuse('会议还没有日期，不知道是哪一天。写日期，如 2026-11-05。', 'The event has no dates yet. Write a date, such as 2026-11-05.')
    : refuse(`会期只有${dates.length}天，没有第${n}天。`, `The event has ${dates.length} days, no day ${n}.`);
}

/** The year of a date that names none: the one in which it is a day of the event, else that of its first day. */
function yearOf(typed: string, dates: readonly string[]): number | undefined {
  const years = [...new Set(dates.map((date) => Number(date.slice(0, 4))))];
  const fits = years.find((year) => {
    const read = parseDate(typed, year);
    return read.ok && dates.includes(read.value);
  });
  return fits ?? years[0];
}

const bothWays = (match: RegExpExecArray): boolean => Number(match[1]) <= 12 && Number(match[2]) <= 12 && match[1] !== match[2];

/**
 * In which order the two figures of a column stand: `md` where none has two, null where nothing tells. A value above twelve
 * tells, and so do the days of the event.
 */
export function dayOrder(texts: Iterable<string>, dates: readonly string[]): DayOrder | null {
  const pairs = [...texts].flatMap((text) => {
    const match = TWO.exec(withoutWeekday(plainTyped(text)).bare);
    return match ? [{ a: Number(match[1]), b: Number(match[2]), year: match[3] }] : [];
  });
  const told = pairs.filter(({ a, b }) => a !== b && (a <= 12 || b <= 12) && a >= 1 && b >= 1 && a <= 31 && b <= 31);
  if (told.length === 0) return 'md';
  const md = told.every(({ a }) => a <= 12);
  const dm = told.every(({ b }) => b <= 12);
  if (md !== dm) return md ? 'md' : 'dm';
  if (!md) return null;
  const within = (order: DayOrder): boolean =>
    told.every(({ a, b, year }) => {
      const [month, day] = order === 'md' ? [a, b] : [b, a];
      const text = `-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
      return dates.some((date) => date.endsWith(text) && (year === undefined || date.startsWith(year)));
    });
  const [inMd, inDm] = [within('md'), within('dm')];
  return inMd === inDm ? null : inMd ? 'md' : 'dm';
}

/** Days of the event: those of its plan and those that its case names. */
export function eventDays(planned: readonly string[], starts: unknown, ends: unknown): readonly string[] {
  const days = new Set(planned);
  if (isDate(starts)) {
    const last = isDate(ends) && String(ends) >= String(starts) ? String(ends) : String(starts);
    for (let day = String(starts), n = 0; day <= last && n < MAX_DAYS; day = addDays(day, 1), n++) days.add(day);
  }
  return [...days].sort();
}

/** Days of an event that are gone through to read a date. */
const MAX_DAYS = 60;
