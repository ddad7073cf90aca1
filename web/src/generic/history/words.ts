import { currentLocale } from '#messages/index.svelte.ts';
import { en } from './words.en.ts';
import { zh } from './words.zh.ts';

/** The words of a part's history in the language chosen now; reading them in markup follows a switch. */
export const historyWords = (): typeof zh => (currentLocale() === 'en' ? en : zh);
