import { describe, expect, test } from 'vitest';
import { mayRead, whyNotWrite } from '../../kind/access.ts';
import type { Facts, Person, Role } from '../../kind/types.ts';
import { ROLES } from '../../kind/types.ts';
import { newFacts } from '../../kind/workflow.ts';
import { person } from './person.ts';

const someone = (roles: Role[], over: Partial<Person> = {}): Person => ({
  id: 'u1',
  name: 'x',
  roles,
  desks: [],
  department: 'arts',
  ...over,
});
const facts: Facts = {
  ...newFacts(person, { id: 'p', person: someone(['officer'], { id: 'u7' }), now: 1 }),
  assignees: [{ id: 'u1', name: 'x' }],
};

describe('a person’s private part', () => {
  test('is read by the desk, the director and whoever made the record, by nobody else', () => {
    const readers = ROLES.filter((role) => mayRead(person, someone([role]), facts, 'private'));
    expect(readers).toEqual(['director']);
    expect(mayRead(person, someone(['officer'], { desks: [0] }), facts, 'private')).toBe(true);
    expect(mayRead(person, someone(['officer'], { desks: [7] }), facts, 'private')).toBe(false);
    expect(mayRead(person, someone(['applicant'], { id: 'u7' }), facts, 'private')).toBe(true);
  });

  test('is never read by a host, not even of a record of the host’s own or one assigned', () => {
    for (const id of ['u1', 'u7']) {
      expect(mayRead(person, someone(['host'], { id, desks: [0] }), facts, 'private')).toBe(false);
      expect(mayRead(person, someone(['host'], { id, desks: [0] }), facts, 'main')).toBe(false);
    }
  });

  test('shows nothing of its existence to an officer of another desk, who may write the main part', () => {
    const officer = someone(['officer'], { desks: [7] });
    expect(whyNotWrite(person, officer, facts, 'main')).toBeNull();
    expect(whyNotWrite(person, officer, facts, 'private')).toBe('not-found');
  });
});
