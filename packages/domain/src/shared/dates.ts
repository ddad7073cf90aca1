/** Calendar dates as text, `2026-10-21`: no clock, no zone. */
import { plainTyped } from './typed-text.ts';
import { refuse, type Locale, type Parsed } from './words.ts';

const DAY_MS = 86_400_000;
const DATE = /^(\d{4})-(\d\d)-(\d\d)$/;

export const daysInMonth = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();

/** Whether it is a day of the calendar, of the years 1000 to 9999. */
export function isDate(raw: unknown): boolean {
  const match = typeof raw === 'string' ? DATE.exec(raw) : null;
  return match !== null && isDay(Number(match[1]), Number(match[2]), Number(match[3]));
}

const isDay = (year: number, month: number, day: number): boolean =>
  year >= 1000 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);

const toUtc = (date: string): number => Date.parse(`${date}T00:00:00Z`);

export const addDays = (date: string, days: number): string => new Date(toUtc(date) + days * DAY_MS).toISOString().slice(0, 10);

/** Whole days from the first date to the second; negative when it lies before. */
export const daysBetween = (from: string, to: string): number => Math.round((toUtc(to) - toUtc(from)) / DAY_MS);

/** 1 is Monday, 7 is Sunday. */
export const weekday = (date: string): number => new Date(toUtc(date)).getUTCDay() || 7;

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const FULL = /^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?$/;
const COMPACT = /^(\d{4})(\d\d)(\d\d)$/;
const SHORT = /^(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?$/;
const ENGLISH = /^(\d{1,2})\s+([A-Za-z]{3,9})\.?(?:,?\s+(\d{4}))?$/;

/**
 * Reads a typed date: `2026-10-21`, `2026/10/21`, `20261021`, `2026年10月21日`, `10月21日`, `10-21`, `21 Oct 2026`.
 * Forms without a year take `year`, and are refused without one.
 */
export function parseDate(text: string, year?: number): Parsed<string> {
  const typed = plainTyped(text);
  const full = FULL.exec(typed) ?? COMPACT.exec(typed);
  if (full) return dayOf(Number(full[1]), Number(full[2]), Number(full[3]));
  const short = SHORT.exec(typed);
  if (short) return year === undefined ? noYear() : dayOf(year, Number(short[1]), Number(short[2]));
  const english = ENGLISH.exec(typed);
  const month = english ? MONTHS.findIndex((name) => name.toLowerCase() === english[2]!.slice(0, 3).toLowerCase()) + 1 : 0;
  if (english && month > 0) {
    const typedYear = english[3] === undefined ? year : Number(english[3]);
    return typedYear === undefined ? noYear() : dayOf(typedYear, month, Number(english[1]));
  }
  return refuse(
    `看不懂这个日期“${short15(text)}”。可写 2026-10-21 或 10月21日。`,
    `“${short15(text)}” is not a date. Write 2026-10-21 or 21 Oct 2026.`,
  );
}

const short15 = (text: string): string => (text.length > 15 ? `${text.slice(0, 15)}…` : text);

const noYear = () => refuse('日期缺年份。可写 2026-10-21。', 'The date has no year. Write 2026-10-21.');

function dayOf(year: number, month: number, day: number): Parsed<string> {
  if (month < 1 || month > 12) return refuse(`没有${month}月。月份是 1 到 12。`, `There is no month ${month}. Months are 1 to 12.`);
  if (year < 1000) return refuse('年份要写四位，如 2026。', 'Write the year with four digits, such as 2026.');
  const days = daysInMonth(year, month);
  if (day < 1 || day > days) {
    return refuse(
      `${year}年${month}月没有${day}日，只有 1 到 ${days} 日。`,
      `${MONTHS[month - 1]} ${year} has no day ${day}, only 1 to ${days}.`,
    );
  }
  return { ok: true, value: `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}` };
}

/** In a sentence: 10月21日 or 21 Oct, with the year when it is not `thisYear`. */
export function sayDate(date: string, locale: Locale, thisYear?: number): string {
  const match = DATE.exec(date);
  if (!match) return date;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const far = year !== thisYear;
  if (locale === 'en') return `${day} ${MONTHS[month - 1] ?? ''}${far ? ` ${year}` : ''}`;
  return `${far ? `${year}年` : ''}${month}月${day}日`;
}
