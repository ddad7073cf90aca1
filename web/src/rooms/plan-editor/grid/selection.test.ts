import { describe, expect, it } from 'vitest';
import { at, edgesOf, entered, kept, moved, rangeOf, tabbed, type Shape, type Step } from './selection.ts';

const shape: Shape = { rows: ['r1', 'r2', 'r3', 'r4'], columns: ['a', 'b', 'c'] };
const from = (row: string, column: string) => at({ row, column });
const go = (row: string, column: string, step: Step) => {
  const { cell } = moved(shape, from(row, column), step, false, 2);
  return `${cell.row} ${cell.column}`;
};

describe('selection', () => {
  it('moves by arrows and stays inside the grid', () => {
    expect(go('r1', 'a', 'down')).toBe('r2 a');
    expect(go('r1', 'a', 'up')).toBe('r1 a');
    expect(go('r1', 'c', 'right')).toBe('r1 c');
    expect(go('r2', 'b', 'left')).toBe('r2 a');
  });

  it('goes to the ends of row, column and grid, and by pages', () => {
    expect(go('r2', 'b', 'home')).toBe('r2 a');
    expect(go('r2', 'b', 'end')).toBe('r2 c');
    expect(go('r2', 'b', 'first')).toBe('r1 b');
    expect(go('r2', 'b', 'last')).toBe('r4 b');
    expect(go('r2', 'b', 'top')).toBe('r1 a');
    expect(go('r2', 'b', 'bottom')).toBe('r4 c');
    expect(go('r1', 'b', 'page-down')).toBe('r3 b');
    expect(go('r2', 'b', 'page-up')).toBe('r1 b');
  });

  it('extends from the cell where one types, and shrinks again', () => {
    let selection = from('r2', 'b');
    for (const step of ['down', 'down', 'left', 'up'] as const) selection = moved(shape, selection, step, true, 2);
    expect(selection.cell).toEqual({ row: 'r2', column: 'b' });
    expect(rangeOf(shape, selection)).toEqual({ top: 1, bottom: 2, left: 0, right: 1 });
  });

  it('wraps Tab into the next row, leaves the grid past its last cell, and goes back with Shift', () => {
    expect(tabbed(shape, from('r1', 'c'), false)?.cell).toEqual({ row: 'r2', column: 'a' });
    expect(tabbed(shape, from('r2', 'a'), true)?.cell).toEqual({ row: 'r1', column: 'c' });
    expect(tabbed(shape, from('r4', 'c'), false)).toBeNull();
    expect(tabbed(shape, from('r1', 'a'), true)).toBeNull();
  });

  it('puts Enter below the column where a run of Tabs began', () => {
    const tabs = tabbed(shape, tabbed(shape, from('r1', 'a'), false)!, false)!;
    expect(tabs.cell).toEqual({ row: 'r1', column: 'c' });
    expect(entered(shape, tabs, false).cell).toEqual({ row: 'r2', column: 'a' });
    expect(entered(shape, from('r2', 'b'), true).cell).toEqual({ row: 'r1', column: 'b' });
  });

  it('stays with its row when rows move, and takes the nearest when its row is gone', () => {
    const selection = from('r3', 'b');
    expect(kept(shape, { ...shape, rows: ['r3', 'r1', 'r2', 'r4'] }, selection)).toBe(selection);
    expect(kept(shape, { ...shape, rows: ['r1', 'r2', 'r4'] }, selection)?.cell).toEqual({ row: 'r4', column: 'b' });
    expect(kept(shape, { ...shape, rows: ['r1'] }, selection)?.cell).toEqual({ row: 'r1', column: 'b' });
    expect(kept(shape, { ...shape, rows: [] }, selection)).toBeNull();
  });

  it('names the edges of the frame', () => {
    const range = { top: 0, bottom: 1, left: 0, right: 1 };
    expect([edgesOf(range, 0, 0), edgesOf(range, 1, 1), edgesOf(range, 2, 1)]).toEqual(['tl', 'br', '']);
  });
});
