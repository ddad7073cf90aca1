import { currentLocale } from '#messages/index.svelte.ts';
import { en } from './words.en.ts';
import { zh } from './words.zh.ts';

/** The words of “while you were away” in the language chosen now; reading them in markup follows a switch. */
export const awayWords = (): typeof zh => (currentLocale() === 'en' ? en : zh);
