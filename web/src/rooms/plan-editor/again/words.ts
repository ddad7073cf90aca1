import { currentLocale } from '#messages/index.svelte.ts';
import { en } from './words.en.ts';
import { zh } from './words.zh.ts';

/** The words of holding an event again, in the language chosen now. */
export const againWords = (): typeof zh => (currentLocale() === 'en' ? en : zh);
