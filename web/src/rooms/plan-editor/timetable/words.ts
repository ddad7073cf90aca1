import { currentLocale } from '#messages/index.svelte.ts';
import { en } from './words.en.ts';
import { zh } from './words.zh.ts';

/** The words of the time grid in the language chosen now; reading them in markup follows a switch. */
export const timetableWords = (): typeof zh => (currentLocale() === 'en' ? en : zh);
