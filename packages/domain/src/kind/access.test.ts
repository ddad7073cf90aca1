import { describe, expect, test } from 'vitest';
import { mayRead, whyNotWrite } from './access.ts';
import { aHost, aLeader, anOfficer, toy, toyFacts } from './toy.fixture.ts';

describe('rights of a part', () => {
  test('who may not read is told that there is nothing', () => {
    expect(whyNotWrite(toy, { ...anOfficer, desks: [4] }, toyFacts(), 'open')).toBe('not-found');
    expect(whyNotWrite(toy, anOfficer, toyFacts(), 'nonsense')).toBe('not-found');
    expect(whyNotWrite(toy, anOfficer, toyFacts(), 'constructor')).toBe('not-found');
  });

  test('who may read and not write is told so, frozen or not', () => {
    const host = { ...aHost };
    const facts = toyFacts({ assignees: [{ id: 'u3', name: '孙佳' }], state: 'sent' });
    expect(whyNotWrite(toy, host, facts, 'open')).toBe('forbidden');
  });

  test('[PSH11] a part frozen in the state, and each part of an archived record, takes no update', () => {
    expect(whyNotWrite(toy, anOfficer, toyFacts(), 'open')).toBeNull();
    expect(whyNotWrite(toy, anOfficer, toyFacts({ state: 'sent' }), 'open')).toBe('frozen');
    expect(whyNotWrite(toy, anOfficer, toyFacts({ state: 'sent' }), 'shut')).toBeNull();
    expect(whyNotWrite(toy, anOfficer, toyFacts({ archived: true }), 'shut')).toBe('frozen');
  });

  test('[NAM2] facts and ledger are read as the record is, and written by nobody', () => {
    for (const part of ['$facts', '$ledger']) {
      expect(mayRead(toy, anOfficer, toyFacts(), part)).toBe(true);
      expect(whyNotWrite(toy, anOfficer, toyFacts(), part)).toBe('forbidden');
    }
  });

  test('a part with rights of its own does not take the record’s', () => {
    const other = { ...anOfficer, id: 'u9' };
    expect(mayRead(toy, other, toyFacts(), 'open')).toBe(true);
    expect(mayRead(toy, other, toyFacts(), 'shut')).toBe(false);
    expect(mayRead(toy, anOfficer, toyFacts(), 'shut')).toBe(true);
  });

  test('awaiting reaches only while the state waits for that role', () => {
    expect(mayRead(toy, aLeader, toyFacts({ state: 'sent' }), 'open')).toBe(true);
    expect(mayRead(toy, aLeader, toyFacts({ state: 'draft' }), 'open')).toBe(false);
  });
});
