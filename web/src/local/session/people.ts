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

const DAY_MS = 86_400_000;

/** When the offline lease ends, milliseconds since 1970 (SPEC DEV10). */
export const leaseEnd = (person: DevicePerson): number => person.contactAt + person.leaseDays * DAY_MS;

/** Whole days left, 0 when it has ended. */
export const leaseDaysLeft = (person: DevicePerson, now: number): number => Math.max(0, Math.ceil((leaseEnd(person) - now) / DAY_MS));

export const databaseOf = (person: DevicePerson): string => `qiao/${person.workspace}/${person.user.id}`;
