import { isDate } from '../../shared/dates.ts';
import { fromOffsetTime, instantAt } from '../../shared/instants.ts';
import type { ScheduleDay } from './format.ts';
import { fault, type Fault, type FileOutput } from './shape.ts';

type FileConference = FileOutput['schedule']['conference'];

/** The zone that the file names, else the offset of its first time, else the caller's. */
export function zoneOf({ time_zone_name, days }: FileConference, fallback: string): string {
  if (time_zone_name) return time_zone_name;
  const offset = /([+-]\d\d):?(\d\d)$/.exec(days[0]?.day_start ?? '');
  return offset ? `${offset[1]}:${offset[2]}` : fallback;
}

/** Days with their hours; each date once. */
export function readDays(days: FileConference['days'], zone: string, base: string, errors: Fault[]): ScheduleDay[] {
  const seen = new Map<string, string>();
  return days.map(({ date, day_start, day_end }, n) => {
    const path = `${base}[${n}]`;
    if (!isDate(date))
      errors.push(
        fault(
          `${path}.date`,
          `“${date.slice(0, 20)}”不是日期。应写 2026-10-21。`,
          `“${date.slice(0, 20)}” is not a date. It should be as 2026-10-21.`,
        ),
      );
    else if (seen.has(date))
      errors.push(
        fault(`${path}.date`, `${date} 出现了两次，另见 ${seen.get(date)!}。`, `${date} stands here twice, also at ${seen.get(date)!}.`),
      );
    seen.set(date, path);
    const [opens, closes] = (['day_start', 'day_end'] as const).map((name) => {
      const value = { day_start, day_end }[name];
      const instant = value ? fromOffsetTime(value, zone) : null;
      if (value && instant === null)
        errors.push(
          fault(`${path}.${name}`, `“${value.slice(0, 30)}”不是带时差的时间。`, `“${value.slice(0, 30)}” is not a time with its offset.`),
        );
      return instant;
    });
    return isWholeDay(date, opens ?? null, closes ?? null, zone)
      ? { date, opens: null, closes: null }
      : { date, opens: opens ?? null, closes: closes ?? null };
  });
}

/** From midnight to the next one: no bounds of its own. */
function isWholeDay(date: string, opens: string | null, closes: string | null, zone: string): boolean {
  if (!isDate(date) || opens === null || closes === null) return false;
  const midnight = instantAt(date, '00:00', zone);
  return (
    midnight.ok &&
    midnight.instant === opens &&
    closes.slice(11, 16) === '00:00' &&
    closes > opens &&
    Date.parse(closes.slice(0, 10)) - Date.parse(date) === 86_400_000
  );
}
