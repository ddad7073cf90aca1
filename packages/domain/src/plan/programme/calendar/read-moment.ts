/** When something in a calendar is: by UTC, by a zone's name, by the zone that the file describes, or on the calendar's own clock. */
import ICAL from 'ical.js';
import type { Words } from '../../../kind/types.ts';
import { epochMinutes, instantAt, isZone } from '../../../shared/instants.ts';

export type Moment = { ok: true; /** Since 1970. */ minutes: number } | { ok: false; words: Words };

const no = (zh: string, en: string): Moment => ({ ok: false, words: { zh, en } });

/** Years in which a session may lie; the rules of a zone are followed no further. */
const [FIRST_YEAR, LAST_YEAR] = [1970, 2100];

export function readMoment(entry: ICAL.Component, name: 'dtstart' | 'dtend', calendar: ICAL.Component, fallback: string): Moment {
  const property = entry.getFirstProperty(name);
  const time: unknown = property?.getFirstValue();
  if (!property || !(time instanceof ICAL.Time)) return no('没有时间。', 'it has no time.');
  if (time.isDate) return no('是全天活动，没有钟点。写上起止时间再导入。', 'it lasts all day. Give it a time of day.');
  if (time.second !== 0) return no('的时间不是整分钟。', 'its time is not on a whole minute.');
  if (time.year < FIRST_YEAR || time.year > LAST_YEAR) return no('的年份超出范围。', 'its year is out of range.');
  const two = (n: number): string => String(n).padStart(2, '0');
  const [date, clock] = [`${time.year}-${two(time.month)}-${two(time.day)}`, `${two(time.hour)}:${two(time.minute)}`];
  const tzid = property.getFirstParameter('tzid') ?? '';
  if (tzid === '' && time.zone === ICAL.Timezone.utcTimezone) return { ok: true, minutes: epochMinutes(`${date}T${clock}+00:00[UTC]`) };
  const zone = tzid === '' ? fallback : tzid;
  if (!isZone(zone)) return byDescription(time, zone, calendar);
  const wall = instantAt(date, clock, zone);
  return wall.ok
    ? { ok: true, minutes: epochMinutes(wall.instant) }
    : no(`的 ${clock} 在当地不存在，那天拨快时钟。`, `${clock} does not exist there: clocks go forward that day.`);
}

/** A zone of another name, as some programs have their own, by the rules that the file brings. */
function byDescription(time: ICAL.Time, tzid: string, calendar: ICAL.Component): Moment {
  const described = calendar.getAllSubcomponents('vtimezone').find((each) => each.getFirstPropertyValue('tzid') === tzid);
  const rules = described?.getAllSubcomponents().map((rule) => rule.getFirstPropertyValue('rrule')) ?? [];
  // A rule that changes clocks each second would be followed for a century.
  if (!described || rules.some((rule) => rule instanceof ICAL.Recur && rule.freq !== 'YEARLY'))
    return no(`的时区“${tzid.slice(0, 40)}”不认识。`, `its time zone “${tzid.slice(0, 40)}” is unknown.`);
  const there = time.clone();
  there.zone = new ICAL.Timezone({ component: described, tzid });
  return { ok: true, minutes: Math.round(there.toUnixTime() / 60) };
}
