import { planView, type PlanView } from '@qiao/domain/plan';
import { addDay, addPerson, addRoom, addSession, at, planDocs, projectAll, type NewSession } from '@qiao/domain/plan/plan.fixture';
import { applyEdits } from '@qiao/domain/kind';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inLanes } from './lanes.ts';
import { layOut, type Layout } from './layout.ts';
import { neighbour, standingsOf } from './neighbours.ts';
import { NO_TRACK, placesOf } from './places.ts';
import { columnsInSight, columnWidth, LEAST_COLUMN, stretchInSight } from './sight.ts';
import { isZoom, snapOf, USUAL_ZOOM, ZOOM_STEPS, zoomed, zoomFor } from './zoom.ts';

function plan(...sessions: NewSession[]): PlanView {
  const docs = planDocs();
  for (const [id, name] of [
    ['a', '云台厅'],
    ['b', '报告厅'],
    ['c', '201'],
  ] as const)
    addRoom(docs, id, name);
  addPerson(docs, 'lin', '林珊', 'Lin Shan', 'speaker');
  addDay(docs, '2026-11-06', at('08:00'), at('20:00'));
  for (const session of sessions) addSession(docs, session);
  return planView(projectAll(docs));
}
const lay = (view: PlanView): Layout => layOut(view.sessions, placesOf(view, view.sessions, 'room'), 'room');
const bands = ({ bands: all }: Layout): string =>
  all.map(({ id, first, last, sessions }) => `${id} ${first}-${last} ${sessions.length}`).join(' | ');
const columnOf = ({ blocks }: Layout, column: number): string =>
  (blocks.get(column) ?? []).map(({ id, lane, lanes }) => `${id} ${lane}/${lanes}`).join(' ');

describe('lanes', () => {
  const spans = fc.array(fc.record({ from: fc.integer({ min: 0, max: 200 }), length: fc.integer({ min: 1, max: 80 }) }), { maxLength: 25 });
  const items = spans.map((all) => all.map(({ from, length }, n) => ({ id: `s${n}`, from, until: from + length })));

  it('put no two that overlap in one lane, and never more lanes than overlap at once', () => {
    fc.assert(
      fc.property(items, (all) => {
        const laid = inLanes(all);
        expect(laid).toHaveLength(all.length);
        for (const one of laid) {
          expect(one.lane).toBeLessThan(one.lanes);
          for (const other of laid) {
            const meets = one.item.from < other.item.until && other.item.from < one.item.until;
            if (one !== other && meets) {
              expect(one.lane).not.toBe(other.lane);
              expect(one.lanes).toBe(other.lanes);
            }
          }
        }
        const depth = Math.max(0, ...all.map(({ from }) => all.filter((one) => one.from <= from && from < one.until).length));
        expect(Math.max(0, ...laid.map(({ lanes }) => lanes))).toBe(depth);
      }),
    );
  });

  it('take up what the lowest block is drawn with, so that short ones do not lie over each other', () => {
    const short = [
      { id: 'a', from: 0, until: 5 },
      { id: 'b', from: 5, until: 10 },
    ];
    expect(inLanes(short).map(({ lanes }) => lanes)).toEqual([1, 1]);
    expect(inLanes(short, 15).map(({ lane, lanes }) => `${lane}/${lanes}`)).toEqual(['0/2', '1/2']);
  });
});

describe('the sheet', () => {
  it('stands overlapping sessions of one room side by side', () => {
    const layout = lay(
      plan(
        { id: 's1', start: at('09:00'), minutes: 60, room: 'a' },
        { id: 's2', start: at('09:30'), minutes: 60, room: 'a' },
        { id: 's3', start: at('10:30'), minutes: 60, room: 'a' },
      ),
    );
    expect(columnOf(layout, 0)).toBe('s1 0/2 s2 1/2 s3 0/1');
  });

  it('draws a break across the rooms in which nothing else is meanwhile, and as an ordinary block where its own room is taken', () => {
    const tea = { id: 'tea', title: '茶歇', start: at('10:30'), minutes: 30, room: 'b' };
    expect(bands(lay(plan(tea)))).toBe('tea 0-2 1');
    expect(bands(lay(plan(tea, { id: 's1', start: at('10:00'), minutes: 45, room: 'c' })))).toBe('tea 0-1 1');
    const clash = lay(plan(tea, { id: 's1', start: at('10:45'), minutes: 45, room: 'b' }));
    expect(bands(clash)).toBe('');
    expect(columnOf(clash, 1)).toBe('tea 0/2 s1 1/2');
  });

  it('draws one band for a break that is entered for several rooms, and for anything that is in every room at once', () => {
    const tea = (room: string) => ({ id: `tea${room}`, title: '茶歇', start: at('10:30'), minutes: 30, room });
    expect(bands(lay(plan(tea('a'), tea('c'))))).toBe('teaa 0-2 2');
    const all = (room: string) => ({ id: `all${room}`, title: '校歌', start: at('09:00'), minutes: 15, room, speakers: ['lin'] });
    expect(bands(lay(plan(all('a'), all('b'), all('c'))))).toBe('alla 0-2 3');
    expect(bands(lay(plan(all('a'), all('b'))))).toBe('');
  });

  it('does not lay two bands of one time over each other', () => {
    const layout = lay(
      plan(
        { id: 'tea', title: '茶歇', start: at('10:30'), minutes: 30, room: 'a' },
        { id: 'lunch', title: '午餐', start: at('10:45'), minutes: 30, room: 'c' },
      ),
    );
    expect(bands(layout)).toBe('tea 0-1 1 | lunch 2-2 1');
  });

  it('has a column for each room, for one that was taken away but is still named, and by track one for those without', () => {
    const docs = planDocs();
    addRoom(docs, 'a', '云台厅', 300);
    addSession(docs, { id: 's1', start: at('09:00'), minutes: 30, room: 'gone' });
    applyEdits({ plan: docs.plan }, [{ part: 'plan', root: 'sessions', key: 's1/track', value: { id: 't1', label: '生态' } }]);
    const view = planView(projectAll(docs));
    expect(placesOf(view, view.sessions, 'room').map(({ id }) => id)).toEqual(['a', 'gone']);
    expect(placesOf(view, view.sessions, 'track').map(({ id }) => id)).toEqual(['t1', NO_TRACK]);
  });
});

describe('going from block to block', () => {
  const all = standingsOf(
    lay(
      plan(
        { id: 'a1', start: at('09:00'), minutes: 60, room: 'a' },
        { id: 'a2', start: at('11:00'), minutes: 60, room: 'a' },
        { id: 'c1', start: at('09:30'), minutes: 30, room: 'c' },
        { id: 'c2', start: at('11:15'), minutes: 30, room: 'c' },
        { id: 'tea', title: '茶歇', start: at('10:15'), minutes: 15, room: 'b' },
      ),
    ),
  );
  const go = (id: string | null, way: Parameters<typeof neighbour>[2]) => neighbour(all, id, way);

  it('goes beside in time, over empty rooms, and stays at the edge', () => {
    expect([go('a1', 'right'), go('a2', 'right'), go('c2', 'left'), go('a1', 'left')]).toEqual(['c1', 'c2', 'a2', 'a1']);
  });

  it('goes up and down a column through what lies across it, and to the ends of the day', () => {
    expect([go('a1', 'after'), go('tea', 'after'), go('c2', 'before'), go('a2', 'first'), go('a1', 'last')]).toEqual([
      'tea',
      'a2',
      'tea',
      'a1',
      'c2',
    ]);
  });

  it('begins at the first, and there is none on an empty sheet', () => {
    expect(go(null, 'right')).toBe('a1');
    expect(neighbour([], 'a1', 'right')).toBeNull();
  });
});

describe('what is drawn', () => {
  it('is the columns in sight with one beyond, of thirty rooms a few', () => {
    const width = columnWidth(900, 30, 52);
    expect(width).toBe(LEAST_COLUMN);
    const seen = columnsInSight({ left: 10 * width, top: 0, width: 900, height: 600 }, width, 30, 52);
    expect(seen).toEqual({ first: 9, last: 17 });
    expect(columnsInSight({ left: 0, top: 0, width: 900, height: 600 }, width, 0, 52).last).toBe(-1);
  });

  it('fills the pane with few rooms', () => {
    expect(columnWidth(852, 5, 52)).toBe(160);
  });

  it('changes only by whole steps while one scrolls', () => {
    const of = (top: number) => stretchInSight({ left: 0, top, width: 900, height: 600 }, 50);
    expect(of(10)).toEqual(of(100));
    expect(of(300).from).toBeLessThanOrEqual(300 - 240);
    expect(of(300).until).toBeGreaterThanOrEqual(300 + 550);
  });
});

describe('zoom', () => {
  it('goes by steps and stays at the ends', () => {
    expect([zoomed(16, 1), zoomed(16, -1), zoomed(ZOOM_STEPS[0], -1), zoomed(ZOOM_STEPS.at(-1)!, 1)]).toEqual([24, 12, 8, 56]);
    expect([isZoom(24), isZoom(25), isZoom(0)]).toEqual([true, false, false]);
  });

  it('begins so that the shortest session holds a line, unless the day grew out of hand', () => {
    expect([zoomFor([]), zoomFor([{ minutes: 45 }]), zoomFor([{ minutes: 15 }]), zoomFor([{ minutes: 5 }])]).toEqual([
      USUAL_ZOOM,
      16,
      24,
      16,
    ]);
  });

  it('lands on a quarter, close up on five minutes', () => {
    expect([snapOf(16), snapOf(36)]).toEqual([15, 5]);
  });
});
