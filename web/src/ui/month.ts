/** Days of a month as weeks from Monday, `2026-10-21`; days of the neighbours fill the ends. */
const DAY_MS = 86_400_000;

const toUtc = (date: string): number => Date.parse(`${date}T00:00:00Z`);
const toDate = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

export const shiftDays = (date: string, days: number): string => toDate(toUtc(date) + days * DAY_MS);

/** The same day so many months later, or the last day of that month. */
export function shiftMonths(date: string, months: number): string {
  const [year, month, day] = date.split('-').map(Number) as [number, number, number];
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return toDate(Date.UTC(year, month - 1 + months, Math.min(day, last)));
}

export function weeksOf(date: string): string[][] {
  const first = `${date.slice(0, 7)}-01`;
  const offset = (new Date(toUtc(first)).getUTCDay() + 6) % 7;
  const start = shiftDays(first, -offset);
  const weeks: string[][] = [];
  for (let week = 0; week < 6; week++) {
    const days = Array.from({ length: 7 }, (_, day) => shiftDays(start, week * 7 + day));
    if (week > 3 && days[0]?.slice(0, 7) !== first.slice(0, 7)) break;
    weeks.push(days);
  }
  return weeks;
}

/** By the device's clock. */
export function today(): string {
  const now = new Date();
  return toDate(Date.UTC(now.getFullYear(), now.getMonth(), now.getDate()));
}
