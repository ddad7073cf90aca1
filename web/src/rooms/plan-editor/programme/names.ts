/** Finding people, rooms and tracks by what was typed: exact names for reading a cell, anything near for offers. */
import type { Reference } from '@qiao/domain/kind';
import type { PersonItem, PlanView, RoomView, SessionView } from '@qiao/domain/plan';
import { PEOPLE_CELLS } from '@qiao/domain/plan';
import { nameKey, type Localized } from '@qiao/domain/shared/names';
import type { Locale } from '@qiao/domain/shared/words';
import { fold, initials } from '#local/records/fold.ts';

/** Something that cells refer to, under its names. */
export interface Named {
  id: string;
  names: readonly string[];
}

export const roomNames = (room: RoomView): Named => ({ id: room.id, names: [room.name.zh, room.name.en].filter(Boolean) });
export const personNames = ({ id, name, latinName }: PersonItem): Named => ({ id, names: [name, latinName].filter(Boolean) });

export type Found = { ok: true; id: string } | { ok: false; why: 'none' | 'several' };

/** What is called exactly so, however it is spaced or cased. */
export function findExactly(all: Iterable<Named>, name: string): Found {
  const wanted = nameKey(name);
  const found = new Set<string>();
  for (const one of all) if (one.names.some((each) => nameKey(each) === wanted)) found.add(one.id);
  const [id] = found;
  if (id === undefined) return { ok: false, why: 'none' };
  return found.size > 1 ? { ok: false, why: 'several' } : { ok: true, id };
}

/** How well something fits what was typed: 0 not at all. Whole name, beginning, inside, initials of a Chinese name. */
export function fit(names: readonly string[], typed: string): number {
  const wanted = fold(typed.trim());
  if (wanted === '') return 1;
  const folded = names.map(fold);
  if (folded.includes(wanted)) return 5;
  if (folded.some((name) => name.startsWith(wanted))) return 4;
  if (folded.some((name) => name.split(/[\s·.-]+/).some((word) => word.startsWith(wanted)))) return 3;
  if (folded.some((name) => name.includes(wanted))) return 2;
  return /^[a-z]+$/.test(wanted) && names.some((name) => initials(name).startsWith(wanted)) ? 1 : 0;
}

/** The best of them, best first. */
export function best<T>(all: readonly T[], namesOf: (one: T) => readonly string[], typed: string, limit: number): T[] {
  return all
    .map((one, n) => ({ one, n, fit: fit(namesOf(one), typed) }))
    .filter((scored) => scored.fit > 0)
    .sort((a, b) => b.fit - a.fit || a.n - b.n)
    .slice(0, limit)
    .map((scored) => scored.one);
}

export const inLanguage = ({ zh, en }: Localized, locale: Locale): string => (locale === 'en' ? en || zh : zh || en);

export const roomReference = (room: RoomView): Reference => ({ id: room.id, label: room.name.zh || room.name.en });

/** A session at the same time that the room or the person is in; null when free, or when the session has no time. */
export function busyAt(view: PlanView, session: SessionView, who: { room: string } | { person: string }): SessionView | null {
  const { from, until } = session;
  if (from === null || until === null) return null;
  const isIn = (other: SessionView): boolean =>
    'room' in who
      ? other.room?.id === who.room
      : PEOPLE_CELLS.some((cell) => other.people[cell].some((person) => person.id === who.person));
  return (
    view.sessions.find(
      (other) => other.id !== session.id && other.from !== null && other.from < until && from < other.until! && isIn(other),
    ) ?? null
  );
}
