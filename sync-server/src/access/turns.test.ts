import { expect, it } from 'vitest';
import { MAX_VERIFY_QUEUE, MAX_VERIFYING } from './limits.ts';
import { createTurns } from './turns.ts';

it('lets MAX_VERIFYING run, MAX_VERIFY_QUEUE wait, and turns one more away', async () => {
  const turns = createTurns(MAX_VERIFYING, MAX_VERIFY_QUEUE);
  const ends: (() => void)[] = [];
  let running = 0;
  let most = 0;
  const task = async (): Promise<string> => {
    most = Math.max(most, ++running);
    await new Promise<void>((resolve) => ends.push(resolve));
    running--;
    return 'done';
  };
  const asked = Array.from({ length: MAX_VERIFYING + MAX_VERIFY_QUEUE }, () => turns.take(task));
  expect(await turns.take(task)).toBe(null);
  let ended = 0;
  while (ended < asked.length) {
    for (const end of ends.splice(0)) {
      end();
      ended++;
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(await Promise.all(asked)).toEqual(asked.map(() => 'done'));
  expect(most).toBe(MAX_VERIFYING);
  const failing = turns.take(() => Promise.reject(new Error('no')));
  await expect(failing).rejects.toThrow('no');
  const after = turns.take(task);
  await new Promise((resolve) => setImmediate(resolve));
  ends[0]!();
  expect(await after).toBe('done');
});
