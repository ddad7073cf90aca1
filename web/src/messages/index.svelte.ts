import { IntlMessageFormat } from 'intl-messageformat';
import type { zh } from './zh.ts';

export type Messages = typeof zh;
export type Locale = 'zh' | 'en';

/** A label that a kind brings along in both languages. */
export interface Bilingual {
  zh: string;
  en: string;
}

const KEY = 'qiao.locale';
const TAGS: Record<Locale, string> = { zh: 'zh-CN', en: 'en-GB' };

const load: Record<Locale, () => Promise<Messages>> = {
  zh: async () => (await import('./zh.ts')).zh,
  en: async () => (await import('./en.ts')).en,
};

let locale = $state<Locale>('zh');
let dictionary = $state.raw<Messages | null>(null);

/** All words in the language chosen now. Reading it in markup follows a switch at once. */
export function words(): Messages {
  if (!dictionary) throw new Error('words() before loadWords()');
  return dictionary;
}

export const currentLocale = (): Locale => locale;

/** For `Intl`: the British order of dates, 24-hour times. */
export const localeTag = (): string => TAGS[locale];

export const pick = (both: Bilingual): string => both[locale] || both.zh || both.en;

/** A label inside a sentence: English writes it small there. */
export const inSentence = (label: string): string => (locale === 'en' ? label.charAt(0).toLowerCase() + label.slice(1) : label);

/** The other language's text, for bilingual labels. */
export const pickOther = (both: Bilingual): string => (locale === 'zh' ? both.en : both.zh);

/** The language of before-paint.js: what was chosen here, else the browser's. */
export const firstLocale = (): Locale => (document.documentElement.lang === 'en' ? 'en' : 'zh');

export async function loadWords(next: Locale): Promise<void> {
  dictionary = await load[next]();
  locale = next;
  document.documentElement.lang = next === 'zh' ? 'zh-CN' : 'en';
}

/** Switches at once, without reload, and remembers it on this device. */
export async function chooseLocale(next: Locale): Promise<void> {
  await loadWords(next);
  localStorage.setItem(KEY, next);
}

const formats = new Map<string, IntlMessageFormat>();

/** Fills the placeholders and plurals of a message. */
export function say(message: string, values: Record<string, string | number>): string {
  const key = `${locale} ${message}`;
  let format = formats.get(key);
  if (!format) formats.set(key, (format = new IntlMessageFormat(message, TAGS[locale])));
  return String(format.format(values));
}
