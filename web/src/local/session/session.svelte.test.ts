import { Dexie } from 'dexie';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { currentId, personHere, rememberPerson } from './people-here.ts';
import { testPerson } from './person.fixture.ts';
import { session } from './session.svelte.ts';

/** The server's answers, given when the test says so. */
let answers: { path: string; give: (status: number, body: unknown) => void }[] = [];

const asked = async (path: string) => {
  await vi.waitFor(() => expect(answers.map((one) => one.path)).toContain(path));
  return answers.splice(
    answers.findIndex((one) => one.path === path),
    1,
  )[0]!;
};

// All test files share one browser: this one has a device of its own, on which no other tab signs anybody in.
beforeAll(() => {
  const own = crypto.randomUUID();
  Dexie.dependencies.indexedDB = {
    open: (name, version) => indexedDB.open(`${own}/${name}`, version),
    deleteDatabase: (name) => indexedDB.deleteDatabase(`${own}/${name}`),
    databases: () => indexedDB.databases(),
    cmp: (one, other) => indexedDB.cmp(one, other),
  } satisfies IDBFactory;
  vi.stubGlobal(
    'BroadcastChannel',
    class {
      onmessage = null;
      postMessage(): void {
        // Nobody else is here.
      }
    },
  );
});

beforeEach(() => {
  answers = [];
  vi.spyOn(globalThis, 'fetch').mockImplementation(
    (input) =>
      new Promise((resolve) => {
        const path = input instanceof Request ? input.url : String(input);
        answers.push({ path, give: (status, body) => resolve(Response.json(body, { status })) });
      }),
  );
});
afterEach(() => vi.restoreAllMocks());

async function signInHere(): Promise<ReturnType<typeof testPerson>> {
  const person = testPerson({ user: { ...testPerson().user, id: crypto.randomUUID() }, contactAt: Date.now() });
  await session.boot();
  await rememberPerson(person);
  await session.resume(person.user.id);
  return person;
}

describe('who is signed in', () => {
  test('is not changed by an answer that was under way when they left', async () => {
    const person = await signInHere();
    const refreshing = session.refresh();
    const me = await asked('/api/me');
    const leaving = session.signOut();
    (await asked('/api/logout')).give(200, {});
    await leaving;
    me.give(200, { user: person.user, device: person.device, workspace: person.workspace, leaseDays: 30 });
    await refreshing;
    expect([session.state, session.person, currentId()]).toEqual(['closed', null, null]);
  });

  test('the server is told to let nobody in, also when the device cannot write down that they left', async () => {
    await signInHere();
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    const leaving = session.signOut();
    (await asked('/api/logout')).give(200, {});
    await leaving;
    expect([session.state, session.person, currentId()]).toEqual(['closed', null, null]);
  });

  test('has their unsent work written down at once when there is some, and its end when it has stood a while', async () => {
    const { user } = await signInHere();
    session.countUnsent(3);
    await vi.waitFor(() => expect(personHere(user.id)?.unsent).toBe(3));
    session.countUnsent(0);
    session.countUnsent(1);
    expect(personHere(user.id)?.unsent).toBe(3);
    await vi.waitFor(() => expect(personHere(user.id)?.unsent).toBe(1), { timeout: 5000 });
    const leaving = session.signOut();
    session.countUnsent(0);
    (await asked('/api/logout')).give(200, {});
    await leaving;
    expect(personHere(user.id)?.unsent).toBe(1);
  });
});
