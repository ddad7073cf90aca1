/** The columns of the sheet: the rooms, or the tracks. Pure. */
import type { Reference } from '@qiao/domain/kind';
import type { PlanView, RoomView, SessionView } from '@qiao/domain/plan';
import type { Localized } from '@qiao/domain/shared/names';

export type By = 'room' | 'track';

export interface Place {
  /** Id of the room or the track; `NO_TRACK`. */
  id: string;
  name: Localized;
  /** Of a room. */
  capacity: number | null;
  equipment: string;
  room: RoomView | null;
  track: Reference | null;
}

/** The column of sessions without a track. */
export const NO_TRACK = 'no-track';

export function placesOf(view: PlanView, sessions: readonly SessionView[], by: By): Place[] {
  return by === 'room' ? roomPlaces(view, sessions) : trackPlaces(view, sessions);
}

/** All rooms in the order of their list, and those that sessions still name though they were taken away. */
function roomPlaces(view: PlanView, sessions: readonly SessionView[]): Place[] {
  const gone = new Map<string, RoomView>();
  for (const { room } of sessions) if (room?.item === null) gone.set(room.id, room);
  return [...view.rooms, ...gone.values()].map((room) => ({
    id: room.id,
    name: room.name,
    capacity: room.capacity,
    equipment: room.item?.equipment.split('\n')[0]?.trim() ?? '',
    room,
    track: null,
  }));
}

function trackPlaces(view: PlanView, sessions: readonly SessionView[]): Place[] {
  const names = new Map<string, Localized>(view.tracks.map((track) => [track.id, track.name]));
  for (const { track } of sessions) if (track && !names.has(track.id)) names.set(track.id, track.name);
  const places = [...names].map(([id, name]): Place => ({
    id,
    name,
    capacity: null,
    equipment: '',
    room: null,
    track: { id, label: name.zh || name.en },
  }));
  return [...places, { id: NO_TRACK, name: { zh: '', en: '' }, capacity: null, equipment: '', room: null, track: null }];
}

export const placeIdOf = (session: SessionView, by: By): string =>
  by === 'room' ? (session.room?.id ?? '') : (session.track?.id ?? NO_TRACK);
