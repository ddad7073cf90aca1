import { plainTyped } from '../../shared/typed-text.ts';
import { formatMoney, parseMoney, readMoney, type Money } from '../../shared/money.ts';
import { refuse, say } from '../../shared/words.ts';
import { DURATION_MAX } from '../limits.ts';
import { own, type FieldOf, type FieldRules } from './rules.ts';

function inBounds(value: unknown, min: number, max: number, integer: boolean): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= min && value <= max && (!integer || Number.isSafeInteger(value));
}

export const numberRules: FieldRules<FieldOf<'number'>, number | null> = {
  normalise: (field, raw) => (inBounds(raw, field.min ?? -Infinity, field.max ?? Infinity, field.integer === true) ? raw + 0 : null),
  parse: (field, text) => {
    const typed = plainTyped(text);
    if (typed === '') return { ok: true, value: null };
    const bare = field.unit ? typed.replace(new RegExp(`\\s*(${escape(field.unit.zh)}|${escape(field.unit.en)})$`, 'i'), '') : typed;
    if (!/^[-+]?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?$/.test(bare)) return refuse('这里要填数字，如 120。', 'This takes a number, such as 120.');
    const value = Number(bare.replaceAll(',', '')) + 0;
    if (field.integer === true && !Number.isSafeInteger(value)) return refuse('这里要填整数。', 'This takes a whole number.');
    if (field.min !== undefined && value < field.min) return refuse(`不能小于 ${field.min}。`, `At least ${field.min}.`);
    if (field.max !== undefined && value > field.max) return refuse(`不能大于 ${field.max}。`, `At most ${field.max}.`);
    return { ok: true, value };
  },
  format: (field, value, locale) => (value === null ? '' : field.unit ? `${value} ${say(field.unit, locale)}` : String(value)),
};

const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

export const moneyRules: FieldRules<FieldOf<'money'>, Money | null> = {
  normalise: (_field, raw) => readMoney(own(raw, 'amount'), own(raw, 'currency')),
  parse: (_field, text) => (plainTyped(text) === '' ? { ok: true, value: null } : parseMoney(text)),
  format: (_field, value, locale) => (value === null ? '' : formatMoney(value, locale)),
};

const MINUTES = /^(\d+)\s*(?:min|minutes?|m|分钟|分)?$/i;
const CLOCK = /^(\d+):(\d\d)$/;
const HOURS = /^(\d+)\s*(?:h|hours?|hrs?|小时)\s*(?:(\d+)\s*(?:min|minutes?|m|分钟|分)?)?$/i;

export const durationRules: FieldRules<FieldOf<'duration'>, number | null> = {
  normalise: (field, raw) => (inBounds(raw, 0, field.max ?? DURATION_MAX, true) ? raw + 0 : null),
  parse: (field, text) => {
    const typed = plainTyped(text);
    if (typed === '') return { ok: true, value: null };
    const plain = MINUTES.exec(typed);
    const long = CLOCK.exec(typed) ?? HOURS.exec(typed);
    if (!plain && !long)
      return refuse('看不懂这个时长。可写 90、1:30 或 1小时30分。', 'This is not a length of time. Write 90, 1:30 or 1 h 30.');
    const value = plain ? Number(plain[1]) : Number(long![1]) * 60 + Number(long![2] ?? 0);
    const max = field.max ?? DURATION_MAX;
    if (value > max) return refuse(`最长 ${max} 分钟。`, `At most ${max} minutes.`);
    return { ok: true, value };
  },
  format: (_field, value, locale) => (value === null ? '' : sayMinutes(value, locale === 'en')),
};

function sayMinutes(minutes: number, english: boolean): string {
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  if (hours === 0) return english ? `${rest} min` : `${rest}分钟`;
  if (rest === 0) return english ? `${hours} h` : `${hours}小时`;
  return english ? `${hours} h ${rest} min` : `${hours}小时${rest}分`;
}
