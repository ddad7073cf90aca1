import { describe, expect, it } from 'vitest';
import { limits } from '@qiao/sync/protocol';
import { MAX_QUEUED_BYTES_PER_DEVICE } from './limits.ts';
import { createWaiting } from './waiting.ts';

describe('what waits for the writer', () => {
  it('[NAM4] is at most MAX_QUEUED_BYTES_PER_DEVICE of one device, whatever others have', () => {
    const waiting = createWaiting();
    expect(waiting.begin('a', MAX_QUEUED_BYTES_PER_DEVICE - 1)).toBe(true);
    expect(waiting.begin('a', 2)).toBe(false);
    expect(waiting.begin('b', 2)).toBe(true);
    expect(waiting.begin('a', 1)).toBe(true);
    waiting.done('a', MAX_QUEUED_BYTES_PER_DEVICE - 1);
    expect(waiting.begin('a', MAX_QUEUED_BYTES_PER_DEVICE - 1)).toBe(true);
  });

  it('[NAM4] is at most MAX_QUEUED_PER_DEVICE entries of one device', () => {
    const waiting = createWaiting();
    for (let count = 0; count < limits.MAX_QUEUED_PER_DEVICE; count++) expect(waiting.begin('a', 0)).toBe(true);
    expect(waiting.begin('a', 0)).toBe(false);
    waiting.done('a', 0);
    expect(waiting.begin('a', 0)).toBe(true);
  });
});
