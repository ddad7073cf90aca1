/** What moving a session on the sheet writes: the cells that change and no other. Pure. */
import type { CellEdit, Reference } from '@qiao/domain/kind';
import type { SessionView } from '@qiao/domain/plan';
import { instantIn, zoneOf } from '@qiao/domain/shared/instants';
import { sessionEdit } from '../programme/times.ts';

/** A step of the keyboard, and the shortest a session is made. Minutes. */
export const STEP_MINUTES = 15;
/** What is dragged out of the tray without a length of its own. Minutes. */
export const USUAL_MINUTES = 60;

/** Where a session goes. What is undefined stays as it is. */
export interface Target {
  /** Minutes since 1970. */
  from: number;
  minutes: number;
  room?: Reference | null | undefined;
  track?: Reference | null | undefined;
}

/** Exact minutes: over a change of the clock a session keeps its length. The zone is the session's own, else the event's. */
export function editsTo(session: SessionView, to: Target, zone: string): CellEdit[] {
  const { id, start, item } = session;
  const edits: CellEdit[] = [];
  const now = instantIn(to.from, start === null ? zone : zoneOf(start));
  // By the text of the instant where it has no length yet, whose beginning is not counted in minutes.
  if (start === null || (session.from ?? NaN) !== to.from) if (start !== now) edits.push(sessionEdit(id, 'start', now));
  if (session.minutes !== to.minutes) edits.push(sessionEdit(id, 'minutes', to.minutes));
  if (to.room !== undefined && (item.room?.id ?? null) !== (to.room?.id ?? null)) edits.push(sessionEdit(id, 'room', to.room));
  if (to.track !== undefined && (item.track?.id ?? null) !== (to.track?.id ?? null)) edits.push(sessionEdit(id, 'track', to.track));
  return edits;
}

/** Back to the tray: it loses its beginning, as in the table. */
export const editsToTray = (session: SessionView): CellEdit[] =>
  session.start === null || !session.placed ? [] : [sessionEdit(session.id, 'start', null)];

export interface Extent {
  from: number;
  minutes: number;
}

/** The later edge put at a minute; never shorter than a step, unless it was already. */
export function withEnd({ from, minutes }: Extent, end: number, least = STEP_MINUTES): Extent {
  return { from, minutes: Math.max(Math.min(least, minutes), end - from) };
}

/** The earlier edge put at a minute; the end stays. */
export function withStart({ from, minutes }: Extent, start: number, least = STEP_MINUTES): Extent {
  const end = from + minutes;
  const kept = Math.max(Math.min(least, minutes), end - start);
  return { from: end - kept, minutes: kept };
}
