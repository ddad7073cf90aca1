import { isDate, parseDate } from '../../shared/dates.ts';
import { dateOf, instantAt, normaliseInstant, parseTime, timeOf } from '../../shared/instants.ts';
import { plainTyped } from '../../shared/typed-text.ts';
import { refuse, type Parsed } from '../../shared/words.ts';
import type { FieldOf, FieldRules, ParseContext } from './rules.ts';

export const dateRules: FieldRules<FieldOf<'date'>, string | null> = {
  normalise: (_field, raw) => (typeof raw === 'string' && isDate(raw) ? raw : null),
  parse: (_field, text, _locale, context) => (plainTyped(text) === '' ? { ok: true, value: null } : parseDate(text, yearOf(context))),
  format: (_field, value) => value ?? '',
};

const yearOf = (context: ParseContext): number | undefined => (context.date === undefined ? undefined : Number(context.date.slice(0, 4)));

export const OFFICE_ZONE = 'Asia/Shanghai';

export const instantRules: FieldRules<FieldOf<'instant'>, string | null> = {
  normalise: (_field, raw) => normaliseInstant(raw),
  parse: (_field, text, _locale, context) => (plainTyped(text) === '' ? { ok: true, value: null } : parseInstant(text, context)),
  format: (_field, value) => (value === null ? '' : `${dateOf(value)} ${timeOf(value)}`),
};

/** `9:30` on the context's day, `2026-10-21 9:30`, or a full instant as it is stored. */
function parseInstant(text: string, context: ParseContext): Parsed<string> {
  const typed = plainTyped(text);
  const stored = normaliseInstant(typed);
  if (stored !== null) return { ok: true, value: stored };
  const split = /^(.*\S)\s+(\S+)$/.exec(typed) ?? /^(\d{4}-\d\d-\d\d)T(\S+)$/.exec(typed);
  const time = parseTime(split ? split[2]! : typed);
  if (!time.ok) return time;
  const date: Parsed<string> = split ? parseDate(split[1]!, yearOf(context)) : dayOf(context);
  if (!date.ok) return date;
  const zone = context.zone ?? OFFICE_ZONE;
  const wall = instantAt(date.value, time.value, zone);
  if (wall.ok) return { ok: true, value: wall.instant };
  if (wall.why === 'zone')
    return refuse(`不认识时区“${zone}”。可写 Asia/Shanghai。`, `There is no time zone “${zone}”. Write one such as Asia/Shanghai.`);
  return refuse(
    `${date.value} 当地拨快时钟，没有 ${time.value}。写拨快之后的时间。`,
    `Clocks go forward on ${date.value}, so ${time.value} does not exist there. Write a time after the change.`,
  );
}

const dayOf = (context: ParseContext): Parsed<string> =>
  context.date === undefined
    ? refuse('还要写日期，如 2026-10-21 9:30。', 'Write the date too, such as 2026-10-21 9:30.')
    : { ok: true, value: context.date };
