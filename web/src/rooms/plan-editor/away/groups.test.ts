import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Change, PersonChanges } from '#local/journal/changes.ts';
import { groupsOf, listedOf, type Listed } from './groups.ts';

const change = (root: string, item = 's1'): Change => ({ what: root === 'brief' ? 'text' : 'changed', root, item, cells: [], stands: [] });
const person = (name: string, ...changes: Change[]): PersonChanges => ({ user: `u-${name}`, name, changes });

describe('changes by tab', () => {
  it('come in the order of the tabs, what no tab shows last', () => {
    const listed = {
      budget: [person('赵', change('lines'))],
      plan: [person('孙', change('fields', ''), change('brief', ''), change('tracks'), change('days'), change('legs'))],
      people: [person('孙', change('people'))],
    };
    expect(groupsOf(listed).map(({ tab, count }) => [tab, count])).toEqual([
      ['programme', 1],
      ['brief', 1],
      ['people', 1],
      ['places', 1],
      ['transport', 1],
      ['budget', 1],
      ['other', 1],
    ]);
  });

  it('hold each change once, and note exactly what they show', () => {
    const root = fc.constantFrom('sessions', 'days', 'rooms', 'legs', 'brief', 'fields', 'unheard-of');
    const changes = fc.uniqueArray(fc.tuple(root, fc.constantFrom('a', 'b', 'c')), { selector: (one) => one.join() });
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom('plan', 'people'), changes), { maxLength: 4 }), (raw) => {
        const listed: Record<string, PersonChanges[]> = {};
        raw.forEach(([part, own], n) => (listed[part] ??= []).push(person(`p${n}`, ...own.map(([at, item]) => change(at, item)))));
        const flat = (of: Listed) =>
          Object.entries(of)
            .flatMap(([part, people]) =>
              people.flatMap(({ user, changes: all }) => all.map(({ root: at, item }) => [part, user, at, item].join())),
            )
            .sort();
        const groups = groupsOf(listed);
        expect(groups.flatMap(({ people }) => flat(listedOf(people))).sort()).toEqual(flat(listed));
        expect(groups.reduce((sum, { count }) => sum + count, 0)).toBe(flat(listed).length);
      }),
    );
  });
});
