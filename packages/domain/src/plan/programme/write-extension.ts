/** What the plan knows beyond the published format, for the key of our own. */
import type { Projected } from '../../kind/types.ts';
import { isHan, type Localized } from '../../shared/names.ts';
import { isEmptyValue } from '../../kind/fields/field.ts';
import type { PersonItem } from '../items.ts';
import type { PersonView, PlanView, SessionView } from '../view.ts';
import { ASSUMED_ROLE, EXTENSION_CELLS, EXTENSION_VERSION } from './extension.ts';

/** How the file calls and writes what the extension speaks of. */
export interface InFile {
  title: string;
  /** By item id. */
  rooms: ReadonlyMap<string, string>;
  tracks: ReadonlyMap<string, string>;
  guid(session: SessionView): string;
  sessionTitle(session: SessionView): string;
  person(person: PersonView): { readonly guid?: unknown };
  personName(person: PersonView): string;
  /** A session without a place in the file, in the shape of the others. */
  unscheduled(session: SessionView): object;
}

export function writeExtension(view: PlanView, parts: Projected, inFile: InFile): object {
  const guidOf = (person: PersonView): unknown => inFile.person(person).guid;
  const named = new Set(view.sessions.flatMap((session) => session.people.speakers.map(({ id }) => id)));
  const days: [string, object][] = [];
  for (const day of view.days)
    if (!isEmptyValue(day.title) && !days.some(([date]) => date === day.date)) days.push([day.date, { title: day.title }]);
  const sessions = view.sessions.map((session): [string, object] => {
    const { item, people } = session;
    const [chair, interpreters] = [people.chair.map(guidOf), people.interpreters.map(guidOf)];
    const more = filled({ chair, interpreters, ...pick(item, EXTENSION_CELLS.session) });
    return [inFile.guid(session), { ...beyond('title', item.title, inFile.sessionTitle(session)), ...more }];
  });
  return filled({
    version: EXTENSION_VERSION,
    ...beyond('title', titleOf(parts), inFile.title),
    days: Object.fromEntries(days),
    rooms: table(
      view.rooms.map((room) => {
        const name = inFile.rooms.get(room.id) ?? '';
        return [name, { ...beyond('name', room.name, name), ...filled(pick(room.item, EXTENSION_CELLS.room)) }];
      }),
    ),
    tracks: table(
      view.tracks.map((track) => {
        const name = inFile.tracks.get(track.id) ?? '';
        return [name, beyond('name', track.name, name)];
      }),
    ),
    people: peopleOf(view).map((person) => ({
      guid: guidOf(person),
      ...cellsOf(person, inFile.personName(person)),
      ...(named.has(person.id) ? {} : { entry: inFile.person(person) }),
    })),
    sessions: table(sessions.sort(([a], [b]) => (a < b ? -1 : 1))),
    unscheduled: view.unscheduled.map((session) => inFile.unscheduled(session)),
  });
}

export const titleOf = (parts: Projected): Localized => (parts.case?.fields.title as Localized | undefined) ?? { zh: '', en: '' };

/** Everybody of the plan, and whom a session still names though they are on its list no more. */
function peopleOf(view: PlanView): PersonView[] {
  const gone = view.sessions.flatMap(({ people }) => [...people.chair, ...people.interpreters]).filter(({ item }) => item === null);
  return [...new Map([...view.people, ...gone].map((person) => [person.id, person])).values()];
}

/** The cells of a person that a reader would not take for granted. */
function cellsOf({ item }: PersonView, said: string): object {
  if (!item) return {};
  const names = item.name === said && item.latinName === '' ? {} : { name: item.name, latinName: item.latinName };
  const more = pick(item, EXTENSION_CELLS.person);
  const told = Object.entries(more).filter(([name, value]) => (name === 'role' ? !isAssumed(item) : !isEmptyValue(value)));
  return { ...names, ...Object.fromEntries(told) };
}

const isAssumed = ({ role }: PersonItem): boolean => JSON.stringify(role) === JSON.stringify(ASSUMED_ROLE);

/** A name, unless a reader of what the file says makes the same of it. */
const beyond = (key: string, name: Localized, said: string): object =>
  sameName(name, isHan(said) ? { zh: said, en: '' } : { zh: '', en: said }) ? {} : { [key]: name };

const sameName = (a: Localized, b: Localized): boolean => a.zh === b.zh && a.en === b.en;

const pick = <T extends object, K extends keyof T>(item: T | null, names: readonly K[]): Partial<Pick<T, K>> =>
  item ? (Object.fromEntries(names.map((name) => [name, item[name]])) as Pick<T, K>) : {};

const filled = (values: object): object =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => !isEmptyValue(value) && !isBare(value)));

const isBare = (value: unknown): boolean => typeof value === 'object' && value !== null && Object.keys(value).length === 0;

/** Only entries that say something. */
const table = (entries: readonly (readonly [string, object])[]): object =>
  Object.fromEntries(entries.filter(([name, entry]) => name !== '' && !isBare(entry)));
