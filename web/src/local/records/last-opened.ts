import { session } from '../session/session.svelte.ts';

/** Records opened last on this device by this person, newest first. */
const MOST = 8;
const key = (): string => `qiao.last.${session.me.user.id}`;

export function lastOpened(): string[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(key()) ?? '[]');
    return Array.isArray(stored) ? stored.filter((one): one is string => typeof one === 'string') : [];
  } catch {
    return [];
  }
}

export function rememberOpened(record: string): void {
  localStorage.setItem(key(), JSON.stringify([record, ...lastOpened().filter((one) => one !== record)].slice(0, MOST)));
}
