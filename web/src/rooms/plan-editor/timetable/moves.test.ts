import { applyEdits } from '@qiao/domain/kind';
import { planView, type SessionView } from '@qiao/domain/plan';
import { addRoom, addSession, at, planDocs, projectAll, type PlanDocs } from '@qiao/domain/plan/plan.fixture';
import { instantIn, timeOf } from '@qiao/domain/shared/instants';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyAct } from './keys.ts';
import { against, editsThere, firstFree, roomThere } from './landing.ts';
import { editsTo, editsToTray, STEP_MINUTES, withEnd, withStart } from './moves.ts';
import { placesOf } from './places.ts';

const session = (docs: PlanDocs, id = 's1'): SessionView => planView(projectAll(docs)).sessions.find((one) => one.id === id)!;
function docsOf(...sessions: Parameters<typeof addSession>[1][]): PlanDocs {
  const docs = planDocs();
  addRoom(docs, 'a', '云台厅', 300);
  addRoom(docs, 'b', '报告厅', 40);
  for (const one of sessions) addSession(docs, one);
  return docs;
}
const write = (docs: PlanDocs, edits: Parameters<typeof applyEdits>[1]): void => void applyEdits({ plan: docs.plan }, edits);

describe('moving', () => {
  it('writes the cells that change and no other', () => {
    const docs = docsOf({ id: 's1', start: at('09:00'), minutes: 45, room: 'a' });
    const one = session(docs);
    const cells = (to: Parameters<typeof editsTo>[1]) => editsTo(one, to, 'Asia/Shanghai').map(({ key }) => key);
    expect(cells({ from: one.from!, minutes: 45, room: { id: 'a', label: '云台厅' } })).toEqual([]);
    expect(cells({ from: one.from! + 15, minutes: 45 })).toEqual(['s1/start']);
    expect(cells({ from: one.from!, minutes: 60 })).toEqual(['s1/minutes']);
    expect(cells({ from: one.from!, minutes: 45, room: { id: 'b', label: '' } })).toEqual(['s1/room']);
    expect(cells({ from: one.from!, minutes: 45, track: null })).toEqual([]);
  });

  it('there and back gives what was there, and over a change of the clock a session keeps its length', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 4 * 24 * 4 }),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: -200, max: 200 }),
        fc.constantFrom('Europe/Lisbon', 'Asia/Shanghai', 'America/New_York'),
        (quarter, length, steps, zone) => {
          const from = Date.UTC(2026, 9, 23) / 60_000 + quarter * 15;
          const docs = docsOf({ id: 's1', start: instantIn(from, zone), minutes: length * 15, room: 'a' });
          const before = session(docs);
          write(docs, editsTo(before, { from: from + steps * STEP_MINUTES, minutes: before.minutes! }, zone));
          const moved = session(docs);
          expect(moved.until! - moved.from!).toBe(length * 15);
          expect(moved.from).toBe(from + steps * STEP_MINUTES);
          write(docs, editsTo(moved, { from, minutes: moved.minutes! }, zone));
          expect(session(docs).item).toEqual(before.item);
        },
      ),
    );
  });

  it('past the hour that is not there goes on the clock from 00:45 to 02:00 in one step', () => {
    const docs = docsOf({ id: 's1', start: '2026-03-29T00:45+00:00[Europe/Lisbon]', minutes: 30, room: 'a' });
    const one = session(docs);
    write(docs, editsTo(one, { from: one.from! + 15, minutes: 30 }, 'Europe/Lisbon'));
    expect(timeOf(session(docs).start!)).toBe('02:00');
  });

  it('puts into the tray by taking the beginning away, and what is there already stays untouched', () => {
    const docs = docsOf({ id: 's1', start: at('09:00'), minutes: 45, room: 'a' }, { id: 's2', minutes: 30 });
    expect(editsToTray(session(docs)).map(({ key, value }) => `${key}=${String(value)}`)).toEqual(['s1/start=null']);
    expect(editsToTray(session(docs, 's2'))).toEqual([]);
  });
});

describe('edges', () => {
  const extent = fc.record({ from: fc.integer({ min: 0, max: 2000 }), minutes: fc.integer({ min: 1, max: 600 }) });

  it('the later one leaves the beginning, the earlier one leaves the end, and nothing gets shorter than a step', () => {
    fc.assert(
      fc.property(extent, fc.integer({ min: -100, max: 3000 }), (one, to) => {
        const [late, early] = [withEnd(one, to), withStart(one, to)];
        expect(late.from).toBe(one.from);
        expect(early.from + early.minutes).toBe(one.from + one.minutes);
        for (const { minutes } of [late, early]) expect(minutes).toBeGreaterThanOrEqual(Math.min(STEP_MINUTES, one.minutes));
        if (to >= one.from + STEP_MINUTES) expect(late.from + late.minutes).toBe(to);
        if (to <= one.from + one.minutes - STEP_MINUTES) expect(early.from).toBe(to);
      }),
    );
  });
});

describe('landing', () => {
  const docs = docsOf(
    { id: 's1', title: '开幕式', start: at('09:00'), minutes: 60, room: 'a' },
    { id: 's2', title: '彝绣体验', minutes: 60, expected: 30 },
    { id: 's3', title: '全会', start: at('10:00'), minutes: 60, room: 'b' },
  );
  const parts = projectAll(docs);
  const view = planView(parts);
  const [tray, from] = [session(docs, 's2'), session(docs).from!];
  const rooms = placesOf(view, view.sessions, 'room');

  it('in a column of rooms takes the room, by track keeps the room or takes the smallest free one that holds it', () => {
    const extent = { from, minutes: 60 };
    expect(roomThere(view, tray, extent, rooms[0]!, 'room')?.id).toBe('a');
    expect(roomThere(view, tray, extent, null, 'track')?.id).toBe('b');
    expect(roomThere(view, tray, { from: from + 60, minutes: 60 }, null, 'track')?.id).toBe('a');
    expect(roomThere(view, session(docs), extent, null, 'track')?.id).toBe('a');
    expect(editsThere(view, tray, extent, rooms[1]!, 'room').map(({ key }) => key)).toEqual(['s2/start', 's2/room']);
  });

  it('says what is in the way, and finds the first place where nothing is', () => {
    expect(against(parts, view, tray, { from, minutes: 60 }, rooms[0]!, 'room').map(({ is }) => is)).toEqual(['room']);
    const search = { from, until: from + 180, step: 15 };
    const wish = { places: rooms, by: 'room' as const, minutes: 60, column: null };
    expect(firstFree(parts, view, tray, wish, search)).toEqual({ column: 1, from });
    expect(firstFree(parts, view, tray, { ...wish, column: 0 }, search)).toEqual({ column: 0, from: from + 60 });
    expect(firstFree(parts, view, tray, { ...wish, minutes: 240 }, search)).toBeNull();
  });
});

describe('keys', () => {
  const press = (key: string, held: Partial<Record<'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey', boolean>> = {}) =>
    keyAct({ key, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...held });

  it('arrows move, with Shift resize, with Ctrl or ⌘ change the room, and sideways alone go to the next block', () => {
    expect(press('ArrowDown')).toEqual({ do: 'move', by: 1 });
    expect(press('ArrowUp', { shiftKey: true })).toEqual({ do: 'resize', by: -1 });
    expect(press('ArrowRight', { ctrlKey: true })).toEqual({ do: 'place', by: 1 });
    expect(press('ArrowLeft', { metaKey: true })).toEqual({ do: 'place', by: -1 });
    expect(press('ArrowLeft')).toEqual({ do: 'go', way: 'left' });
  });

  it('leaves alone what belongs to the browser', () => {
    expect([press('ArrowLeft', { altKey: true }), press('+', { ctrlKey: true }), press('r', { ctrlKey: true }), press('Tab')]).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });

  it('takes back and makes again', () => {
    expect([press('z', { ctrlKey: true }), press('Z', { metaKey: true, shiftKey: true }), press('y', { ctrlKey: true })]).toEqual([
      { do: 'undo' },
      { do: 'redo' },
      { do: 'redo' },
    ]);
  });
});
