import { Dexie, type EntityTable } from 'dexie';
import type { DevicePerson } from './people.ts';

/** A person with their place in the list: whoever signed in last has the highest. */
export interface PersonRow {
  id: string;
  place: number;
  person: DevicePerson;
}

/** `current`: who is signed in on this device. `owed`: whose sign-out the server has not heard of. */
export interface MarkRow {
  name: 'current' | 'owed';
  user: string;
}

/** Where an earlier version kept the same, in a storage that a crash of the browser may empty. */
const BEFORE = { people: 'qiao.people', current: 'qiao.current', owed: 'qiao.sign-out-owed' };

/** Small and apart from the records: it is read before anything is shown. */
export class PeopleDb extends Dexie {
  declare people: EntityTable<PersonRow, 'id'>;
  declare marks: EntityTable<MarkRow, 'name'>;

  constructor(name: string) {
    // Strict: whoever has signed in is still signed in after the browser was killed.
    super(name, { chromeTransactionDurability: 'strict' });
    this.version(1).stores({ people: '&id', marks: '&name' });
    // Runs in the transaction that makes the database, so once; a device that knew nobody takes over nothing.
    this.on('populate', (tx) => {
      const people = peopleBefore();
      void tx.table<PersonRow>('people').bulkAdd(people.map((person, n) => ({ id: person.user.id, place: people.length - n, person })));
      for (const name of ['current', 'owed'] as const) {
        const user = localStorage.getItem(BEFORE[name]);
        if (user !== null) void tx.table<MarkRow>('marks').add({ name, user });
      }
    });
  }
}

/** After the database stands, nothing of it may lie anywhere else. */
export function dropWhatWasBefore(): void {
  for (const key of Object.values(BEFORE)) localStorage.removeItem(key);
}

/** Damaged storage is an empty device, not an error. */
function peopleBefore(): DevicePerson[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(BEFORE.people) ?? '[]');
    return Array.isArray(stored) ? stored.filter(isPerson) : [];
  } catch {
    return [];
  }
}

const isPerson = (value: unknown): value is DevicePerson =>
  typeof (value as Partial<DevicePerson> | null)?.user?.id === 'string' && typeof (value as DevicePerson).workspace === 'string';
