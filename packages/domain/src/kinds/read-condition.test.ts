import { describe, expect, test } from 'vitest';
import { mayRead, meets, readCondition } from '../kind/access.ts';
import { anOfficer, toy, toyFacts } from '../kind/toy.fixture.ts';
import { ROLES, SCOPES, type Facts, type Grant, type Kind, type Person } from '../kind/types.ts';
import { KINDS } from './index.ts';

/** Every mixture of the things that a right may depend on. */
function* everyFacts(kind: Kind): Generator<Facts> {
  for (const state of [...Object.keys(kind.workflow.states), 'of-a-newer-version'])
    for (const owner of ['u1', 'u2'])
      for (const department of ['arts', '', 'science'])
        for (const assignees of [
          [],
          [{ id: 'u1', name: 'a' }],
          [
            { id: 'u2', name: 'b' },
            { id: 'u1', name: 'a' },
          ],
        ])
          yield toyFacts({ kind: kind.name, state, owner, department, assignees });
}

function* everyPerson(kind: Kind): Generator<Person> {
  const single = ROLES.map((role) => [role]);
  for (const roles of [...single, [], ['host', 'liaison'] as const, ['admin', 'director'] as const, ['officer', 'leader'] as const])
    for (const desks of [[], [kind.desk], [kind.desk + 1]])
      for (const department of ['arts', '']) yield { id: 'u1', name: 'a', roles, desks, department };
}

/** Kinds whose reading right is one single grant, so that no grant hides behind another. */
function* singleGrants(): Generator<Kind> {
  for (const role of ROLES)
    for (const scope of SCOPES) {
      const grant: Grant = { role, scope };
      yield { ...toy, name: `${role}-${scope}`, access: { ...toy.access, read: [grant] } };
    }
}

describe('the predicate and the condition for a store', () => {
  test('agree for each kind, part, person and record', () => {
    let compared = 0;
    for (const kind of [...KINDS, toy, ...singleGrants()]) {
      for (const part of ['$facts', ...Object.keys(kind.parts), 'none']) {
        for (const person of everyPerson(kind)) {
          const conditions = readCondition(kind, person, part);
          for (const facts of everyFacts(kind)) {
            if (meets(conditions, facts) !== mayRead(kind, person, facts, part)) {
              expect({ kind: kind.name, part, person, facts, conditions }).toBe('agreed');
            }
            compared++;
          }
        }
      }
    }
    expect(compared).toBeGreaterThan(100_000);
  });

  test('someone without any right has no condition, so a store finds nothing', () => {
    expect(readCondition(toy, { ...anOfficer, roles: ['admin'] })).toEqual([]);
  });

  test('someone who may read all has the one condition that any row meets', () => {
    expect(readCondition(toy, { ...anOfficer, roles: ['host', 'officer', 'head'] })).toEqual([{ column: 'any' }]);
  });
});
