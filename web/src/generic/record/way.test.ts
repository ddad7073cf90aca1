import { newFacts } from '@qiao/domain/kind';
import { event, person, task } from '@qiao/domain/kinds';
import { describe, expect, test } from 'vitest';
import { wayOf } from './way.ts';

const luo = { id: 'u', name: '罗文静', roles: [], desks: [], department: '' };
const at = (state: string) => ({ ...newFacts(event, { id: 'x', person: luo, now: 1 }), state });
const drawn = (state: string, visited: string[]) =>
  wayOf(event, at(state), new Set(visited)).flatMap((phase) => phase.piers.map((pier) => `${pier.state}:${pier.at}`));

describe('the span of a record', () => {
  test('shows the main way alone, decided as far as the record came', () => {
    expect(drawn('draft', ['draft'])).toEqual(['draft:now', 'submitted:ahead', 'approved:ahead']);
    expect(drawn('approved', ['draft', 'submitted', 'approved'])).toEqual(['draft:done', 'submitted:done', 'approved:now']);
  });

  test('a side state stands where the record left the main way; what it never reached is not decided', () => {
    expect(drawn('withdrawn', ['draft'])).toEqual(['draft:done', 'withdrawn:now', 'submitted:ahead', 'approved:ahead']);
    expect(drawn('cancelled', ['draft', 'submitted', 'approved'])).toEqual([
      'draft:done',
      'submitted:done',
      'approved:done',
      'cancelled:now',
    ]);
  });

  test('nothing lies ahead of a side state that leads nowhere', () => {
    expect(drawn('cancelled', ['draft', 'withdrawn'])).toEqual(['draft:done', 'cancelled:now']);
  });

  test('phases follow one another and know which one holds now', () => {
    const phases = wayOf(event, at('submitted'), new Set(['draft', 'submitted']));
    expect(phases.map((phase) => [phase.label.zh, phase.at])).toEqual([
      ['申报', 'past'],
      ['审批', 'now'],
      ['筹备', 'ahead'],
    ]);
  });

  test('the last state leads nowhere, so nothing is open behind it', () => {
    const piers = wayOf(event, at('approved'), new Set()).flatMap((phase) => phase.piers);
    expect(piers.map((pier) => pier.end)).toEqual([false, false, true]);
  });

  test('every state of every kind has a place on its span', () => {
    for (const kind of [event, person, task]) {
      for (const state of Object.keys(kind.workflow.states)) {
        const facts = { ...newFacts(kind, { id: 'x', person: luo, now: 1 }), state };
        const now = wayOf(kind, facts, new Set()).flatMap((phase) => phase.piers.filter((pier) => pier.at === 'now'));
        expect(now.map((pier) => pier.state)).toEqual([state]);
      }
    }
  });
});
