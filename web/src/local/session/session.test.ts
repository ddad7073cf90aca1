import { beforeEach, describe, expect, test, vi } from 'vitest';
import { makePass, matchesPass } from './pass.ts';
import {
  databaseOf,
  forgetPerson,
  leaseDaysLeft,
  peopleHere,
  personHere,
  rememberPerson,
  updatePerson,
  type DevicePerson,
} from './people.ts';

const DAY_MS = 86_400_000;

function testPerson(change: Partial<DevicePerson> = {}): DevicePerson {
  return {
    user: { id: 'u-luo', name: '罗文静', email: 'luo@school.edu.cn', roles: ['officer'], desks: [7], department: '' },
    device: 'd-1',
    workspace: 'w-1',
    leaseDays: 30,
    contactAt: 0,
    unsent: 0,
    pass: null,
    ...change,
  };
}

beforeEach(() => {
  const kept = new Map<string, string>();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  });
});

describe('people on this device', () => {
  test('who signed in last comes first, and nobody stands twice', () => {
    const sun = testPerson({ user: { ...testPerson().user, id: 'u-sun', name: '孙佳' } });
    rememberPerson(testPerson());
    rememberPerson(sun);
    rememberPerson(testPerson({ unsent: 3 }));
    expect(peopleHere().map((person) => [person.user.name, person.unsent])).toEqual([
      ['罗文静', 3],
      ['孙佳', 0],
    ]);
  });

  test('a change does not move anybody in the list, and forgetting takes one alone', () => {
    const sun = testPerson({ user: { ...testPerson().user, id: 'u-sun' } });
    rememberPerson(testPerson());
    rememberPerson(sun);
    updatePerson('u-luo', { unsent: 5 });
    expect(peopleHere().map((person) => person.user.id)).toEqual(['u-sun', 'u-luo']);
    forgetPerson('u-sun');
    expect(personHere('u-sun')).toBeNull();
    expect(personHere('u-luo')?.unsent).toBe(5);
  });

  test('[DEV9] two people of one workspace never share a database', () => {
    expect(databaseOf(testPerson())).not.toBe(databaseOf(testPerson({ user: { ...testPerson().user, id: 'u-sun' } })));
  });

  test('damaged storage is an empty device, not an error', () => {
    localStorage.setItem('qiao.people', '{"not": "a list"');
    expect(peopleHere()).toEqual([]);
  });
});

describe('the offline lease', () => {
  test('[DEV10] runs from the last contact and ends after its days', () => {
    const person = testPerson({ contactAt: 1000 });
    expect(leaseDaysLeft(person, 1000)).toBe(30);
    expect(leaseDaysLeft(person, 1000 + 29.5 * DAY_MS)).toBe(1);
    expect(leaseDaysLeft(person, 1000 + 30 * DAY_MS)).toBe(0);
  });
});

describe('the password on this device', () => {
  test('is recognised again, and no other is', async () => {
    const pass = await makePass('一句好记的话 2026', 1000);
    expect(pass && (await matchesPass(pass, '一句好记的话 2026'))).toBe(true);
    expect(pass && (await matchesPass(pass, '一句好记的话 2027'))).toBe(false);
  });

  test('is the same however its characters were composed', async () => {
    const pass = await makePass('Caf\u00e9 au lait', 1000);
    expect(pass && (await matchesPass(pass, 'Cafe\u0301 au lait'))).toBe(true);
  });

  test('is kept under a salt of its own each time', async () => {
    const [one, two] = [await makePass('same words', 1000), await makePass('same words', 1000)];
    expect(one?.hash).not.toBe(two?.hash);
  });
});
