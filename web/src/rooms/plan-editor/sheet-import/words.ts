import { currentLocale } from '#messages/index.svelte.ts';
import { en } from './words.en.ts';
import { zh } from './words.zh.ts';

/** The words of importing a sheet, in the language chosen now. */
export const sheetWords = (): typeof zh => (currentLocale() === 'en' ? en : zh);
