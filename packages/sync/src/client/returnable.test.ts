import { describe, expect, it } from 'vitest';
import { MAX_RETURN_BYTES, MAX_RETURN_ENTRIES } from '../protocol/limits.ts';
import { isReturnable } from './returnable.ts';

describe('a ledger to return', () => {
  it('[EPO5] is one with entries', () => {
    expect(isReturnable('[]', '{}')).toBe(false);
    expect(isReturnable('[{}]', '{}')).toBe(true);
  });

  it('[NAM4] has at most MAX_RETURN_ENTRIES entries', () => {
    const ledger = (entries: number): string => JSON.stringify(Array.from({ length: entries }, () => ({})));
    expect(isReturnable(ledger(MAX_RETURN_ENTRIES), '{}')).toBe(true);
    expect(isReturnable(ledger(MAX_RETURN_ENTRIES + 1), '{}')).toBe(false);
  });

  it('[NAM4] has at most MAX_RETURN_BYTES together with the facts, as UTF-8', () => {
    // Six bytes are the brackets and quotes of ledger and facts.
    const facts = (bytes: number): string => `"${'桥'.repeat(Math.floor((bytes - 6) / 3))}${'x'.repeat((bytes - 6) % 3)}"`;
    expect(isReturnable('[""]', facts(MAX_RETURN_BYTES))).toBe(true);
    expect(isReturnable('[""]', facts(MAX_RETURN_BYTES + 1))).toBe(false);
  });
});
