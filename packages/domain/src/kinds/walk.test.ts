import { describe, expect, test } from 'vitest';
import { movesFrom } from '../kind/moves.ts';
import { MOVES, ROLES, type Facts, type Kind, type Move, type Person } from '../kind/types.ts';
import { decide, newFacts } from '../kind/workflow.ts';
import { KINDS } from './index.ts';

const id = '0198aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee';

/** Somebody whom every grant reaches: all roles, the kind's desk, owner, assigned, of the department. */
const anyone = (kind: Kind): Person => ({ id: 'u1', name: '赵启明', roles: ROLES, desks: [kind.desk], department: 'office' });
const stranger: Person = { id: 'u9', name: '无关', roles: ['auditor'], desks: [], department: 'arts' };

const factsIn = (kind: Kind, state: string): Facts => ({
  ...newFacts(kind, { id, person: anyone(kind), now: 1, assignees: [{ id: 'u1', name: '赵启明' }] }),
  state,
});

const move = (kind: Kind, facts: Facts, type: Move, person: Person) =>
  decide(kind, { id: 'c', type, kind: kind.name, record: id, reason: '理由' }, { facts, person, covered: 'h', now: 2 });

describe.each(KINDS.map((kind) => [kind.name, kind] as const))('the workflow of %s', (_name, kind) => {
  const states = Object.keys(kind.workflow.states);

  test('each move from each state does exactly what the table says', () => {
    for (const state of states) {
      const facts = factsIn(kind, state);
      const options = movesFrom(kind, facts, anyone(kind));
      for (const type of MOVES) {
        const to = kind.workflow.table[state]![type];
        const decision = move(kind, facts, type, anyone(kind));
        if (to === null) expect(decision, `${state} ${type}`).toMatchObject({ ok: false, code: 'no-transition' });
        else expect(decision, `${state} ${type}`).toMatchObject({ ok: true, facts: { state: to }, ledger: { from: state, to } });
        expect(options.find((option) => option.move === type)).toMatchObject({ to, possible: to !== null });
        expect(move(kind, facts, type, stranger)).toMatchObject({ ok: false, code: 'not-found' });
        expect(move(kind, { ...facts, archived: true }, type, anyone(kind))).toMatchObject({ ok: false, code: 'archived' });
      }
    }
  });

  test('each state can be reached from the first', () => {
    const reached = new Set([kind.workflow.initial]);
    for (const state of reached) for (const to of Object.values(kind.workflow.table[state]!)) if (to !== null) reached.add(to);
    expect([...reached].sort()).toEqual([...states].sort());
  });

  test('a move that leads somewhere can be made by somebody, one that leads nowhere by nobody', () => {
    for (const type of MOVES) {
      const leads = states.some((state) => kind.workflow.table[state]![type] !== null);
      expect(kind.workflow.moves[type].by.length > 0, type).toBe(leads);
    }
  });

  test('a decision covers only parts that are frozen where it leads', () => {
    for (const state of states)
      for (const type of MOVES) {
        const to = kind.workflow.table[state]![type];
        if (to === null) continue;
        for (const part of kind.workflow.moves[type].covers ?? [])
          expect(kind.workflow.states[to]!.frozen ?? [], `${state} ${type}`).toContain(part);
      }
  });

  test('each word exists in both languages', () => {
    const seen: string[] = [];
    collectWords(kind, kind.name, seen);
    expect(seen.length).toBeGreaterThan(10);
  });
});

function collectWords(value: unknown, path: string, seen: string[]): void {
  if (typeof value !== 'object' || value === null) return;
  if ('zh' in value && 'en' in value) {
    expect(String(value.zh), path).toMatch(/\p{Script=Han}/u);
    expect(String(value.en), path).toMatch(/[A-Za-z]/);
    expect(String(value.en), path).not.toMatch(/\p{Script=Han}/u);
    seen.push(path);
    return;
  }
  for (const [key, each] of Object.entries(value)) collectWords(each, `${path}.${key}`, seen);
}
