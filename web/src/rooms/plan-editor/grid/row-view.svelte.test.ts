import { flushSync } from 'svelte';
import { describe, expect, test } from 'vitest';
import { RowViews } from './row-view.svelte.ts';

const nowhere = { row: null, column: null, focused: false, area: null };
const at = (row: string, top: number, bottom = top) => ({
  row,
  column: 'title',
  focused: true,
  area: { top, bottom, left: 2, right: 2 },
});

describe('what of the selection a row shows', () => {
  test('a step tells the row that is left and the row that is entered, and writes nothing in the others', () => {
    const views = new RowViews();
    const [a, b, c] = ['a', 'b', 'c'].map((id, n) => views.take(id, n));
    views.choose(at('a', 0));
    expect([a!.here, b!.here, c!.here]).toEqual(['title', null, null]);
    let runs = 0;
    const stop = $effect.root(() => {
      $effect.pre(() => {
        void [c!.here, c!.isChosen, c!.range];
        runs += 1;
      });
    });
    flushSync();
    views.choose(at('b', 1));
    flushSync();
    expect([a!.here, a!.isChosen, a!.range]).toEqual([null, false, null]);
    expect([b!.here, b!.isChosen, b!.range]).toEqual(['title', true, { top: 1, bottom: 1, left: 2, right: 2 }]);
    expect(runs).toBe(1);
    views.choose(at('c', 2));
    flushSync();
    expect(runs).toBe(2);
    stop();
  });

  test('a row that is drawn later, or moves, shows what is chosen where it stands', () => {
    const views = new RowViews();
    views.choose(at('a', 3, 5));
    expect(views.take('e', 4).range).not.toBeNull();
    const moved = views.take('f', 9);
    expect(moved.range).toBeNull();
    views.place('f', 5);
    expect(moved.range).not.toBeNull();
    views.choose(nowhere);
    expect(moved.range).toBeNull();
  });

  test('a row that is no longer drawn is told nothing, and its id may be taken anew', () => {
    const views = new RowViews();
    const old = views.take('a', 0);
    const now = views.take('a', 0);
    views.drop('a', old);
    views.choose(at('a', 0));
    expect([old.here, now.here]).toEqual([null, 'title']);
  });
});
