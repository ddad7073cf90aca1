import { shell } from './zh/shell.ts';
import { sync } from './zh/sync.ts';
import { signIn } from './zh/sign-in.ts';
import { records } from './zh/records.ts';
import { settings } from './zh/settings.ts';

/**
 * The words of the app. Chinese is written first; `en` has the same shape, and the compiler compares them.
 * No spaces between Chinese and Latin letters or figures (the browser makes the gap), 、 to enumerate, no exclamation
 * marks, no 请 on buttons. Placeholders and plurals are ICU: `{n}`, `{n, plural, one {…} other {…}}`.
 */
export const zh = { ...shell, ...sync, ...signIn, ...records, ...settings };
