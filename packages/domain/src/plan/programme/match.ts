/** Finds which item of the event a thing of the file is: by what was imported before, by its identifiers, and by its name at last. */
import type { Item } from '../../kind/types.ts';
import { nameKey } from '../../shared/names.ts';
import type { DayItem, PersonItem, RoomItem, TrackItem } from '../items.ts';
import { carriedObject } from './carried.ts';
import { derivedGuid } from './derived.ts';
import type { SchedulePerson } from './format.ts';
import type { Present } from './source.ts';
import type { Thing } from './things.ts';

export interface Matched {
  /** The item, or null when it is to be made. */
  item: Item | null;
  id: string;
  /** It was removed here. */
  removed: boolean;
}

/** The item of each thing, in their order. No item is given to two. */
export function matchThings(things: readonly Thing[], present: Present, persons: ReadonlyMap<string, SchedulePerson>): readonly Matched[] {
  const { list } = things[0] ?? { list: null };
  if (!list) return [];
  const items = present.parts[list.part]?.lists[list.root] ?? [];
  const index = indexItems(items);
  const used = new Set<string>();
  const ids = things.map((thing) => {
    const id = strongMatch(thing, present, index, persons);
    if (id === null || used.has(id)) return null;
    used.add(id);
    return id;
  });
  things.forEach((thing, n) => {
    if (ids[n] !== null) return;
    const candidates = (index.byName.get(weakName(thing)) ?? []).filter((item) => !used.has(item.id) && mayBe(item, thing, persons));
    if (candidates.length !== 1 && thing.what === 'person') return;
    if (candidates[0]) used.add((ids[n] = candidates[0].id));
  });
  return things.map((thing, n) => {
    const id = ids[n] ?? thing.derived;
    return { id, item: index.byId.get(id) ?? null, removed: present.removed.has(`${list.part}/${list.root}/${id}`) };
  });
}

interface Index {
  byId: ReadonlyMap<string, Item>;
  byMark: ReadonlyMap<string, Item>;
  byName: ReadonlyMap<string, readonly Item[]>;
}

function indexItems(items: readonly Item[]): Index {
  const byMark = new Map<string, Item>();
  const byName = new Map<string, Item[]>();
  for (const item of items) {
    for (const mark of marksOf(item)) if (!byMark.has(mark)) byMark.set(mark, item);
    for (const name of namesOf(item)) byName.set(name, [...(byName.get(name) ?? []), item]);
  }
  return { byId: new Map(items.map((item) => [item.id, item])), byMark, byName };
}

function strongMatch(thing: Thing, present: Present, index: Index, persons: ReadonlyMap<string, SchedulePerson>): string | null {
  const known = (id: string): boolean => index.byId.has(id) || present.removed.has(`${thing.list!.part}/${thing.list!.root}/${id}`);
  const imported = present.sources.get(thing.source)?.item;
  if (imported !== undefined && known(imported)) return imported;
  const marks =
    thing.what === 'person'
      ? marksOfPerson(persons.get(thing.source.slice('person/'.length)))
      : thing.guid === ''
        ? []
        : [`guid:${thing.guid.toLowerCase()}`];
  for (const mark of marks) {
    const item = index.byMark.get(mark);
    if (item) return item.id;
  }
  return known(thing.derived) ? thing.derived : null;
}

/** Identifiers of an item: those a file gave it, or the one that an export makes up for it. */
function marksOf(item: Item): string[] {
  const own = typeof item.guid === 'string' ? item.guid : '';
  const carried = 'externalId' in item ? carriedObject((item as PersonItem).more) : {};
  const guid = own || (typeof carried.guid === 'string' ? carried.guid : '');
  const marks = [`guid:${(guid || derivedGuid(whatOf(item), item.id)).toLowerCase()}`];
  if (typeof carried.code === 'string') marks.push(`code:${carried.code}`);
  if (typeof carried.id === 'number') marks.push(`id:${carried.id}`);
  return marks;
}

const marksOfPerson = (person: SchedulePerson | undefined): string[] => [
  ...(person?.guid ? [`guid:${person.guid.toLowerCase()}`] : []),
  ...(person?.code ? [`code:${person.code}`] : []),
  ...(person?.id != null ? [`id:${person.id}`] : []),
];

/** What an item is, by the cells that only it has. */
const whatOf = (item: Item): string =>
  'speakers' in item ? 'session' : 'externalId' in item ? 'person' : 'capacity' in item ? 'room' : 'other';

function namesOf(item: Item): string[] {
  if ('speakers' in item) return [];
  if ('externalId' in item) return keys((item as PersonItem).name, (item as PersonItem).latinName);
  if ('opens' in item) return keys((item as DayItem).date ?? '');
  const { name } = item as RoomItem | TrackItem;
  return keys(name.zh, name.en);
}

const keys = (...names: string[]): string[] => [...new Set(names.filter((name) => name !== '').map(nameKey))];

const weakName = (thing: Thing): string => (thing.what === 'session' ? '' : nameKey(thing.title));

/** A person who carries another identifier of the same sort is somebody else of that name. */
function mayBe(item: Item, thing: Thing, persons: ReadonlyMap<string, SchedulePerson>): boolean {
  if (thing.what !== 'person') return thing.what !== 'room' || thing.guid === '' || (item as RoomItem).guid === '';
  const person = persons.get(thing.source.slice('person/'.length));
  const carried = carriedObject((item as PersonItem).more);
  return !(person?.guid && carried.guid) && !(person?.code && carried.code) && !(person?.id != null && carried.id != null);
}
