/** The extension of a file joined to what the rest of the file says. Where both speak of one thing, the rest holds. */
import type { Localized } from '../../shared/names.ts';
import { isHan } from '../../shared/names.ts';
import {
  ASSUMED_ROLE,
  EXTENSION,
  EXTENSION_CELLS,
  EXTENSION_VERSION,
  ExtensionShape,
  NAMELESS,
  type ExtensionOutput,
} from './extension.ts';
import type { OwnCells, Schedule, SchedulePerson, ScheduleSession } from './format.ts';
import { readPersons } from './read-session.ts';
import { check, fault, step, type Fault } from './shape.ts';

const BASE = `schedule.${EXTENSION}`;

/** The extension, or null with its faults added to `errors`. */
export function readExtension(value: unknown, errors: Fault[]): ExtensionOutput | null {
  const shape = check(ExtensionShape, value, BASE);
  if (!shape.ok) {
    errors.push(...shape.faults);
    return null;
  }
  if (shape.output.version === EXTENSION_VERSION) return shape.output;
  errors.push(
    fault(
      `${BASE}.version`,
      `文件由较新的版本写出（${shape.output.version}），这里只读得懂 ${EXTENSION_VERSION}。更新后再导入。`,
      `The file was written by a newer version (${shape.output.version}); this one reads ${EXTENSION_VERSION}. Update, then import it.`,
    ),
  );
  return null;
}

/** People whom the extension lists and no session names, by guid. */
export function readEntries(extension: ExtensionOutput, errors: Fault[]): ReadonlyMap<string, SchedulePerson> {
  const found = extension.people.flatMap(({ guid, entry }, n): [string, SchedulePerson][] => {
    if (!entry) return [];
    const [person] = readPersons([{ ...entry, guid }], (_key, words) => errors.push({ path: `${BASE}.people[${n}].entry`, words }));
    return person ? [[guid.toLowerCase(), person]] : [];
  });
  return new Map(found);
}

/**
 * @param entries people as the extension lists them whom no session names, by guid
 * @returns the schedule with own cells on each thing, and with all people that the file knows
 */
export function joinExtension(
  schedule: Schedule,
  extension: ExtensionOutput,
  entries: ReadonlyMap<string, SchedulePerson>,
  errors: Fault[],
): Schedule {
  const people = new Map(schedule.sessions.flatMap(({ persons }) => persons.map((person) => [person.key, person] as const)));
  for (const [, person] of entries) if (!people.has(person.key)) people.set(person.key, person);
  const byGuid = new Map([...people.values()].map((person) => [person.guid.toLowerCase(), person]));
  const told = new Map(extension.people.map((person) => [person.guid.toLowerCase(), person]));
  const sessions = new Map(Object.entries(extension.sessions).map(([guid, one]) => [guid.toLowerCase(), { guid, ...one }]));
  const keysOf = (guid: string, cell: 'chair' | 'interpreters'): readonly string[] =>
    (sessions.get(guid.toLowerCase())?.[cell] ?? []).flatMap((person, n) => {
      const found = byGuid.get(person.toLowerCase());
      if (found) return [found.key];
      const path = `${BASE}.sessions${step(sessions.get(guid.toLowerCase())!.guid)}.${cell}[${n}]`;
      errors.push(fault(path, '文件里没有这个人。', 'The file knows no such person.'));
      return [];
    });
  return {
    ...schedule,
    own: namesOf('title', extension.title, schedule.title),
    days: schedule.days.map((day) => ({ ...day, own: localizedCells('title', extension.days[day.date]?.title ?? NOTHING) })),
    rooms: schedule.rooms.map((room) => {
      const entry = own(extension.rooms, room.name);
      return { ...room, own: { ...namesOf('name', entry?.name, room.name, true), ...cells(entry, EXTENSION_CELLS.room) } };
    }),
    tracks: schedule.tracks.map((track) => ({
      ...track,
      own: namesOf('name', own(extension.tracks, track.name)?.name, track.name, true),
    })),
    people: inOrder([...people.values()], [...told.keys()]).map((person) => ({
      ...person,
      own: personCells(person, told.get(person.guid.toLowerCase())),
    })),
    sessions: schedule.sessions.map((session): ScheduleSession => {
      const entry = sessions.get(session.guid.toLowerCase());
      return {
        ...session,
        own: { ...namesOf('title', entry?.title, session.title), ...cells(entry, EXTENSION_CELLS.session) },
        chair: keysOf(session.guid, 'chair'),
        interpreters: keysOf(session.guid, 'interpreters'),
      };
    }),
  };
}

/** As the extension lists them; whom it does not list, last. */
function inOrder(people: readonly SchedulePerson[], guids: readonly string[]): SchedulePerson[] {
  const places = new Map(guids.map((guid, n) => [guid, n]));
  const placeOf = ({ guid }: SchedulePerson): number => places.get(guid.toLowerCase()) ?? places.size;
  return [...people].sort((a, b) => placeOf(a) - placeOf(b));
}

const NOTHING: Localized = { zh: '', en: '' };

const own = <T>(table: Readonly<Record<string, T>>, name: string): T | undefined => (Object.hasOwn(table, name) ? table[name] : undefined);

const cells = (entry: object | undefined, names: readonly string[]): OwnCells =>
  Object.fromEntries(names.map((name) => [name, (entry as Readonly<Record<string, unknown>> | undefined)?.[name] ?? null]));

const localizedCells = (key: string, { zh, en }: { zh?: string | null; en?: string | null }): OwnCells => ({
  [`${key}.zh`]: zh ?? '',
  [`${key}.en`]: en ?? '',
});

/** Both languages of a name. Whoever changed what the file says changed that language, unless the entry is `bound` to it by its key. */
function namesOf(key: string, name: { zh?: string | null; en?: string | null } | undefined, said: string, bound = false): OwnCells {
  const [zh, en] = [name?.zh ?? '', name?.en ?? ''];
  if (name && (bound || said.trim() === zh.trim() || said.trim() === en.trim())) return localizedCells(key, { zh, en });
  return localizedCells(key, isHan(said) ? { zh: said, en } : { zh, en: said });
}

function personCells(person: SchedulePerson, told: NonNullable<ExtensionOutput['people']>[number] | undefined): OwnCells {
  const more = cells(told, EXTENSION_CELLS.person);
  const role = told?.role ?? ASSUMED_ROLE;
  if (told?.name == null) return { latinName: '', ...more, role };
  const isSaid = (told.name || told.latinName || NAMELESS) === person.name;
  return { ...(isSaid ? { name: told.name } : {}), latinName: told.latinName, ...more, role };
}
