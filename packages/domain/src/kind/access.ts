/**
 * Who may read and write what. One vocabulary of scopes, twice: a predicate over one record's facts, and the same as data
 * that a store turns into a query; a test holds the two together.
 */
import type { Access, Facts, Grant, Kind, Person, Scope } from './types.ts';

/** Parts that only the server writes (SPEC NAM2); they are read as the record is. */
const SERVER_PARTS = ['$facts', '$ledger'];

/** Whether one grant reaches this person for this record. */
export function reaches(kind: Kind, grant: Grant, person: Person, facts: Facts): boolean {
  return person.roles.includes(grant.role) && IN_SCOPE[grant.scope](kind, grant, person, facts);
}

const IN_SCOPE: Record<Scope, (kind: Kind, grant: Grant, person: Person, facts: Facts) => boolean> = {
  all: () => true,
  desk: (kind, _grant, person) => person.desks.includes(kind.desk),
  department: (_kind, _grant, person, facts) => person.department !== '' && facts.department === person.department,
  own: (_kind, _grant, person, facts) => facts.owner === person.id,
  assigned: (_kind, _grant, person, facts) => facts.assignees.some((assignee) => assignee.id === person.id),
  awaiting: (kind, grant, _person, facts) => kind.workflow.states[facts.state]?.awaits?.includes(grant.role) === true,
};

/** The first of these grants that reaches, or null. */
export const grantFor = (kind: Kind, grants: readonly Grant[], person: Person, facts: Facts): Grant | null =>
  grants.find((grant) => reaches(kind, grant, person, facts)) ?? null;

/** Whether this person may read the part (or `$facts`, `$ledger`). A part that the kind does not have is read by nobody. */
export function mayRead(kind: Kind, person: Person, facts: Facts, part: string): boolean {
  return grantFor(kind, grantsOf(kind, part, 'read'), person, facts) !== null;
}

/** Null when this person may write the part now, else why not. What may not be read is `not-found`, as if it were absent. */
export function whyNotWrite(kind: Kind, person: Person, facts: Facts, part: string): null | 'forbidden' | 'frozen' | 'not-found' {
  if (!mayRead(kind, person, facts, part)) return 'not-found';
  if (SERVER_PARTS.includes(part) || !grantFor(kind, grantsOf(kind, part, 'write'), person, facts)) return 'forbidden';
  return isFrozen(kind, facts, part) ? 'frozen' : null;
}

/** Whether the part takes no update in the record's present state (SPEC PSH11). */
export const isFrozen = (kind: Kind, facts: Facts, part: string): boolean =>
  facts.archived || kind.workflow.states[facts.state]?.frozen?.includes(part) === true;

function grantsOf(kind: Kind, part: string, right: 'read' | 'write'): readonly Grant[] {
  if (SERVER_PARTS.includes(part)) return kind.access.read;
  if (!Object.hasOwn(kind.parts, part)) return [];
  return partRights(kind.access, part)[right];
}

const partRights = (access: Access, part: string): { read: readonly Grant[]; write: readonly Grant[] } =>
  access.parts && Object.hasOwn(access.parts, part) ? access.parts[part]! : access;

/** One alternative over the columns of a facts row of the kind. The desk is the kind's own, so it is decided beforehand. */
export type Condition =
  | { column: 'any' }
  | { column: 'owner'; equals: string }
  | { column: 'department'; equals: string }
  | { column: 'assignee'; equals: string }
  | { column: 'state'; among: readonly string[] };

/** The records of a kind whose part this person may read: those that meet one of the conditions, so none when it is empty. */
export function readCondition(kind: Kind, person: Person, part = '$facts'): readonly Condition[] {
  const found = new Map<string, Condition>();
  for (const grant of grantsOf(kind, part, 'read')) {
    const condition = person.roles.includes(grant.role) ? conditionOf(kind, grant, person) : null;
    if (condition?.column === 'any') return [condition];
    if (condition) found.set(JSON.stringify(condition), condition);
  }
  return [...found.values()];
}

function conditionOf(kind: Kind, grant: Grant, person: Person): Condition | null {
  switch (grant.scope) {
    case 'all':
      return { column: 'any' };
    case 'desk':
      return person.desks.includes(kind.desk) ? { column: 'any' } : null;
    case 'department':
      return person.department === '' ? null : { column: 'department', equals: person.department };
    case 'own':
      return { column: 'owner', equals: person.id };
    case 'assigned':
      return { column: 'assignee', equals: person.id };
    case 'awaiting': {
      const states = Object.entries(kind.workflow.states).filter(([, state]) => state.awaits?.includes(grant.role));
      return states.length === 0 ? null : { column: 'state', among: states.map(([name]) => name) };
    }
  }
}

/** Whether a facts row meets one of the conditions: what a store's query must agree with. */
export function meets(conditions: readonly Condition[], facts: Facts): boolean {
  return conditions.some((condition) => {
    switch (condition.column) {
      case 'any':
        return true;
      case 'owner':
        return facts.owner === condition.equals;
      case 'department':
        return facts.department === condition.equals;
      case 'assignee':
        return facts.assignees.some((assignee) => assignee.id === condition.equals);
      case 'state':
        return condition.among.includes(facts.state);
    }
  });
}
