import type { Facts } from '@qiao/domain/kind';
import { describe, expect, it } from 'vitest';
import type { Sight } from '#local/seen/who.svelte.ts';
import { partOf } from './part-of.ts';
import { seenOf } from './sights.ts';

const sight = (user: string, more: Partial<Sight> = {}): Sight => ({
  user,
  name: user.toUpperCase(),
  label: 'Chrome',
  current: false,
  latest: true,
  madeAt: 1,
  at: 10,
  ...more,
});
const facts = {
  owner: 'luo',
  ownerName: 'LUO',
  assignees: [
    { id: 'sun', name: 'SUN' },
    { id: 'xu', name: 'XU' },
  ],
} as unknown as Facts;

describe('who has seen a part', () => {
  it('lists the first to see this version first, and of earlier ones the last first', () => {
    const { latest, earlier } = seenOf(
      [sight('a', { at: 30 }), sight('b', { at: 20 }), sight('c', { latest: false, at: 5 }), sight('d', { latest: false, at: 6 })],
      facts,
      'luo',
    );
    expect([latest.map(({ user }) => user), earlier.map(({ user }) => user)]).toEqual([
      ['b', 'a'],
      ['d', 'c'],
    ]);
  });

  it('names who of owner and helpers has not: this version, or any', () => {
    const devices = [sight('sun', { latest: false }), sight('stranger')];
    expect(seenOf(devices, facts, 'luo')).toMatchObject({ missing: ['XU'], notLatest: ['SUN', 'XU'] });
    expect(seenOf(devices, facts, 'xu')).toMatchObject({ missing: ['LUO'], notLatest: ['LUO', 'SUN'] });
  });

  it('a person has seen it when one of their devices has', () => {
    const devices = [sight('sun', { latest: false }), sight('sun'), sight('xu')];
    expect(seenOf(devices, facts, 'luo')).toMatchObject({ missing: [], notLatest: [] });
    expect(seenOf([], null, 'luo')).toMatchObject({ missing: [], notLatest: [] });
  });

  it('is about the part that the tab shows', () => {
    expect(['', 'brief', 'transport', 'print', 'people', 'budget', 'tasks'].map(partOf)).toEqual([
      'plan',
      'plan',
      'plan',
      'plan',
      'people',
      'budget',
      null,
    ]);
  });
});
