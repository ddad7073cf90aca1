import { describe, expect, it } from 'vitest';
import { limits } from '@qiao/sync/protocol';
import { createLiveLimits } from './live-limits.ts';

const MINUTE_MS = 60_000;

describe('the limits of live sockets', () => {
  it('[LIV9] a session asks so many questions within a minute, whatever they cost, and others are not held up by it', () => {
    const counts = createLiveLimits();
    for (let n = 0; n < limits.MAX_LIVE_ASKS_PER_MINUTE; n++) expect(counts.mayAsk('a', 0)).toBe(true);
    expect(counts.mayAsk('a', MINUTE_MS - 1)).toBe(false);
    expect(counts.mayAsk('b', MINUTE_MS - 1)).toBe(true);
    expect(counts.mayAsk('a', MINUTE_MS)).toBe(true);
  });

  it('[LIV9] a session is given so many bytes of state within a minute, by few questions or by many', () => {
    const counts = createLiveLimits();
    expect(counts.mayAsk('a', 0)).toBe(true);
    counts.gave('a', limits.MAX_LIVE_STATE_BYTES_PER_MINUTE - 1);
    expect(counts.mayAsk('a', 0)).toBe(true);
    counts.gave('a', 1);
    expect(counts.mayAsk('a', 0)).toBe(false);
    expect(counts.mayAsk('a', MINUTE_MS)).toBe(true);
  });

  it('[LIV9] a reconnect does not give a new minute', () => {
    const counts = createLiveLimits();
    counts.enter('a', 0);
    counts.mayAsk('a', 0);
    counts.gave('a', limits.MAX_LIVE_STATE_BYTES_PER_MINUTE);
    counts.left('a');
    counts.enter('a', 1);
    expect(counts.mayAsk('a', 1)).toBe(false);
  });
});
