import { NotSaved } from '@qiao/sync/store';
import { expect, test } from 'vitest';
import { StoredActs } from './stored-acts.svelte.ts';

const full = () => Promise.reject(new NotSaved('QuotaExceededError'));
const done = () => Promise.resolve();

test('[DEV1] an act that this device could not store is told at its own thing, until it is tried again', async () => {
  const acts = new StoredActs();
  await acts.run('a', full);
  expect([acts.failed('a'), acts.failed('b')]).toEqual([true, false]);
  await acts.run('a', done);
  expect(acts.failed('a')).toBe(false);
});

test('what fails for another reason is told too, and is a defect', async () => {
  const acts = new StoredActs();
  await expect(acts.run('a', () => Promise.reject(new Error('defect')))).rejects.toThrow('defect');
  expect(acts.failed('a')).toBe(true);
});
