import { describe, expect, test } from 'vitest';
import { mayRead, whyNotWrite } from '../../kind/access.ts';
import type { Facts, Person, Role } from '../../kind/types.ts';
import { decide, newFacts } from '../../kind/workflow.ts';
import { event } from './event.ts';

const someone = (role: Role, over: Partial<Person> = {}): Person => ({
  id: 'u1',
  name: 'x',
  roles: [role],
  desks: [7],
  department: 'arts',
  ...over,
});
const officer = someone('officer', { id: 'u2' });
const made: Facts = { ...newFacts(event, { id: '0198aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee', person: officer, now: 1 }), department: 'science' };
const assigned: Facts = { ...made, assignees: [{ id: 'u1', name: 'x' }] };

describe('a host of an event', () => {
  const host = someone('host', { desks: [] });

  test('sees nothing of an event that somebody else hosts', () => {
    for (const part of ['$facts', '$ledger', ...Object.keys(event.parts)]) {
      expect(mayRead(event, host, made, part)).toBe(false);
      expect(whyNotWrite(event, host, made, part)).toBe('not-found');
    }
  });

  test('writes plan and people of an assigned one, reads its case, and has no minutes', () => {
    expect(['case', 'plan', 'people', 'minutes'].map((part) => whyNotWrite(event, host, assigned, part))).toEqual([
      'forbidden',
      null,
      null,
      'not-found',
    ]);
  });
});

describe('the budget', () => {
  const rights = (person: Person, facts: Facts) => [mayRead(event, person, facts, 'budget'), whyNotWrite(event, person, facts, 'budget')];

  test('is kept from a host, who reads and writes the plan of the same event', () => {
    const host = someone('host', { desks: [] });
    expect(rights(host, assigned)).toEqual([false, 'not-found']);
    expect(whyNotWrite(event, host, assigned, 'plan')).toBeNull();
  });

  test('is written by the office and the department’s liaison, read by its head, and by who decides while it awaits them', () => {
    expect(rights(officer, made)).toEqual([true, null]);
    expect(rights(someone('liaison', { department: 'science' }), made)).toEqual([true, null]);
    expect(rights(someone('liaison'), made)).toEqual([false, 'not-found']);
    expect(rights(someone('head', { department: 'science' }), made)).toEqual([true, 'forbidden']);
    const leader = someone('leader', { desks: [] });
    expect(rights(leader, { ...made, state: 'submitted' })).toEqual([true, 'forbidden']);
    expect(rights(leader, { ...made, state: 'approved' })).toEqual([false, 'not-found']);
  });

  test('goes on after submission: what is frozen is the sum in the case', () => {
    expect(whyNotWrite(event, officer, { ...made, state: 'approved' }, 'budget')).toBeNull();
    expect(whyNotWrite(event, officer, { ...made, archived: true }, 'budget')).toBe('frozen');
  });
});

describe('an event under decision', () => {
  test('[PSH11] freezes its case from submission on; plan and people go on until it is archived', () => {
    for (const [state, frozen] of [
      ['draft', false],
      ['submitted', true],
      ['approved', true],
      ['cancelled', true],
      ['withdrawn', false],
    ] as const) {
      const facts = { ...made, state };
      expect(whyNotWrite(event, officer, facts, 'case'), state).toBe(frozen ? 'frozen' : null);
      expect([whyNotWrite(event, officer, facts, 'plan'), whyNotWrite(event, officer, facts, 'people')], state).toEqual([null, null]);
      expect(whyNotWrite(event, officer, { ...facts, archived: true }, 'plan'), state).toBe('frozen');
    }
  });

  test('is withdrawn to go on, and submitted again', () => {
    const act = (facts: Facts, type: 'withdraw' | 'submit') =>
      decide(event, { id: 'c', type, kind: 'event', record: facts.id }, { facts, person: officer, covered: 'h', now: 2 });
    const withdrawn = act({ ...made, state: 'submitted' }, 'withdraw');
    expect(withdrawn).toMatchObject({ ok: true, facts: { state: 'withdrawn' } });
    expect(withdrawn.ok && act(withdrawn.facts, 'submit')).toMatchObject({ ok: true, facts: { state: 'submitted' } });
  });

  test('is seen by a leader only while it awaits a decision', () => {
    const leader = someone('leader', { desks: [] });
    expect(mayRead(event, leader, { ...made, state: 'submitted' }, 'case')).toBe(true);
    expect(mayRead(event, leader, { ...made, state: 'approved' }, 'case')).toBe(false);
  });
});
