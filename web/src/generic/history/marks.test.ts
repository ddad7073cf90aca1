import type { Moment, RowFacts } from '@qiao/domain/kind';
import { describe, expect, it } from 'vitest';
import { endsOf, marksOf, NOW, START, type Sealed } from './marks.ts';
import { MOST_DAYS_NAMED, ruleOf } from './rule.ts';

const HOUR = 3_600_000;
/** Ten in the morning, by this machine's clock. */
const TEN = new Date(2026, 9, 12, 10).getTime();
const row = (seq: number, at: number): RowFacts => ({ seq, at, actor: 'u', clients: [1] });
const moment = (first: number, last: number, until: number): Moment => ({ first, last, from: until, until, users: ['u'] });
const sealed: Sealed = { n: 3, row: 2, at: 25, label: '提交', name: '罗文静' };

describe('the moments to compare', () => {
  const rows = [row(7, 10), row(9, 20), row(12, 30)];
  const marks = marksOf(rows, [moment(1, 2, 20), moment(3, 3, 30)], [], [sealed]);
  const id = (mark: { id: string }): string => mark.id;
  const ends = (a: string | null, b: string | null, ahead = false) => Object.values(endsOf(marks, a, b, ahead)).map(id);

  it('stand newest first: now, what was written and sealed, and what lies below', () => {
    expect(marks.map(id)).toEqual([NOW, '12', 'd3', '9', START]);
    expect(marks.map((mark) => mark.row)).toEqual([4, 3, 2, 2, 0]);
  });

  it('are what the address says, 甲 always below 乙', () => {
    expect(ends('9', '12')).toEqual(['9', '12']);
    expect(ends('d3', NOW)).toEqual(['d3', NOW]);
    expect(ends('12', '9')).toEqual([START, '9']);
    expect(ends('nonsense', '12')).toEqual(['d3', '12']);
  });

  it('are by themselves what the last one did, or what waits on this device', () => {
    expect(ends(null, null)).toEqual(['d3', NOW]);
    expect(ends(null, null, true)).toEqual(['12', NOW]);
    const none = marksOf([], [], [], []);
    expect(Object.values(endsOf(none, null, null, false)).map(id)).toEqual([START, NOW]);
  });
});

describe('the rule of time', () => {
  it('has a stroke for each hour with changes, as high as they are many, and no room for days without any', () => {
    const rows = [row(1, TEN), row(2, TEN + 1), row(3, TEN + 2), row(4, TEN + 3), row(5, TEN + 2 * HOUR), row(6, TEN + 9 * 24 * HOUR)];
    const rule = ruleOf(rows, [], TEN + 9 * 24 * HOUR + HOUR);
    expect(rule.strokes.map(({ first, last }) => [first, last])).toEqual([
      [1, 4],
      [5, 5],
      [6, 6],
    ]);
    expect(rule.strokes.map(({ height }) => height)).toEqual([1, 0.5, 0.5]);
    expect(rule.days.map(({ x }) => x)).toEqual([0, 0.5]);
    const xs = rule.strokes.map(({ x }) => x);
    expect(xs).toEqual([...xs].sort((a, b) => a - b));
    expect(xs[1]).toBeLessThan(0.5);
    expect(xs[2]).toBeGreaterThan(0.5);
  });

  it('places every time within it, in order, with now at its end', () => {
    const now = TEN + 3 * 24 * HOUR;
    const rule = ruleOf([row(1, TEN)], [TEN + 26 * HOUR], now);
    const places = [TEN - 99 * HOUR, TEN, TEN + HOUR, TEN + 26 * HOUR, now - HOUR, now, now + HOUR].map((at) => rule.place(at));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect([places[0], places.at(-1), places.at(-2)]).toEqual([0, 1, 1]);
  });

  it('[NAM4] names MOST_DAYS_NAMED days; of more only some', () => {
    const named = (days: number): number =>
      ruleOf(
        Array.from({ length: days }, (_, n) => row(n, TEN + n * 24 * HOUR)),
        [],
        TEN + (days - 1) * 24 * HOUR + HOUR,
      ).days.length;
    expect(named(MOST_DAYS_NAMED)).toBe(MOST_DAYS_NAMED);
    expect(named(MOST_DAYS_NAMED + 1)).toBeLessThanOrEqual(MOST_DAYS_NAMED);
  });
});
