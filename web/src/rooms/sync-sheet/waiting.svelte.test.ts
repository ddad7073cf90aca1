import type { OutboxEntry } from '@qiao/sync/store';
import { describe, expect, test } from 'vitest';
import { sortWaiting } from './waiting.ts';

const record = 'event/00000000-0000-7000-8000-000000000001';
const other = 'event/00000000-0000-7000-8000-000000000002';
const edit = (n: number, doc: string, at: number): OutboxEntry => ({ type: 'edit', n, doc, generation: 0, update: new Uint8Array(), at });

describe('what waits to be sent', () => {
  test('edits are counted by record and part, the record edited last first', () => {
    const entries = [
      edit(1, `${record}/case`, 10),
      edit(2, `${other}/plan`, 20),
      edit(3, `${record}/case`, 30),
      edit(4, `${record}/plan`, 5),
    ];
    expect(sortWaiting(entries, [], []).unsent).toEqual([
      {
        record,
        parts: [
          { part: 'case', edits: 2 },
          { part: 'plan', edits: 1 },
        ],
        edits: 3,
        at: 30,
      },
      { record: other, parts: [{ part: 'plan', edits: 1 }], edits: 1, at: 20 },
    ]);
  });

  test('decisions stand apart from content, each with its command', () => {
    const intent: OutboxEntry = { type: 'intent', n: 5, id: 'i', record, body: JSON.stringify({ type: 'submit' }), at: 7, sent: true };
    const waiting = sortWaiting(
      [intent],
      [{ id: 'r', record, body: '{"type":"approve"}', at: 8, code: 'content-changed', details: '{}' }],
      [],
    );
    expect(waiting.intents).toEqual([{ id: 'i', record, at: 7, command: { type: 'submit' }, sent: true }]);
    expect(waiting.refused[0]).toMatchObject({ id: 'r', code: 'content-changed', command: { type: 'approve' } });
    expect(waiting.unsent).toEqual([]);
  });
});
