/** Whether a session could lie somewhere: what the rules of the plan would say if it were moved there, told before it is. */
import type { Projected, Words } from '../kind/types.ts';
import { dateOf, epochMinutes, instantIn, timeOf, zoneOf } from '../shared/instants.ts';
import { busyIn, peopleOf, type Span } from './free.ts';
import { isEventDate, isWithin } from './rules/day.ts';
import { dayAt, planView, type RoomView, type SessionView } from './view.ts';
import { monthDay, named, titleOf, UNNAMED_PERSON } from './words.ts';

/** Where a session would lie. */
export interface Landing {
  /** Canonical instant. */
  start: string;
  minutes: number;
  room: RoomView | null;
}

/** What stands against it, in a few words: the head of a column has no room for more. */
export interface Obstacle {
  is: 'room' | 'person' | 'day' | 'capacity';
  words: Words;
}

/** The session as it would be read there. */
export function landed(session: SessionView, { start, minutes, room }: Landing): SessionView {
  const from = epochMinutes(start);
  return { ...session, start, minutes, from, until: from + minutes, room, placed: room !== null };
}

/** Everything against it, what weighs most first; empty when the rules of the plan would find nothing about this session. */
export function obstacles(parts: Projected, session: SessionView, landing: Landing): Obstacle[] {
  const view = planView(parts);
  const there = landed(session, landing);
  const { byRoom, byPerson } = busyIn(view);
  const found: Obstacle[] = [];
  const inTheWay = (spans: readonly Span[] = []): Span | undefined =>
    spans.find((span) => span.session.id !== session.id && span.from < there.until! && there.from! < span.until);

  const taken = there.room && inTheWay(byRoom.get(there.room.id));
  if (taken) found.push({ is: 'room', words: takenBy(taken, there) });
  for (const person of peopleOf(session).values()) {
    const other = inTheWay(byPerson.get(person.id));
    if (!other) continue;
    const [name, title] = [named(person.name, UNNAMED_PERSON), titleOf(other.session)];
    found.push({ is: 'person', words: { zh: `${name.zh}此时在“${title.zh}”`, en: `${name.en} is in “${title.en}”` } });
  }
  const outside = outsideDay(parts, there);
  if (outside) found.push({ is: 'day', words: outside });
  const { room, expected } = there;
  if (room?.capacity != null && expected !== null && expected > room.capacity)
    found.push({
      is: 'capacity',
      words: { zh: `可容${room.capacity}人，报名${expected}`, en: `Holds ${room.capacity}, ${expected} expected` },
    });
  return found;
}

function takenBy(span: Span, there: SessionView): Words {
  const title = titleOf(span.session);
  const zone = zoneOf(there.start!);
  const time = `${timeOf(instantIn(span.from, zone))}–${timeOf(instantIn(span.until, zone))}`;
  return { zh: `${time}有“${title.zh}”`, en: `“${title.en}”, ${time}` };
}

function outsideDay(parts: Projected, there: SessionView): Words | null {
  const { days } = planView(parts);
  if (days.length === 0) return null;
  const date = dateOf(there.start!);
  const day = dayAt(days, there.start!);
  if (!day) return isEventDate(parts, date) ? null : { zh: `会期里没有${monthDay(date)}`, en: `${monthDay(date)} is no day of the event` };
  if (isWithin(there, day)) return null;
  const wall = (minutes: number | null): string => (minutes === null ? '' : timeOf(instantIn(minutes, zoneOf(there.start!))));
  const hours = `${wall(day.opens)}–${wall(day.closes)}`;
  return { zh: `超出会期${hours}`, en: `Outside the day, ${hours}` };
}
