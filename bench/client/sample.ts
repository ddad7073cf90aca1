/** A large conference as a schedule file: 400 sessions in 30 rooms over five days. */

export const SESSIONS = 400;
const ROOMS = 30;
const DAYS = 5;
/** Sessions that one room has in a day. */
const A_DAY = Math.ceil(SESSIONS / ROOMS / DAYS);

interface Day {
  index: number;
  date: string;
  day_start: string;
  day_end: string;
  rooms: Record<string, object[]>;
}

const two = (n: number): string => String(n).padStart(2, '0');
const dateOf = (day: number): string => `2026-11-${two(2 + day)}`;

export function largeSchedule(): string {
  const days = Array.from({ length: DAYS }, (_, day): Day => ({
    index: day + 1,
    date: dateOf(day),
    day_start: `${dateOf(day)}T08:00:00+08:00`,
    day_end: `${dateOf(day)}T20:00:00+08:00`,
    rooms: {},
  }));
  for (let n = 0; n < SESSIONS; n++) {
    const place = Math.floor(n / ROOMS);
    const [room, day, start] = [`会场${two(n % ROOMS)}`, Math.floor(place / A_DAY), `${two(9 + 2 * (place % A_DAY))}:00`];
    (days[day]!.rooms[room] ??= []).push({
      id: n + 1,
      guid: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
      date: `${dateOf(day)}T${start}:00+08:00`,
      start,
      duration: '01:30',
      room,
      slug: `session-${n}`,
      url: `https://example.org/${n}`,
      title: `第${n + 1}场 高原湿地保护与国际合作`,
      subtitle: '',
      track: `专题${n % 8}`,
      type: 'lecture',
      language: 'zh',
      abstract: '二十年来的修复与监测，以及今后的合作。'.repeat(10),
      description: '',
      persons: [{ id: 1 + (n % 150), public_name: `报告人${n % 150}` }],
      links: [],
    });
  }
  return JSON.stringify({
    schedule: {
      version: '1',
      conference: {
        acronym: 'large',
        title: '四百场的大会',
        start: dateOf(0),
        end: dateOf(DAYS - 1),
        daysCount: DAYS,
        timeslot_duration: '00:15',
        time_zone_name: 'Asia/Shanghai',
        days,
      },
    },
  });
}
