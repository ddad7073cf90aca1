/** The first person: from the environment, or by a code that the server prints once. */
import { randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import type { Writer } from '../relay/job.ts';
import type { Reader } from '../store/contract.ts';
import { writeRoles } from './domain-person.ts';
import { addUser } from './jobs.ts';
import { hashPassword } from './passwords.ts';

const ALL_DESKS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

export interface FirstAdmin {
  /** Whether there is nobody yet. */
  isNeeded(): Promise<boolean>;
  /** The code that the first visit must give; made when it is first asked for. */
  code(): string;
  isCode(given: string): boolean;
  /** Makes the first person, with the roles admin and director. */
  make(who: { name: string; email: string; password: string }): Promise<'added' | 'email-taken' | 'not-first'>;
}

/** The hyphens help reading aloud and copying; whoever leaves them out or writes blanks means the same code. */
const bare = (code: string): Buffer => Buffer.from(code.toUpperCase().replace(/[\s-]/g, ''));

export function createFirstAdmin({ read, writer }: { read: Reader; writer: Writer }): FirstAdmin {
  let code: string | null = null;
  const theCode = (): string =>
    (code ??= randomBytes(6)
      .toString('hex')
      .toUpperCase()
      .replace(/(.{4})(?=.)/g, '$1-'));
  return {
    isNeeded: async () => (await read.users()).length === 0,
    code: theCode,
    isCode(given) {
      const wanted = bare(theCode());
      const got = bare(given);
      return got.length === wanted.length && timingSafeEqual(got, wanted);
    },
    async make({ name, email, password }) {
      const roles = writeRoles({ roles: ['admin', 'director'], desks: ALL_DESKS, department: '' });
      const user = { id: randomUUID(), email: email.trim().toLowerCase(), name, roles, password: await hashPassword(password) };
      return writer.submit(addUser, { by: user.id, user, onlyFirst: true });
    },
  };
}
