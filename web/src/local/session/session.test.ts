import { describe, expect, test } from 'vitest';
import { makePass, matchesPass } from './pass.ts';
import { databaseOf, leaseDaysLeft } from './people.ts';
import { testPerson } from './person.fixture.ts';

const DAY_MS = 86_400_000;

test('[DEV9] two people of one workspace never share a database', () => {
  expect(databaseOf(testPerson())).not.toBe(databaseOf(testPerson({ user: { ...testPerson().user, id: 'u-sun' } })));
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
