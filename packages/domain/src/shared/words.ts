import type { Words } from '../kind/types.ts';

export type { Words };

/** The two languages that every sentence for people exists in. */
export const LOCALES = ['zh-CN', 'en'] as const;
export type Locale = (typeof LOCALES)[number];

/** The sentence in one language. */
export const say = (words: Words, locale: Locale): string => (locale === 'en' ? words.en : words.zh);

/** What typed text becomes: a value, or a sentence that says how to mend it. */
export type Parsed<V> = { ok: true; value: V } | { ok: false; words: Words };

export const refuse = (zh: string, en: string): { ok: false; words: Words } => ({ ok: false, words: { zh, en } });
