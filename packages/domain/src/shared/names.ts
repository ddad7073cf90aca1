/** Names of people: as written at home, in Latin letters, and often in Chinese. */
import type { Locale } from './words.ts';

export interface PersonName {
  native?: string;
  latin?: string;
  chinese?: string;
}

/** How a person is called in running text: Chinese or native name in Chinese, the Latin one in English; whichever there is. */
export function callPerson(name: PersonName, locale: Locale): string {
  const order = locale === 'en' ? [name.latin, name.native, name.chinese] : [name.chinese, name.native, name.latin];
  return order.map((part) => part?.trim() ?? '').find((part) => part !== '') ?? '';
}

/** A form of a name that is the same however it was typed: width, case and spacing do not tell people apart. */
export const nameKey = (name: string): string => name.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim();

/** Whether the text is written with Chinese characters. */
export const isHan = (text: string): boolean => /\p{Script=Han}/u.test(text);

export interface Localized {
  zh: string;
  en: string;
}

/** The text in one language, or in the other when it is missing. */
export const inLocale = (text: Localized, locale: Locale): string => (locale === 'en' ? text.en || text.zh : text.zh || text.en);
