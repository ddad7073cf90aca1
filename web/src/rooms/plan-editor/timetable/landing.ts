/** Where a session that is carried would come to lie, and what that writes. Pure. */
import type { CellEdit } from '@qiao/domain/kind';
import { freeRooms, landed, obstacles, type Obstacle, type PlanView, type RoomView, type SessionView } from '@qiao/domain/plan';
import { instantIn } from '@qiao/domain/shared/instants';
import { roomReference } from '../programme/names.ts';
import { editsTo, type Extent } from './moves.ts';
import type { By, Place } from './places.ts';

type Parts = Parameters<typeof obstacles>[0];

/** The room it would be in. By track a session keeps its room; one without any gets the smallest that holds it and is free. */
export function roomThere(view: PlanView, session: SessionView, extent: Extent, place: Place | null, by: By): RoomView | null {
  if (by === 'room') return place?.room ?? session.room;
  if (session.room) return session.room;
  const start = instantIn(extent.from, view.zone);
  return freeRooms(view, landed(session, { start, minutes: extent.minutes, room: null }))[0] ?? null;
}

/** What stands against it there. */
export function against(parts: Parts, view: PlanView, session: SessionView, extent: Extent, place: Place | null, by: By): Obstacle[] {
  const room = roomThere(view, session, extent, place, by);
  return obstacles(parts, session, { start: instantIn(extent.from, view.zone), minutes: extent.minutes, room });
}

/** The cells that putting it there changes. A place of null leaves room and track as they are. */
export function editsThere(view: PlanView, session: SessionView, extent: Extent, place: Place | null, by: By): CellEdit[] {
  const room = roomThere(view, session, extent, place, by);
  return editsTo(
    session,
    {
      ...extent,
      room: room && room.id !== session.room?.id ? roomReference(room) : undefined,
      track: by === 'track' && place ? place.track : undefined,
    },
    view.zone,
  );
}

/** The first stretch of a day at which it would meet nothing, earliest first, then from left to right; null when there is none. A column of null is any. */
export function firstFree(
  parts: Parts,
  view: PlanView,
  session: SessionView,
  { places, by, minutes, column: only }: { places: readonly Place[]; by: By; minutes: number; column: number | null },
  { from, until, step }: { from: number; until: number; step: number },
): { column: number; from: number } | null {
  for (let at = from; at + minutes <= until; at += step) {
    for (const [column, place] of places.entries()) {
      if (only !== null && column !== only) continue;
      const extent = { from: at, minutes };
      if (by === 'track' && !roomThere(view, session, extent, place, by)) continue;
      if (against(parts, view, session, extent, place, by).length === 0) return { column, from: at };
    }
  }
  return null;
}
