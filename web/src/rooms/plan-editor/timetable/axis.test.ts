import { epochMinutes, instantAt } from '@qiao/domain/shared/instants';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { axisOf, floorHour, hoursWithin, MAX_TAIL_MINUTES, snap, wallTime, type Axis } from './axis.ts';

const LISBON = 'Europe/Lisbon';
const minute = (date: string, time: string, zone = 'Asia/Shanghai'): number => {
  const wall = instantAt(date, time, zone);
  if (!wall.ok) throw new Error(`${date} ${time} is not there`);
  return epochMinutes(wall.instant);
};
const labels = (axis: Axis): string =>
  hoursWithin(axis, axis.from, axis.until)
    .map((hour) => hour.label)
    .join(' ');
const day = (opens: number | null, closes: number | null) => ({ opens, closes });

describe('the axis of a day', () => {
  it('goes from the opening to the closing in whole hours, and as far as sessions lie outside of them', () => {
    const [opens, closes] = [minute('2026-11-06', '08:30'), minute('2026-11-06', '17:15')];
    const axis = axisOf({ date: '2026-11-06', day: day(opens, closes), sessions: [] }, 'Asia/Shanghai');
    expect([wallTime(axis.from, axis.zone), wallTime(axis.until, axis.zone)]).toEqual(['08:00', '18:00']);
    const late = { from: minute('2026-11-06', '23:30'), until: minute('2026-11-07', '01:10') };
    const longer = axisOf({ date: '2026-11-06', day: day(opens, closes), sessions: [late] }, 'Asia/Shanghai');
    expect(wallTime(longer.until, longer.zone)).toBe('02:00');
    expect(longer.until - longer.from).toBe(18 * 60);
  });

  it('shows the working day where the plan gives no hours', () => {
    const axis = axisOf({ date: '2026-11-06', day: null, sessions: [] }, 'Asia/Shanghai');
    expect(labels(axis)).toBe('08:00 09:00 10:00 11:00 12:00 13:00 14:00 15:00 16:00 17:00');
  });

  it('cuts off the tail of a session that is entered as days long', () => {
    const from = minute('2026-11-06', '09:00');
    const axis = axisOf({ date: '2026-11-06', day: null, sessions: [{ from, until: from + 90 * 24 * 60 }] }, 'Asia/Shanghai');
    expect(axis.until - from).toBe(MAX_TAIL_MINUTES);
  });

  it('is 23 hours long where the clock is put forward and 25 where it is put back, each hour under its own name', () => {
    const whole = (date: string, next: string): Axis =>
      axisOf({ date, day: day(minute(date, '00:00', LISBON), minute(next, '00:00', LISBON)), sessions: [] }, LISBON);
    const spring = whole('2026-03-29', '2026-03-30');
    expect(spring.until - spring.from).toBe(23 * 60);
    expect(labels(spring)).toMatch(/^00:00 02:00 03:00 /);
    const autumn = whole('2026-10-25', '2026-10-26');
    expect(autumn.until - autumn.from).toBe(25 * 60);
    expect(labels(autumn)).toMatch(/^00:00 01:00 01:00 02:00 /);
  });

  it('stands on whole hours of clocks that are half an hour off, and comes to an end where half an hour is put back', () => {
    const kolkata = minute('2026-11-06', '09:20', 'Asia/Kolkata');
    expect(wallTime(floorHour(kolkata, 'Asia/Kolkata'), 'Asia/Kolkata')).toBe('09:00');
    const zone = 'Australia/Lord_Howe';
    const axis: Axis = { from: minute('2026-04-05', '00:00', zone), until: minute('2026-04-05', '06:00', zone), zone };
    const hours = hoursWithin(axis, axis.from, axis.until);
    expect(hours.length).toBeLessThan(9);
    expect(hours.every((hour, n) => n === 0 || hour.at > hours[n - 1]!.at)).toBe(true);
  });

  it('names the hours of the stretch in sight and no others', () => {
    const axis = axisOf({ date: '2026-11-06', day: null, sessions: [] }, 'Asia/Shanghai');
    const seen = hoursWithin(axis, minute('2026-11-06', '10:20'), minute('2026-11-06', '12:10'));
    expect(seen.map(({ label }) => label)).toEqual(['10:00', '11:00', '12:00']);
    expect(hoursWithin(axis, axis.from - 10_000, axis.from - 9000)).toEqual([]);
  });

  it('snaps to the nearest quarter of the wall clock in every zone', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 25_000_000, max: 32_000_000 }),
        fc.constantFrom('Asia/Kathmandu', LISBON, 'Asia/Shanghai'),
        (at, zone) => {
          const snapped = snap(at, 15);
          expect(Math.abs(snapped - at)).toBeLessThanOrEqual(7.5);
          expect(Number(wallTime(snapped, zone).slice(3)) % 15).toBe(0);
        },
      ),
    );
  });
});
