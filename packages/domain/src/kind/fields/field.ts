/** The field types as one table: what generic code asks of a field, whatever its type. */
import type { Locale, Parsed } from '../../shared/words.ts';
import type { Field, FieldType } from '../types.ts';
import { choiceRules, regionRules } from './choice.ts';
import { durationRules, moneyRules, numberRules } from './number.ts';
import { fileRules, flagRules, referenceRules } from './reference.ts';
import type { FieldRules, ParseContext } from './rules.ts';
import { localizedRules, richRules, textRules } from './text.ts';
import { dateRules, instantRules } from './time.ts';

const RULES = {
  text: textRules,
  localized: localizedRules,
  rich: richRules,
  number: numberRules,
  money: moneyRules,
  date: dateRules,
  instant: instantRules,
  duration: durationRules,
  choice: choiceRules,
  region: regionRules,
  reference: referenceRules,
  flag: flagRules,
  file: fileRules,
} satisfies Record<FieldType, object>;

// Each entry is typed where it stands; here the field's own type chooses among them.
const rulesOf = (field: Field): FieldRules<Field, unknown> => RULES[field.type] as unknown as FieldRules<Field, unknown>;

/** Any stored value as a valid one of this field. Total. A localized field takes `{ zh, en }`. */
export const normaliseField = (field: Field, raw: unknown): unknown => rulesOf(field).normalise(field, raw);

/** Typed text as a value of this field, or a sentence that says how to mend it. */
export const parseField = (field: Field, text: string, locale: Locale, context: ParseContext = {}): Parsed<unknown> =>
  rulesOf(field).parse(field, text, locale, context);

/** A value of this field as text for people. Total: what is no valid value is shown as nothing. */
export const formatField = (field: Field, value: unknown, locale: Locale): string => {
  const rules = rulesOf(field);
  return rules.format(field, rules.normalise(field, value), locale);
};

/** Whether nothing was entered. A flag is never empty: no is an answer. */
export function isEmptyValue(value: unknown): boolean {
  if (value === null || value === undefined || value === '') return true;
  if (Array.isArray(value)) return value.length === 0;
  if (typeof value === 'object' && 'zh' in value && 'en' in value) return value.zh === '' && value.en === '';
  return false;
}

/** Keys of the cells that hold a field: one, or one a language. */
export const cellKeys = (name: string, field: Field): readonly string[] =>
  field.type === 'localized' ? [`${name}.zh`, `${name}.en`] : field.type === 'rich' ? [] : [name];
