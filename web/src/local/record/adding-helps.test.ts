import { newFacts, type Person, type Role } from '@qiao/domain/kind';
import { event, task } from '@qiao/domain/kinds';
import { expect, test } from 'vitest';
import { addingHelps } from './adding-helps.ts';

const who = (role: Role, department = ''): Person => ({ id: role, name: role, roles: [role], desks: [], department });
const submitted = { ...newFacts(event, { id: 'x', person: who('liaison', 'bio'), now: 1 }), state: 'submitted' };

test('a leader or a head gains nothing by being added, and is not told to ask for it', () => {
  for (const person of [who('leader'), who('head', 'bio')]) {
    for (const part of ['case', 'plan']) expect(addingHelps(event, person, submitted, part)).toBe(false);
  }
});

test('a host who is on the event already is not told to ask for it again', () => {
  const draft = { ...submitted, state: 'draft', assignees: [{ id: 'host', name: 'host' }] };
  for (const part of ['case', 'plan']) expect(addingHelps(event, who('host'), draft, part)).toBe(false);
});

test('who reads a task of their department gains by being added', () => {
  const head = who('head', 'bio');
  expect(addingHelps(task, head, newFacts(task, { id: 'x', person: who('liaison', 'bio'), now: 1 }), 'main')).toBe(true);
});
