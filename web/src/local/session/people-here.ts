import { dropWhatWasBefore, PeopleDb, type MarkRow, type PersonRow } from './people-db.ts';
import type { DevicePerson } from './people.ts';

const NAME = 'qiao.people';

interface Known {
  /** Who signed in last comes first. */
  people: readonly DevicePerson[];
  current: string | null;
  owed: string | null;
}

let db: PeopleDb | null = null;
let tabs: BroadcastChannel | null = null;
/** As the last transaction found it: what stands on screen asks without waiting. */
let known: Known = { people: [], current: null, owed: null };

/** Reads who is here, once before the first page. Without a database nobody is. */
export async function readPeople(): Promise<void> {
  await look();
  dropWhatWasBefore();
}

/** What another tab changed is read anew, then told. */
export function followPeople(changed: () => void): void {
  channel().onmessage = () => void look().then(changed);
}

export const peopleHere = (): readonly DevicePerson[] => known.people;
export const personHere = (id: string): DevicePerson | null => known.people.find((person) => person.user.id === id) ?? null;
export const currentId = (): string | null => known.current;
/** Whose sign-out could not reach the server; null when none is owed. */
export const owedSignOut = (): string | null => known.owed;

/** Puts a person first in the list and signs them in. Resolves when a crash cannot take it back; rejects when it cannot be stored. */
export const rememberPerson = (person: DevicePerson): Promise<void> =>
  change(async (here) => {
    const places = await here.people.toArray();
    const place = Math.max(0, ...places.map((row) => row.place)) + 1;
    await here.people.put({ id: person.user.id, place, person });
    await here.marks.put({ name: 'current', user: person.user.id });
  });

/** Changes what is known of a person without moving them in the list. */
export const updatePerson = (id: string, what: Partial<DevicePerson>): Promise<void> =>
  change(async (here) => {
    const row = await here.people.get(id);
    if (row) await here.people.put({ ...row, person: { ...row.person, ...what } });
  });

export const forgetPerson = (id: string): Promise<void> => change((here) => here.people.delete(id));

/** Somebody whom this device knows is signed in again; a sign-out that they owed is off. */
export const setCurrent = (id: string): Promise<void> =>
  change(async (here) => {
    await here.marks.put({ name: 'current', user: id });
    if ((await here.marks.get('owed'))?.user === id) await here.marks.delete('owed');
  });

/** Nobody is signed in. `owed`: the server has yet to be told. */
export const leaveDevice = (owed: boolean): Promise<void> =>
  change(async (here) => {
    const current = await here.marks.get('current');
    await here.marks.delete('current');
    if (owed) await here.marks.put({ name: 'owed', user: current?.user ?? '' });
  });

export const settleSignOut = (): Promise<void> => change((here) => here.marks.delete('owed'));

const opened = (): PeopleDb => (db ??= new PeopleDb(NAME));
const channel = (): BroadcastChannel => (tabs ??= new BroadcastChannel(NAME));

/** Transactions come one after another, in all tabs: what the last one found is what holds. */
async function look(): Promise<void> {
  const here = opened();
  known = await here.transaction('r', [here.people, here.marks], () => read(here));
}

async function change(job: (here: PeopleDb) => Promise<unknown>): Promise<void> {
  const here = opened();
  known = await here.transaction('rw', [here.people, here.marks], async () => {
    await job(here);
    return read(here);
  });
  channel().postMessage(null);
}

async function read(here: PeopleDb): Promise<Known> {
  const [people, marks] = [await here.people.toArray(), await here.marks.toArray()];
  const marked = (name: MarkRow['name']): string | null => marks.find((mark) => mark.name === name)?.user ?? null;
  const latestFirst = (a: PersonRow, b: PersonRow): number => b.place - a.place;
  return { people: people.sort(latestFirst).map((row) => row.person), current: marked('current'), owed: marked('owed') };
}
