import { expect, it } from 'vitest';
import { MAX_VECTOR, readCommand } from './read-command.ts';

const command = {
  id: '00000000-0000-4000-8000-000000000001',
  type: 'cancel',
  kind: 'event',
  record: '00000000-0000-4000-8000-000000000002',
  reason: '雨 🌧',
};

it('[DEC4] takes no text with half of a surrogate pair, which cannot be signed', () => {
  expect(readCommand(command)).toEqual(command);
  for (const bad of [
    { reason: '\ud800' },
    { opinion: 'a\udc00' },
    { department: '\ud83d' },
    { assignees: [{ id: 'a', name: '\ud800' }] },
  ]) {
    expect(readCommand({ ...command, ...bad })).toBe(null);
  }
});

it('takes no text with the character U+0000, which not every store can hold', () => {
  for (const bad of [
    { reason: 'a\0' },
    { opinion: '\0' },
    { department: '\0' },
    { assignees: [{ id: 'a\0', name: 'A' }] },
    { assignees: [{ id: 'a', name: '\0' }] },
  ]) {
    expect(readCommand({ ...command, ...bad })).toBe(null);
  }
});

it('[NAM4] takes a state vector of MAX_VECTOR characters, and none that is longer', () => {
  const taken = (length: number): boolean => readCommand({ ...command, vectors: { plan: 'A'.repeat(length) } }) !== null;
  expect([taken(MAX_VECTOR), taken(MAX_VECTOR + 4)]).toEqual([true, false]);
});
