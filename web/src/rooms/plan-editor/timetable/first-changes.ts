import type { PersonChanges } from '#local/journal/changes.ts';

/** The first changes of a list, still by person. */
export function firstChanges(people: readonly PersonChanges[], most: number): PersonChanges[] {
  let left = most;
  const first: PersonChanges[] = [];
  for (const person of people) {
    const changes = person.changes.slice(0, left);
    left -= changes.length;
    if (changes.length > 0) first.push({ ...person, changes });
  }
  return first;
}
