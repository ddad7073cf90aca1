import * as encoding from 'lib0/encoding';
import { expect, it } from 'vitest';
import { MAX_AWARENESS_GONE } from './limits.ts';
import { createPresence } from './presence.ts';

function state(id: number): Uint8Array {
  const out = encoding.createEncoder();
  encoding.writeVarUint(out, 1);
  encoding.writeVarUint(out, id);
  encoding.writeVarUint(out, 1);
  encoding.writeVarString(out, '{}');
  return encoding.toUint8Array(out);
}

it('[LIV5] [NAM4] remembers MAX_AWARENESS_GONE ids of those who left, so that nobody else takes them, the oldest forgotten first', () => {
  const presence = createPresence();
  const visitors = Array.from({ length: MAX_AWARENESS_GONE + 1 }, (_, n) => ({ id: `u${n}`, name: '' }));
  for (const [id, user] of visitors.entries()) {
    const owner = {};
    presence.take(owner, user, state(id));
    presence.leave(owner);
  }
  const [thief, socket] = [{ id: 'thief', name: '' }, {}];
  const takes = (id: number): boolean => presence.take(socket, thief, state(id)) !== null;
  expect([0, 1, MAX_AWARENESS_GONE].map(takes)).toEqual([true, false, false]);
});
