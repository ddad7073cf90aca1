import type { Person } from '@qiao/domain/kind';
import type { Pass } from './pass.ts';

/** Somebody who has signed in on this device; their records lie in a database of their own (SPEC DEV9). */
export interface DevicePerson {
  user: Person & { email: string };
  /** Id under which the relay knows this browser profile for this user. */
  device: string;
  workspace: string;
  leaseDays: number;
  /** Last time the server knew this person here, milliseconds since 1970: the lease runs from it (SPEC DEV10). */
  contactAt: number;
  /** Edits, intents and proposals that wait here, as last seen; shown before the database is opened. */
  unsent: number;
  /** To recognise the password with no network. */
  pass: Pass | null;
}

const PEOPLE = 'qiao.people';
const CURRENT = 'qiao.current';
const DAY_MS = 86_400_000;

export function peopleHere(): DevicePerson[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(PEOPLE) ?? '[]');
    return Array.isArray(stored) ? (stored as DevicePerson[]) : [];
  } catch {
    return [];
  }
}

export const personHere = (id: string): DevicePerson | null => peopleHere().find((person) => person.user.id === id) ?? null;

/** Who signed in last comes first. */
export function rememberPerson(person: DevicePerson): void {
  const others = peopleHere().filter((other) => other.user.id !== person.user.id);
  localStorage.setItem(PEOPLE, JSON.stringify([person, ...others]));
}

/** Changes what is known of a person without moving them in the list. */
export function updatePerson(id: string, change: Partial<DevicePerson>): void {
  localStorage.setItem(PEOPLE, JSON.stringify(peopleHere().map((person) => (person.user.id === id ? { ...person, ...change } : person))));
}

export function forgetPerson(id: string): void {
  localStorage.setItem(PEOPLE, JSON.stringify(peopleHere().filter((person) => person.user.id !== id)));
}

export const currentId = (): string | null => localStorage.getItem(CURRENT);
export function setCurrent(id: string | null): void {
  if (id === null) localStorage.removeItem(CURRENT);
  else localStorage.setItem(CURRENT, id);
}
/** The storage event's key for a change of who is signed in, made by another tab. */
export const CURRENT_KEY = CURRENT;

/** When the offline lease ends, milliseconds since 1970 (SPEC DEV10). */
export const leaseEnd = (person: DevicePerson): number => person.contactAt + person.leaseDays * DAY_MS;

/** Whole days left, 0 when it has ended. */
export const leaseDaysLeft = (person: DevicePerson, now: number): number => Math.max(0, Math.ceil((leaseEnd(person) - now) / DAY_MS));

export const databaseOf = (person: DevicePerson): string => `qiao/${person.workspace}/${person.user.id}`;
