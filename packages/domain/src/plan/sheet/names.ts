/** What cells call by name: rooms, tracks, vehicles, sessions, people of the event, and those that the import adds. */
import type { Reference } from '../../kind/values.ts';
import { itemIdFrom } from '../../shared/ids.ts';
import { isHan, nameKey } from '../../shared/names.ts';
import { refuse, type Parsed } from '../../shared/words.ts';
import type { PlanItems } from '../items.ts';

/** Something that is not there yet and that the import adds under its name. */
export interface Added {
  part: 'plan' | 'people';
  root: 'rooms' | 'tracks' | 'vehicles' | 'people';
  id: string;
  name: string;
  values: Readonly<Record<string, unknown>>;
}

interface Named {
  reference: Reference;
  names: readonly string[];
}

type Of = 'rooms' | 'tracks' | 'vehicles' | 'sessions' | 'people';

/** What somebody who is added by this column is on the event's list. */
const ROLE_OF: Readonly<Record<string, string>> = {
  chair: 'chair',
  speakers: 'speaker',
  interpreters: 'interpreter',
  who: 'staff',
  person: 'staff',
  passengers: 'guest',
};

export class Names {
  readonly #of: Readonly<Record<Of, ReadonlyMap<string, readonly Reference[]>>>;
  readonly #added = new Map<string, Added>();
  readonly #removed: ReadonlySet<string>;
  readonly #mayAdd: boolean;
  /** A name was asked for that nothing has, and none was added. */
  missed = false;

  /** `removed`: `part/list/id` of what was taken away. `mayAdd`: names that nothing has are added, else refused. */
  constructor(items: PlanItems, removed: ReadonlySet<string>, mayAdd: boolean) {
    const two = ({ id, name }: { id: string; name: { zh: string; en: string } }): Named => ({
      reference: { id, label: name.zh || name.en },
      names: [name.zh, name.en],
    });
    this.#of = {
      rooms: index(items.rooms.map(two)),
      tracks: index(items.tracks.map(two)),
      sessions: index(items.sessions.map(({ id, title }) => two({ id, name: title }))),
      vehicles: index(items.vehicles.map(({ id, name, plate }) => ({ reference: { id, label: name || plate }, names: [name, plate] }))),
      people: index(
        items.people.map(({ id, name, latinName }) => ({ reference: { id, label: name || latinName }, names: [name, latinName] })),
      ),
    };
    this.#removed = removed;
    this.#mayAdd = mayAdd;
  }

  /** Everything added so far. */
  get added(): readonly Added[] {
    return [...this.#added.values()];
  }

  /** `column` tells what a person who is added is there. */
  refer(of: string, name: string, column: string): Parsed<Reference> {
    const root = of.slice(of.lastIndexOf('/') + 1) as Of;
    const found = this.#of[root]?.get(nameKey(name)) ?? [];
    if (found.length === 1) return { ok: true, value: found[0]! };
    if (found.length > 1) {
      return refuse(`叫“${name}”的有${found.length}个，不知道是哪一个。`, `${found.length} are called “${name}”; which one is not clear.`);
    }
    if (root === 'sessions') return refuse(`没有叫“${name}”的场次。`, `No session is called “${name}”.`);
    this.missed ||= !this.#mayAdd;
    if (!this.#mayAdd)
      return refuse(
        `名单里没有“${name}”。先加上，或选“一并新增”。`,
        `“${name}” is not on the list. Add it first, or choose to add it along.`,
      );
    return { ok: true, value: this.#add(root, name, column) };
  }

  #add(root: Added['root'], name: string, column: string): Reference {
    const key = `${root}/${nameKey(name)}`;
    const known = this.#added.get(key);
    if (known) return { id: known.id, label: known.name };
    const part = root === 'people' ? 'people' : 'plan';
    const id = freeId(`sheet/${root}`, nameKey(name), (one) => this.#removed.has(`${part}/${root}/${one}`));
    const values =
      root === 'people'
        ? { [isHan(name) ? 'name' : 'latinName']: name, role: [ROLE_OF[column] ?? 'guest'] }
        : { [root === 'vehicles' ? 'name' : `name.${isHan(name) ? 'zh' : 'en'}`]: name };
    this.#added.set(key, { part, root, id, name, values });
    return { id, label: name };
  }
}

/** An id that every device derives alike, so that one sheet read on two doubles nothing; another one where that was taken away. */
export function freeId(what: string, name: string, isTaken: (id: string) => boolean): string {
  for (let n = 0; ; n++) {
    const id = itemIdFrom(what, n === 0 ? name : `${name}\n${n}`);
    if (!isTaken(id)) return id;
  }
}

function index(all: readonly Named[]): ReadonlyMap<string, readonly Reference[]> {
  const found = new Map<string, Reference[]>();
  for (const { reference, names } of all) {
    for (const key of new Set(names.filter((name) => name !== '').map(nameKey))) found.set(key, [...(found.get(key) ?? []), reference]);
  }
  return found;
}
