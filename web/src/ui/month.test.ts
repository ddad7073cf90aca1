import { describe, expect, test } from 'vitest';
import { shiftDays, shiftMonths, weeksOf } from './month.ts';

describe('the month to choose from', () => {
  test('weeks begin on Monday and hold the whole month', () => {
    const weeks = weeksOf('2026-10-21');
    expect(weeks[0]).toEqual(['2026-09-28', '2026-09-29', '2026-09-30', '2026-10-01', '2026-10-02', '2026-10-03', '2026-10-04']);
    expect(weeks.at(-1)?.[0]).toBe('2026-10-26');
    expect(weeks.flat()).toContain('2026-10-31');
  });

  test('a month that fills four weeks exactly has no fifth, one that needs six has them', () => {
    expect(weeksOf('2027-02-10')).toHaveLength(4);
    expect(weeksOf('2026-08-10')).toHaveLength(6);
  });

  test('a month later from the 31st is the last day there is', () => {
    expect(shiftMonths('2026-01-31', 1)).toBe('2026-02-28');
    expect(shiftMonths('2028-01-31', 1)).toBe('2028-02-29');
    expect(shiftMonths('2026-01-15', -1)).toBe('2025-12-15');
  });

  test('days pass over the end of a year', () => {
    expect(shiftDays('2026-12-31', 1)).toBe('2027-01-01');
  });
});
