import { whyNotWrite, type Facts, type Kind, type Person } from '@qiao/domain/kind';

/** Whether being added to the record would let this person write a part: who is told to ask for it must gain by it. */
export function addingHelps(kind: Kind, person: Person, facts: Facts, part: string): boolean {
  const added = { ...facts, assignees: [...facts.assignees, { id: person.id, name: person.name }] };
  return whyNotWrite(kind, person, facts, part) === 'forbidden' && whyNotWrite(kind, person, added, part) === null;
}
