import 'fake-indexeddb/auto';
import { Dexie } from 'dexie';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { testPerson } from './person.fixture.ts';

const luo = testPerson();
const sun = testPerson({ user: { ...luo.user, id: 'u-sun', name: '孙佳', email: 'sun@school.edu.cn' } });

const before = new Map<string, string>();

/** Another tab, or the same one after a reload: it shares nothing but what the browser stores. */
async function openTab() {
  vi.resetModules();
  const tab = await import('./people-here.ts');
  await tab.readPeople();
  return tab;
}

beforeEach(() => {
  Dexie.dependencies.indexedDB = new IDBFactory();
  before.clear();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => before.get(key) ?? null,
    removeItem: (key: string) => void before.delete(key),
  });
});

describe('people on this device', () => {
  test('who signed in last comes first, and nobody stands twice', async () => {
    const tab = await openTab();
    await tab.rememberPerson(luo);
    await tab.rememberPerson(sun);
    await tab.rememberPerson({ ...luo, unsent: 3 });
    expect(tab.peopleHere().map((person) => [person.user.name, person.unsent])).toEqual([
      ['罗文静', 3],
      ['孙佳', 0],
    ]);
  });

  test('a change does not move anybody in the list, and forgetting takes one alone', async () => {
    const tab = await openTab();
    await tab.rememberPerson(luo);
    await tab.rememberPerson(sun);
    await tab.updatePerson('u-luo', { unsent: 5 });
    expect(tab.peopleHere().map((person) => person.user.id)).toEqual(['u-sun', 'u-luo']);
    await tab.forgetPerson('u-sun');
    expect(tab.personHere('u-sun')).toBeNull();
    expect(tab.personHere('u-luo')?.unsent).toBe(5);
  });

  test('a reload finds the same people and whoever was signed in', async () => {
    const tab = await openTab();
    await tab.rememberPerson(sun);
    await tab.rememberPerson(luo);
    const again = await openTab();
    expect([again.peopleHere(), again.currentId(), again.owedSignOut()]).toEqual([[luo, sun], 'u-luo', null]);
  });

  test('a sign-in is on the disk before it is said to be done', async () => {
    const asked = vi.spyOn(IDBDatabase.prototype, 'transaction');
    await (await openTab()).rememberPerson(luo);
    const modes = asked.mock.calls.filter(([, mode]) => mode === 'readwrite').map(([, , options]) => options?.durability);
    asked.mockRestore();
    expect(modes).toEqual(['strict']);
  });
});

describe('several tabs', () => {
  test('see who signs in and who leaves in another', async () => {
    const [one, other] = [await openTab(), await openTab()];
    const told = vi.fn();
    other.followPeople(told);
    await one.rememberPerson(luo);
    await vi.waitFor(() => expect(other.currentId()).toBe('u-luo'));
    await one.leaveDevice(false);
    await vi.waitFor(() => expect(other.currentId()).toBeNull());
    await vi.waitFor(() => expect(told).toHaveBeenCalledTimes(2));
    expect(other.personHere('u-luo')).toEqual(luo);
  });

  test('change different people at the same time, and neither change is lost', async () => {
    const [one, other] = [await openTab(), await openTab()];
    await one.rememberPerson(luo);
    await one.rememberPerson(sun);
    await Promise.all([one.updatePerson('u-luo', { unsent: 2 }), other.updatePerson('u-sun', { unsent: 4 })]);
    const third = await openTab();
    expect(third.peopleHere().map((person) => person.unsent)).toEqual([4, 2]);
  });
});

describe('a sign-out that could not reach the server', () => {
  test('is owed by whoever left, until it is settled', async () => {
    const tab = await openTab();
    await tab.rememberPerson(luo);
    await tab.leaveDevice(true);
    const again = await openTab();
    expect([again.currentId(), again.owedSignOut()]).toEqual([null, 'u-luo']);
    await again.settleSignOut();
    expect(again.owedSignOut()).toBeNull();
  });

  test('is off when the same person opens the device again, and stays owed when another does', async () => {
    const tab = await openTab();
    await tab.rememberPerson(sun);
    await tab.rememberPerson(luo);
    await tab.leaveDevice(true);
    await tab.setCurrent('u-sun');
    expect(tab.owedSignOut()).toBe('u-luo');
    await tab.setCurrent('u-luo');
    expect(tab.owedSignOut()).toBeNull();
  });
});

describe('what an earlier version kept', () => {
  test('is taken over once, in its order, and then lies nowhere else', async () => {
    before.set('qiao.people', JSON.stringify([luo, sun]));
    before.set('qiao.current', 'u-luo');
    before.set('qiao.sign-out-owed', 'u-sun');
    const tab = await openTab();
    expect([tab.peopleHere(), tab.currentId(), tab.owedSignOut()]).toEqual([[luo, sun], 'u-luo', 'u-sun']);
    expect([...before.keys()]).toEqual([]);
    // A crash may have brought it back; what came since stands.
    await tab.leaveDevice(false);
    before.set('qiao.current', 'u-luo');
    expect((await openTab()).currentId()).toBeNull();
  });

  test('if it is damaged, is an empty device, not an error', async () => {
    before.set('qiao.people', '{"not": "a list"');
    expect((await openTab()).peopleHere()).toEqual([]);
    Dexie.dependencies.indexedDB = new IDBFactory();
    before.set('qiao.people', JSON.stringify([null, { user: 'nobody' }, luo]));
    expect((await openTab()).peopleHere()).toEqual([luo]);
  });
});
