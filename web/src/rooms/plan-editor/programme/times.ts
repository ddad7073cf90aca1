/** Beginning and end of a session as they are typed into the table. */
import { parseField, type CellEdit, type Words } from '@qiao/domain/kind';
import { sessionFields } from '@qiao/domain/kinds/event/plan-part';
import { MAX_OVERNIGHT_MINUTES, type DayView } from '@qiao/domain/plan';
import { addDays } from '@qiao/domain/shared/dates';
import { addMinutes, epochMinutes, instantAt, normaliseInstant, parseTime, timeOf } from '@qiao/domain/shared/instants';
import { plainTyped } from '@qiao/domain/shared/typed-text';
import type { Locale } from '@qiao/domain/shared/words';
import type { Read } from '../grid/column.ts';

const DAY_MINUTES = 24 * 60;

/** Where a bare time of day belongs. */
export interface DayContext {
  /** Date that a bare time is of; null when nothing tells. */
  date: string | null;
  /** A date of the event, of whose year a typed date without one is; null when the event has none. */
  near?: string | null;
  day: DayView | null;
  zone: string;
}

const refuse = (zh: string, en: string): { ok: false; words: Words } => ({ ok: false, words: { zh, en } });

const TIME = /^\d\d:\d\d$/;

/** A typed beginning: `9:30` on the row's day, or with a date. The value is a bare `09:30`, or an instant where a date was typed. */
export function readStart(text: string, locale: Locale, context: DayContext): Read {
  const time = parseTime(/^\d{1,2}$/.test(plainTyped(text)) ? `${plainTyped(text)}:00` : text);
  if (time.ok && context.date === null)
    return refuse(
      '还要写日期，如 11-06 9:30，或先在上方选一天。',
      'Write the date too, such as 2026-11-06 9:30, or choose a day above first.',
    );
  if (time.ok) return startAt(time.value, context) === null ? gap(time.value, context) : { ok: true, value: time.value };
  const date = context.date ?? context.near ?? undefined;
  const read = parseField(sessionFields.start, text, locale, { zone: context.zone, ...(date ? { date } : {}) });
  // What is no date either is most likely a slip in a time.
  return read.ok ? read : /\s|T/.test(text.trim()) ? read : time;
}

const gap = (time: string, { date, zone }: DayContext): Read =>
  instantAt(date ?? '1970-01-01', time, zone).ok
    ? refuse('这个时间写不进这一天。', 'This time does not fit the day.')
    : refuse(`${date} 当地没有 ${time}。写拨快之后的时间。`, `${time} does not exist on ${date} there. Write a time after the change.`);

/** The instant of a value of the column; null when there is none. A time past midnight belongs to the next date while the day is still open. */
export function startAt(value: unknown, { date, day, zone }: DayContext): string | null {
  if (typeof value !== 'string') return null;
  if (!TIME.test(value)) return normaliseInstant(value);
  if (date === null) return null;
  const wall = instantAt(date, value, zone);
  if (!wall.ok) return null;
  const from = epochMinutes(wall.instant);
  if (day && day.opens !== null && day.closes !== null && from < day.opens && from + DAY_MINUTES < day.closes) {
    const next = instantAt(addDays(date, 1), value, zone);
    return next.ok ? next.instant : null;
  }
  return wall.instant;
}

/** A typed end: a time of day, which needs a beginning, or a length (`45 分钟`, `45`). The value is minutes. */
export function readEnd(text: string, locale: Locale, start: string | null): Read {
  const time = parseTime(text);
  if (!time.ok) {
    const length = parseField(sessionFields.minutes, text, locale);
    if (!length.ok)
      return { ok: false, words: { zh: '看不懂这个时间。可写 10:15，或时长 45 分钟。', en: 'Write a time, 10:15, or a length, 45 min.' } };
    return length.value === 0 ? tooShort : length;
  }
  if (start === null) return refuse('先填“起”，或写时长，如 45 分钟。', 'Fill in the start first, or write a length such as 45 min.');
  const minutes = (minuteOfDay(time.value) - minuteOfDay(timeOf(start)) + DAY_MINUTES) % DAY_MINUTES;
  if (minutes === 0) return tooShort;
  if (minutes > MAX_OVERNIGHT_MINUTES && minuteOfDay(time.value) < minuteOfDay(timeOf(start)))
    return refuse(
      `“止” ${time.value} 早于“起” ${timeOf(start)}。改一处即可。`,
      `The end ${time.value} is before the start ${timeOf(start)}. Change one of them.`,
    );
  return { ok: true, value: minutes };
}

const tooShort = refuse('“止”要晚于“起”。', 'The end must be after the start.');

const minuteOfDay = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));

/** `10:15`; without a beginning the length, `45分` or `45 min`. */
export function endText(start: string | null, minutes: number | null, locale: Locale): string {
  if (minutes === null) return '';
  if (start === null) return locale === 'en' ? `${minutes} min` : `${minutes}分`;
  return timeOf(addMinutes(start, minutes));
}

export const sessionEdit = (id: string, field: string, value: unknown): CellEdit => ({
  part: 'plan',
  root: 'sessions',
  key: `${id}/${field}`,
  value,
});
