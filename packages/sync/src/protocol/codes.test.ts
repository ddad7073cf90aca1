import { describe, expect, it } from 'vitest';
import { isFinal, RELAY_CODES, type RelayCode } from './codes.ts';
import { parseDoc, partOf, recordOf } from './names.ts';

const ID = '0192f0c1-2345-7abc-8def-0123456789ab';

describe('refusal codes', () => {
  it.each(Object.entries(RELAY_CODES))('[LIV4] %s closes in the final or the transient range and speaks both languages', (code, entry) => {
    expect(entry.close).toBeGreaterThanOrEqual(4400);
    expect(entry.close).toBeLessThan(4600);
    expect(isFinal(code as RelayCode)).toBe(entry.close < 4500);
    expect(entry.zh).toMatch(/\p{Script=Han}/u);
    expect(entry.en).toMatch(/^[A-Z].*\.$/);
  });
});

describe('doc names', () => {
  it('[NAM1] takes kind/uuid/part and the two server parts', () => {
    expect(parseDoc(`event/${ID}/plan`)).toEqual({ kind: 'event', id: ID, part: 'plan' });
    expect(parseDoc(`event/${ID}/$facts`)?.part).toBe('$facts');
    expect(parseDoc(`hmt-project/${ID}/$ledger`)?.kind).toBe('hmt-project');
    expect(recordOf(`event/${ID}/plan`)).toBe(`event/${ID}`);
    expect(partOf(`event/${ID}/plan`)).toBe('plan');
  });

  it.each([
    '',
    'event',
    `event/${ID}`,
    `Event/${ID}/plan`,
    `event/${ID.toUpperCase()}/plan`,
    `event/${ID}/plan/more`,
    `event/${ID}/$other`,
    `../${ID}/plan`,
    `event/${ID}/plan\n`,
    `event/${ID} /plan`,
    `${'k'.repeat(33)}/${ID}/plan`,
    `event/${ID}/${'p'.repeat(33)}`,
    `event/__proto__/plan`,
  ])('[NAM1] refuses %j', (name) => expect(parseDoc(name)).toBeNull());
});
