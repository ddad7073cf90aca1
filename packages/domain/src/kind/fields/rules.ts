import type { Locale, Parsed } from '../../shared/words.ts';
import type { Field, FieldType } from '../types.ts';
import type { Reference } from '../values.ts';

/** What typed text is read against. */
export interface ParseContext {
  /** Day that a bare time belongs to, `2026-10-21`; its year is also that of a date without one. */
  date?: string;
  /** Zone of a typed time; Asia/Shanghai when absent. */
  zone?: string;
  /** Finds what a typed name refers to; null when nothing or several. */
  find?: (name: string) => Reference | null;
}

export type FieldOf<T extends FieldType> = Extract<Field, { type: T }>;

/** The three things each field type knows. `normalise` is total and is the only door from stored values. */
export interface FieldRules<F extends Field, V> {
  /** Any stored value as a valid one; what cannot be read becomes the empty value. */
  normalise: (field: F, raw: unknown) => V;
  /** Typed or pasted text as a value. Empty text is the empty value. */
  parse: (field: F, text: string, locale: Locale, context: ParseContext) => Parsed<V>;
  /** As text for people; empty for the empty value. */
  format: (field: F, value: V, locale: Locale) => string;
}

/** An own property of a plain object or undefined: never what a prototype holds. */
export const own = (raw: unknown, key: string): unknown =>
  typeof raw === 'object' && raw !== null && Object.hasOwn(raw, key) ? (raw as Record<string, unknown>)[key] : undefined;
