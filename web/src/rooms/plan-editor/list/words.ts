import { currentLocale } from '#messages/index.svelte.ts';
import { en } from './words.en.ts';
import { zh } from './words.zh.ts';

export type TabWords = typeof zh;

/** The words of the plan's tabs in the language chosen now; reading them in markup follows a switch. */
export const tabWords = (): TabWords => (currentLocale() === 'en' ? en : zh);
