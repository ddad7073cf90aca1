import { mayRead, type Facts, type Kind } from '@qiao/domain';
import { domainPerson } from '../access/domain-person.ts';
import type { UserRow } from '../store/rows.ts';

/**
 * Who may read another set of parts after a decision than before. Everybody is asked with the predicate itself: a rule
 * of thumb per command type would forget those to whom a record is due because it awaits them. Nor may those be forgotten who are
 * disabled now: their devices hold on to what they have, and one day they may be enabled.
 */
export function accessChanges(kind: Kind, before: Facts, after: Facts, users: readonly UserRow[]): string[] {
  const parts = [...Object.keys(kind.parts), '$facts'];
  return users
    .map(domainPerson)
    .filter((person) => parts.some((part) => mayRead(kind, person, before, part) !== mayRead(kind, person, after, part)))
    .map((person) => person.id);
}
