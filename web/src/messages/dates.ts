import { currentLocale, localeTag } from './index.svelte.ts';

const two = (value: number): string => String(value).padStart(2, '0');

/** `14:02`, by the device's clock. */
export function clockTime(at: number): string {
  const date = new Date(at);
  return `${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** For columns: `2026-10-21`, in this year `10-21`. */
export function columnDate(iso: string, now = new Date()): string {
  return iso.startsWith(`${now.getFullYear()}-`) ? iso.slice(5) : iso;
}

/** For sentences: 10月21日, with the year when it is another; English 21 Oct. */
export function sentenceDate(at: number, now = new Date()): string {
  const date = new Date(at);
  const year = date.getFullYear() === now.getFullYear() ? {} : { year: 'numeric' as const };
  const month = currentLocale() === 'zh' ? ('long' as const) : ('short' as const);
  return new Intl.DateTimeFormat(localeTag(), { ...year, month, day: 'numeric' }).format(date);
}

const dayStart = (date: Date): number => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
const DAY_MS = 86_400_000;

/** A moment near now, as it is said: 今天 09:58, 昨天 16:40, 10-12 16:20. */
export function moment(at: number, now = new Date()): string {
  const date = new Date(at);
  const days = Math.round((dayStart(now) - dayStart(date)) / DAY_MS);
  const time = clockTime(at);
  const zh = currentLocale() === 'zh';
  if (days === 0) return zh ? `今天 ${time}` : `today ${time}`;
  if (days === 1) return zh ? `昨天 ${time}` : `yesterday ${time}`;
  const iso = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${columnDate(iso, now)} ${time}`;
}

/** 428 MB, 5.6 GB. */
export function bytes(count: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  let value = count;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${value >= 10 || unit === 0 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}
