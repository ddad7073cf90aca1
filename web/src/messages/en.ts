import { shell } from './en/shell.ts';
import { sync } from './en/sync.ts';
import { signIn } from './en/sign-in.ts';
import { records } from './en/records.ts';
import { settings } from './en/settings.ts';
import type { zh } from './zh.ts';

export const en: typeof zh = { ...shell, ...sync, ...signIn, ...records, ...settings };
