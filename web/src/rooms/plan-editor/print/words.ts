import { currentLocale } from '#messages/index.svelte.ts';
import { en } from './words.en.ts';
import { zh } from './words.zh.ts';

/** The words of what is printed, in the language chosen now. */
export const printWords = (): typeof zh => (currentLocale() === 'en' ? en : zh);
