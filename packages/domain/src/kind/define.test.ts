import { describe, expect, test } from 'vitest';
import { checkKind } from './check-kind.ts';
import { defineKind } from './define.ts';
import { toy } from './toy.fixture.ts';
import type { Kind } from './types.ts';

const faultsOf = (change: (kind: Kind) => Kind): string[] => checkKind(change(toy));

describe('defineKind', () => {
  test('returns a sound kind frozen to its depth', () => {
    expect(Object.isFrozen(toy)).toBe(true);
    expect(Object.isFrozen(toy.workflow.table.draft)).toBe(true);
    expect(Object.isFrozen(toy.parts.open?.fields?.choice)).toBe(true);
  });

  test('the compiler asks for the complete table and knows the states', () => {
    const label = { zh: '', en: '' };
    const { workflow, ...rest } = toy;
    const define = () =>
      defineKind({
        ...rest,
        name: 'toy-two',
        workflow: {
          // @ts-expect-error an initial state that is not among the states
          initial: 'nowhere',
          states: { one: { label, tone: 'begun', phase: label }, two: { label, tone: 'begun', phase: label } },
          // @ts-expect-error the row of `two` is missing
          table: { one: { submit: 'two', approve: null, return: null, withdraw: null, cancel: null } },
          moves: workflow.moves,
        },
      });
    expect(define).toThrow(/no state nowhere.*workflow\.table\.two\.submit: missing/);
    const state: 'draft' | 'sent' | 'done' = toy.workflow.initial;
    expect(state).toBe('draft');
  });

  test.each<[string, (kind: Kind) => Kind]>([
    ['name', (kind) => ({ ...kind, name: 'Toy' })],
    ['version', (kind) => ({ ...kind, version: 0, lenses: [] })],
    ['desk', (kind) => ({ ...kind, desk: 11 })],
    ['parts.Open', (kind) => ({ ...kind, parts: { ...kind.parts, Open: { label: kind.label } } })],
    [
      'two roots of one name',
      (kind) => ({
        ...kind,
        parts: {
          ...kind.parts,
          shut: {
            ...kind.parts.shut!,
            lists: { a: { label: kind.label, title: 't', fields: { t: { type: 'text', label: kind.label } } } },
            texts: { a: { label: kind.label } },
          },
        },
      }),
    ],
    [
      'no title field',
      (kind) => ({
        ...kind,
        parts: { ...kind.parts, shut: { ...kind.parts.shut!, lists: { a: { label: kind.label, title: 'nothing', fields: {} } } } },
      }),
    ],
    [
      'not a field name',
      (kind) => ({
        ...kind,
        parts: {
          ...kind.parts,
          shut: {
            ...kind.parts.shut!,
            fields: { __proto_: { type: 'flag', label: kind.label }, secret: { type: 'text', label: kind.label } },
          },
        },
      }),
    ],
    [
      'no list list:open/none',
      (kind) => ({
        ...kind,
        parts: {
          ...kind.parts,
          shut: { label: kind.label, fields: { secret: { type: 'reference', of: 'list:open/none', label: kind.label } } },
        },
      }),
    ],
    [
      'freezes no part none',
      (kind) => ({
        ...kind,
        workflow: { ...kind.workflow, states: { ...kind.workflow.states, draft: { ...kind.workflow.states.draft!, frozen: ['none'] } } },
      }),
    ],
    [
      'covers no part none',
      (kind) => ({
        ...kind,
        workflow: { ...kind.workflow, moves: { ...kind.workflow.moves, submit: { ...kind.workflow.moves.submit, covers: ['none'] } } },
      }),
    ],
    [
      'workflow.table.draft.submit: no state gone',
      (kind) => ({
        ...kind,
        workflow: { ...kind.workflow, table: { ...kind.workflow.table, draft: { ...kind.workflow.table.draft!, submit: 'gone' } } },
      }),
    ],
    ['access.parts.none', (kind) => ({ ...kind, access: { ...kind.access, parts: { none: { read: [], write: [] } } } })],
    ['views: no cell open.none', (kind) => ({ ...kind, views: { ...kind.views, title: 'open.none' } })],
    ['views.date', (kind) => ({ ...kind, views: { ...kind.views, date: 'open.text' } })],
    ['no list open.none', (kind) => ({ ...kind, views: { ...kind.views, sections: [{ label: kind.label, part: 'open', list: 'none' }] } })],
    ['tracks.visa', (kind) => ({ ...kind, tracks: { visa: { part: 'open', list: 'rows', status: 'text' } } })],
    ['lenses: no part none', (kind) => ({ ...kind, lenses: [{ from: 1, part: 'none', read: (value) => value }] })],
    ['lenses: from 2', (kind) => ({ ...kind, lenses: [{ from: 2, part: 'open', read: (value) => value }] })],
  ])('refuses a kind with a fault in %s', (fault, change) => {
    expect(faultsOf((kind) => kind)).toEqual([]);
    expect(faultsOf(change).join('\n')).toContain(fault);
  });
});
