import { currentLocale } from '#messages/index.svelte.ts';
import { en } from './words.en.ts';
import { zh } from './words.zh.ts';

export type PlanWords = typeof zh;

/** The words of this room in the language chosen now; reading them in markup follows a switch. */
export const planWords = (): PlanWords => (currentLocale() === 'en' ? en : zh);

/** The domain's name of the language chosen now. */
export const planLocale = (): 'zh-CN' | 'en' => (currentLocale() === 'en' ? 'en' : 'zh-CN');
