/** Ways out of a finding: each a sentence that names its effect, and the edits that make it. */
import type { CellEdit, Finding, Words } from '../kind/types.ts';
import type { Reference } from '../kind/values.ts';
import { instantIn, timeOf, zoneOf } from '../shared/instants.ts';
import { freeRooms, isPersonFree, nextFreeStart } from './free.ts';
import { PEOPLE_CELLS, type PeopleCell } from './items.ts';
import type { PersonView, PlanView, RoomView, SessionView } from './view.ts';
import { named, titleOf, UNNAMED_PERSON, UNNAMED_ROOM } from './words.ts';

export type Remedy = Finding['remedies'][number];

export const sessionEdit = (session: SessionView, field: string, value: unknown): CellEdit => ({
  part: 'plan',
  root: 'sessions',
  key: `${session.id}/${field}`,
  value,
});

/** Later on its day, in its room, when everybody in it is free. */
export function moveLater(view: PlanView, session: SessionView): Remedy | null {
  const start = nextFreeStart(view, session);
  return start === null ? null : moveTo(session, start);
}

/** To a beginning given in minutes since 1970. */
export function moveTo(session: SessionView, start: number): Remedy {
  const instant = instantIn(start, zoneOf(session.start!));
  const title = titleOf(session);
  return {
    words: { zh: `“${title.zh}”移到 ${timeOf(instant)}`, en: `Move “${title.en}” to ${timeOf(instant)}` },
    edits: [sessionEdit(session, 'start', instant)],
  };
}

/** To the smallest free room that holds it. */
export function changeRoom(view: PlanView, session: SessionView): Remedy | null {
  const room = freeRooms(view, session)[0];
  if (!room) return null;
  const [title, name] = [titleOf(session), named(room.name, UNNAMED_ROOM)];
  return {
    words: { zh: `“${title.zh}”改到 ${name.zh}`, en: `Move “${title.en}” to ${name.en}` },
    edits: [sessionEdit(session, 'room', roomReference(room))],
  };
}

export const roomReference = (room: RoomView): Reference => ({ id: room.id, label: named(room.name).zh });

const ROLE_OF: Record<PeopleCell, string> = { chair: 'chair', speakers: 'speaker', interpreters: 'interpreter' };

/** Somebody else who does the same and is free at that time. Who does two things in one session is not to be replaced in one of them. */
export function replacePerson(view: PlanView, session: SessionView, person: PersonView): Remedy | null {
  const [cell, ...more] = PEOPLE_CELLS.filter((each) => session.people[each].some((other) => other.id === person.id));
  if (cell === undefined || more.length > 0) return null;
  const present = new Set(session.people[cell].map((other) => other.id));
  const other = view.people.find(
    (each) => !present.has(each.id) && each.item!.role.some((role) => role === ROLE_OF[cell]) && isPersonFree(view, each, session),
  );
  if (!other) return null;
  const [title, name] = [titleOf(session), named(other.name, UNNAMED_PERSON)];
  const value = session.item[cell].map((one): Reference => (one.id === person.id ? { id: other.id, label: name.zh } : one));
  return {
    words: { zh: `“${title.zh}”改派 ${name.zh}`, en: `Give “${title.en}” to ${name.en}` },
    edits: [sessionEdit(session, cell, value)],
  };
}

/** Takes a person out of a session, whatever they do in it. */
export function takeOut(session: SessionView, person: PersonView): Remedy {
  const [title, name] = [titleOf(session), named(person.name, UNNAMED_PERSON)];
  const cells = PEOPLE_CELLS.filter((cell) => session.item[cell].some((one) => one.id === person.id));
  return {
    words: { zh: `“${title.zh}”不安排 ${name.zh}`, en: `Take ${name.en} out of “${title.en}”` },
    edits: cells.map((cell) =>
      sessionEdit(
        session,
        cell,
        session.item[cell].filter((one) => one.id !== person.id),
      ),
    ),
  };
}

/** Back to the unscheduled ones. */
export function unschedule(session: SessionView): Remedy {
  const title: Words = titleOf(session);
  return {
    words: { zh: `“${title.zh}”放回未排`, en: `Put “${title.en}” back to unscheduled` },
    edits: [sessionEdit(session, 'start', null)],
  };
}

/** Out of its room, which is looked for anew. */
export function clearRoom(session: SessionView): Remedy {
  const title = titleOf(session);
  return {
    words: { zh: `“${title.zh}”会场待定`, en: `Leave the room of “${title.en}” open` },
    edits: [sessionEdit(session, 'room', null)],
  };
}
