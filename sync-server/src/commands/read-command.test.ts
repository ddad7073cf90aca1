import { expect, it } from 'vitest';
import { readCommand } from './read-command.ts';

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
