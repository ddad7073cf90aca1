import { parseRegion, isRegion, regionName } from '../../shared/regions.ts';
import { plainTyped } from '../../shared/typed-text.ts';
import { refuse, say, type Locale, type Parsed } from '../../shared/words.ts';
import { MANY_MAX } from '../limits.ts';
import type { FieldOf, FieldRules } from './rules.ts';

type OneOrMany = string | null | readonly string[];

export const choiceRules: FieldRules<FieldOf<'choice'>, OneOrMany> = {
  normalise: (field, raw) => oneOrMany(field.many, raw, (value) => Object.hasOwn(field.options, value)),
  parse: (field, text) => parseOneOrMany(field.many, text, (typed) => parseOption(field, typed)),
  format: (field, value, locale) =>
    joinNames(value, locale, (key) => (Object.hasOwn(field.options, key) ? say(field.options[key]!, locale) : key)),
};

function parseOption(field: FieldOf<'choice'>, typed: string): Parsed<string> {
  const wanted = typed.toLowerCase();
  for (const [key, words] of Object.entries(field.options)) {
    if (key.toLowerCase() === wanted || words.zh === typed || words.en.toLowerCase() === wanted) return { ok: true, value: key };
  }
  const all = Object.values(field.options);
  return refuse(
    `没有“${typed}”这一项。可选：${all.map((words) => words.zh).join('、')}。`,
    `“${typed}” is not one of ${all.map((words) => words.en).join(', ')}.`,
  );
}

export const regionRules: FieldRules<FieldOf<'region'>, OneOrMany> = {
  normalise: (field, raw) => oneOrMany(field.many, raw, isRegion),
  parse: (field, text) => parseOneOrMany(field.many, text, parseRegion),
  format: (_field, value, locale) => joinNames(value, locale, (code) => regionName(code, locale)),
};

function oneOrMany(many: boolean | undefined, raw: unknown, valid: (value: string) => boolean): OneOrMany {
  const isValid = (value: unknown): value is string => typeof value === 'string' && valid(value);
  if (many !== true) return isValid(raw) ? raw : null;
  return Array.isArray(raw) ? [...new Set(raw.slice(0, MANY_MAX).filter(isValid))] : [];
}

function parseOneOrMany(many: boolean | undefined, text: string, parse: (typed: string) => Parsed<string>): Parsed<OneOrMany> {
  const typed = plainTyped(text);
  if (typed === '') return { ok: true, value: many === true ? [] : null };
  if (many !== true) return parse(typed);
  const whole = parse(typed);
  if (whole.ok) return { ok: true, value: [whole.value] };
  const values: string[] = [];
  for (const part of splitTyped(typed)) {
    const parsed = parse(part);
    if (!parsed.ok) return parsed;
    if (!values.includes(parsed.value)) values.push(parsed.value);
  }
  return { ok: true, value: values };
}

/** Parts of an enumeration, as Chinese and English write it. A comma parts names only where nothing stronger does. */
export const splitTyped = (typed: string): string[] =>
  typed
    .split(/[、;\n]/.test(typed) ? /[、;\n]/ : /,/)
    .map((part) => part.trim())
    .filter((part) => part !== '');

/** An enumeration that `splitTyped` parts again: names with a comma of their own are parted by semicolons. */
export function enumerate(names: readonly string[], locale: Locale): string {
  if (names.some((name) => name.includes(','))) return names.length === 1 ? names[0]! : names.join('; ');
  return names.join(locale === 'en' ? ', ' : '、');
}

function joinNames(value: OneOrMany, locale: Locale, name: (key: string) => string): string {
  const keys = value === null ? [] : typeof value === 'string' ? [value] : value;
  return enumerate(keys.map(name), locale);
}
