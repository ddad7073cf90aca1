import { settle, type Contested, type Finding } from '@qiao/domain/kind';
import { checkRules } from '@qiao/domain/kind';
import { event } from '@qiao/domain/kinds';
import { addPerson, addRoom, addSession, at, planDocs, projectAll } from '@qiao/domain/plan/plan.fixture';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { proposed } from '../away/proposed.ts';
import { copyOf } from '#local/journal/seen.ts';
import { clashing, linesOf, marksOf, sessionsOf, tellingCells } from './marks.ts';

/** One interpreter in two rooms, and a workshop over its room's capacity. */
function findings(): readonly Finding[] {
  const docs = planDocs();
  addRoom(docs, 'a', '云台厅', 300);
  addRoom(docs, 'b', '203 会议室', 40);
  addPerson(docs, 'lin', '林珊', 'Lin Shan', 'interpreter');
  addSession(docs, { id: 's1', start: at('13:30'), minutes: 90, room: 'a', interpreters: ['lin'] });
  addSession(docs, { id: 's2', start: at('14:00'), minutes: 90, room: 'b', interpreters: ['lin'], expected: 63 });
  return checkRules(event, projectAll(docs), null);
}

const two: Contested = {
  id: 'fork',
  root: 'sessions',
  key: 's3/interpreters',
  winner: { client: 1, clock: 0, value: null },
  others: [{ client: 2, clock: 0, value: null }],
};
const NOTHING = { findings: [], contested: [], changes: [], others: [] };

describe('marks', () => {
  it('washes the cells a clash is about, not the times that come with it', () => {
    const marks = marksOf({ ...NOTHING, findings: findings() });
    expect(marks.get('s1')).toEqual({ interpreters: { bad: true } });
    expect(marks.get('s2')).toEqual({ interpreters: { bad: true }, room: { bad: true }, expected: { bad: true } });
  });

  it('washes the times where a clash is about nothing else', () => {
    const docs = planDocs();
    addSession(docs, { id: 's1', start: at('14:00'), minutes: 90, room: 'a' });
    const cells = tellingCells({
      cells: ['plan/sessions/s1/start', 'plan/sessions/s1/minutes', 'plan/days/d1/opens'],
    } as unknown as Finding);
    expect(cells).toEqual([
      { id: 's1', field: 'start' },
      { id: 's1', field: 'minutes' },
    ]);
  });

  it('joins what concerns one cell: two values, a change, and who is in it', () => {
    const marks = marksOf({
      ...NOTHING,
      contested: [two],
      changes: [
        {
          user: 'sun',
          name: '孙佳',
          changes: [
            { what: 'changed', root: 'sessions', item: 's3', cells: [{ field: 'interpreters', before: null, after: [] }], stands: [] },
            { what: 'added', root: 'sessions', item: 's4', cells: [], stands: [] },
            { what: 'changed', root: 'rooms', item: 's5', cells: [], stands: [] },
          ],
        },
      ],
      others: [{ user: 'xu', name: '许若兰', who: 2, at: 'sessions/s3/interpreters', client: 9 }],
    });
    expect(marks.get('s3')).toEqual({ interpreters: { two: true, changed: true, held: { name: '许若兰', who: 2 } } });
    expect(marks.get('s4')).toEqual({ title: { changed: true }, foreign: { changed: true } });
    expect(marks.has('s5')).toBe(false);
  });
});

describe('lines under rows', () => {
  it('stand under the last row that a clash concerns, and under the row of a cell with two values', () => {
    const found = findings();
    const lines = linesOf(['s2', 's1', 's3'], found, [two]);
    const rules = (id: string): string[] => (lines.get(id) ?? []).map((line) => (line.is === 'clash' ? line.finding.rule : 'two'));
    expect(rules('s1')).toEqual(['person-double-booked']);
    expect(rules('s2')).toEqual(['over-capacity']);
    expect(rules('s3')).toEqual(['two']);
    expect(clashing(found)).toEqual(new Set(['s1', 's2']));
    expect(sessionsOf(found[0]!)).toHaveLength(2);
  });

  it('stand nowhere for rows that are not shown', () => {
    expect(linesOf(['s9'], findings(), [two]).size).toBe(0);
  });
});

describe('refused edits', () => {
  it('are told as what they would change in the part as it stands now, and damaged ones as nothing', () => {
    const base = new Y.Doc();
    base.getMap('sessions').set('s1/expected', 30);
    const mine = copyOf(base);
    const before = Y.encodeStateVector(mine);
    mine.getMap('sessions').set('s1/expected', 40);
    settle(mine, 'fork', { by: 'me', at: 1, choice: 'winner' });
    const update = Y.encodeStateAsUpdate(mine, before);
    base.getMap('sessions').set('s1/remarks', '加座');
    const proposal = {
      id: 'p',
      doc: 'event/x/plan',
      generation: 0,
      code: 'frozen' as const,
      at: 1,
      updates: [Uint8Array.of(9, 9), update],
      kept: true,
    };
    expect(proposed(base, proposal, { id: 'me', name: '罗文静' })).toMatchObject([
      {
        user: 'me',
        name: '罗文静',
        changes: [{ what: 'changed', root: 'sessions', item: 's1', cells: [{ field: 'expected', before: 30, after: 40 }] }],
      },
    ]);
    expect(base.getMap('sessions').get('s1/expected')).toBe(30);
  });
});
