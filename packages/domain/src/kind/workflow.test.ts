import { describe, expect, test } from 'vitest';
import { ASSIGNEES_MAX, REASON_MAX } from './limits.ts';
import { isDomainCode } from '../shared/errors.ts';
import { aHost, aLeader, anOfficer, toy, toyFacts } from './toy.fixture.ts';
import type { Command, Decision } from './types.ts';
import { decide, type DecideContext } from './workflow.ts';

const command = (over: Partial<Command>): Command => ({ id: 'c1', type: 'submit', kind: 'toy', record: toyFacts().id, ...over });

const context = (over: Partial<DecideContext> = {}): DecideContext => ({
  facts: toyFacts(),
  person: anOfficer,
  covered: null,
  now: 5000,
  ...over,
});

const codeOf = (decision: Decision): string | null => {
  if (decision.ok) return null;
  expect(isDomainCode(decision.code)).toBe(true);
  return decision.code;
};

describe('create', () => {
  test('makes facts whose owner is the maker, and the first entry of the ledger', () => {
    const decision = decide(toy, command({ type: 'create' }), context({ facts: null }));
    expect(decision).toEqual({
      ok: true,
      facts: toyFacts({ createdAt: 5000, changedAt: 5000 }),
      ledger: {
        type: 'create',
        from: null,
        to: 'draft',
        person: { id: 'u1', name: '赵启明', role: 'officer' },
        opinion: '',
        reason: '',
        contentHash: null,
      },
    });
  });

  test('[DEC5] the second create of the same record by its maker is known, and changes nothing', () => {
    const facts = toyFacts({ state: 'done', archived: true });
    const decision = decide(toy, command({ type: 'create' }), context({ facts }));
    expect(decision).toMatchObject({ ok: true, known: true, facts });
  });

  test('[DEC5] by another it is told only to whom it may be told', () => {
    const facts = toyFacts({ owner: 'u7' });
    expect(codeOf(decide(toy, command({ type: 'create' }), context({ facts })))).toBe('exists');
    expect(codeOf(decide(toy, command({ type: 'create' }), context({ facts, person: { ...anOfficer, desks: [] } })))).toBe('not-found');
  });

  test('is for the roles that the kind names', () => {
    expect(codeOf(decide(toy, command({ type: 'create' }), context({ facts: null, person: aHost })))).toBe('forbidden');
  });

  test('for another department, or with people assigned, it needs the right to assign', () => {
    const far = { ...anOfficer, desks: [] };
    const facts = null;
    expect(decide(toy, command({ type: 'create', department: 'arts' }), context({ facts })).ok).toBe(true);
    expect(codeOf(decide(toy, command({ type: 'create', department: 'arts' }), context({ facts, person: far })))).toBe('forbidden');
    expect(codeOf(decide(toy, command({ type: 'create', assignees: [{ id: 'u3', name: '孙佳' }] }), context({ facts, person: far })))).toBe(
      'forbidden',
    );
    expect(decide(toy, command({ type: 'create', department: 'office' }), context({ facts, person: far })).ok).toBe(true);
  });
});

describe('moves', () => {
  test('follow the table and are entered with role, opinion and what was decided on', () => {
    const decision = decide(toy, command({ opinion: ' 同意 ', contentHash: 'h' }), context({ covered: 'h' }));
    expect(decision).toMatchObject({ ok: true, facts: { state: 'sent', changedAt: 5000, createdAt: 1000 } });
    expect(decision.ok && decision.ledger).toEqual({
      type: 'submit', from: 'draft', to: 'sent', person: { id: 'u1', name: '赵启明', role: 'officer' }, opinion: '同意', reason: '', contentHash: 'h',
    }); // prettier-ignore
  });

  test('a move that does not start from the state says which state it is, before it asks who asks', () => {
    const decision = decide(toy, command({ type: 'approve' }), context());
    expect(decision).toEqual({ ok: false, code: 'no-transition', details: { state: 'draft' } });
  });

  test('a person without the grant is refused', () => {
    expect(codeOf(decide(toy, command({ type: 'approve' }), context({ facts: toyFacts({ state: 'sent' }) })))).toBe('forbidden');
    expect(decide(toy, command({ type: 'approve' }), context({ facts: toyFacts({ state: 'sent' }), person: aLeader })).ok).toBe(true);
  });

  test('a reason that is needed must say something', () => {
    const sent = context({ facts: toyFacts({ state: 'sent' }), person: aLeader });
    expect(codeOf(decide(toy, command({ type: 'return', reason: '  ' }), sent))).toBe('reason-needed');
    expect(decide(toy, command({ type: 'return', reason: '缺预算' }), sent)).toMatchObject({ ok: true, ledger: { reason: '缺预算' } });
  });

  test('[DEC3] content other than the one its maker saw is content-changed', () => {
    expect(codeOf(decide(toy, command({ contentHash: 'seen' }), context({ covered: 'now' })))).toBe('content-changed');
    expect(decide(toy, command({ contentHash: 'now' }), context({ covered: 'now' })).ok).toBe(true);
  });
});

describe('assign and archive', () => {
  test('assign tells the ledger who was added and who was taken away', () => {
    const facts = toyFacts({ assignees: [{ id: 'u4', name: '许若兰' }] });
    const decision = decide(toy, command({ type: 'assign', assignees: [{ id: 'u3', name: '孙佳' }] }), context({ facts }));
    expect(decision).toMatchObject({ ok: true, ledger: { reason: '+孙佳 −许若兰' } });
  });

  test('assign replaces the whole list, each person once, and keeps the state', () => {
    const twice = [{ id: 'u3', name: '孙佳' }, { id: 'u3', name: '孙佳' }]; // prettier-ignore
    const decision = decide(toy, command({ type: 'assign', assignees: twice, department: 'arts' }), context());
    expect(decision).toMatchObject({
      ok: true,
      facts: { assignees: [{ id: 'u3', name: '孙佳' }], department: 'arts', state: 'draft' },
      ledger: { from: 'draft', to: 'draft' },
    });
    expect(codeOf(decide(toy, command({ type: 'assign' }), context()))).toBe('bad-command');
    expect(codeOf(decide(toy, command({ type: 'assign', department: 'x' }), context({ departments: ['arts'] })))).toBe('bad-command');
  });

  test('an archived record takes no command at all', () => {
    const archived = decide(toy, command({ type: 'archive' }), context());
    expect(archived).toMatchObject({ ok: true, facts: { archived: true, state: 'draft' } });
    for (const type of ['assign', 'submit', 'approve', 'return', 'withdraw', 'cancel', 'archive'] as const) {
      expect(codeOf(decide(toy, command({ type, assignees: [] }), context({ facts: toyFacts({ archived: true }) })))).toBe('archived');
    }
  });

  test('are refused without the right, and look like nothing to whom may not read', () => {
    const head = { ...aHost, roles: ['head'] as const, department: 'office' };
    expect(codeOf(decide(toy, command({ type: 'archive' }), context({ person: head })))).toBe('forbidden');
    expect(codeOf(decide(toy, command({ type: 'assign', assignees: [] }), context({ person: head })))).toBe('forbidden');
    expect(codeOf(decide(toy, command({ type: 'archive' }), context({ person: aHost })))).toBe('not-found');
    expect(codeOf(decide(toy, command({ type: 'archive' }), context({ facts: null })))).toBe('not-found');
  });
});

describe('commands from outside', () => {
  const manyPeople = Array.from({ length: ASSIGNEES_MAX + 1 }, (_, n) => ({ id: `u${n}`, name: 'x' }));

  test.each<[string, Record<string, unknown>]>([
    ['another kind', { kind: 'event' }],
    ['a record that is no uuid', { record: 'x' }],
    ['an unknown type', { type: 'delete' }],
    ['a type that objects are born with', { type: 'constructor' }],
    ['a reason that is no text', { reason: 7 }],
    ['a reason past its limit', { reason: 'x'.repeat(REASON_MAX + 1) }],
    ['an opinion past its limit', { opinion: 'x'.repeat(REASON_MAX + 1) }],
    ['assignees that are no list', { type: 'assign', assignees: { id: 'u' } }],
    ['an assignee without a name', { type: 'assign', assignees: [{ id: 'u' }] }],
    ['an assignee that is nothing', { type: 'assign', assignees: [null] }],
    ['too many assignees', { type: 'assign', assignees: manyPeople }],
    ['a department that is no text', { type: 'assign', department: 7 }],
    ['a hash that is no text', { contentHash: 7 }],
  ])('%s is a bad command', (_what, over) => {
    expect(codeOf(decide(toy, command(over as Partial<Command>), context()))).toBe('bad-command');
  });

  test('a reason and a list of people at their limits pass', () => {
    expect(decide(toy, command({ reason: 'x'.repeat(REASON_MAX) }), context()).ok).toBe(true);
    expect(decide(toy, command({ type: 'assign', assignees: manyPeople.slice(1) }), context()).ok).toBe(true);
  });

  test('nothing that a command carries beside id and name gets into the facts', () => {
    const named = [Object.assign({ id: 'u3', name: '孙佳' }, { role: 'director' })];
    const decision = decide(toy, command({ type: 'assign', assignees: named }), context());
    expect(decision.ok && decision.facts.assignees).toEqual([{ id: 'u3', name: '孙佳' }]);
  });
});
