import type { Person } from '@qiao/domain/kind';
import { ask, type Answer } from '../api.ts';
import { makePass, matchesPass } from './pass.ts';
import {
  CURRENT_KEY,
  currentId,
  leaseEnd,
  peopleHere,
  personHere,
  rememberPerson,
  setCurrent,
  updatePerson,
  type DevicePerson,
} from './people.ts';

/** What `/api/login` and `/api/me` answer. */
interface Me {
  user: Person & { email: string };
  device: string;
  workspace: string;
  leaseDays: number;
}

/**
 * `open`: somebody is signed in on this device and the lease runs. `expired`: signed in, but the lease has ended, so
 * content is locked. `closed`: nobody.
 */
type State = 'closed' | 'open' | 'expired';

/** Whose sign-out could not reach the server: the cookie is given back at the next chance. */
const OWED = 'qiao.sign-out-owed';

let state = $state<State>('closed');
let person = $state.raw<DevicePerson | null>(null);
/** The server no longer accepts the cookie; work goes on here until the person signs in again. */
let stale = $state(false);
let booted: Promise<void> | null = null;

async function store(me: Me, password: string | null): Promise<void> {
  const known = personHere(me.user.id);
  const pass = password === null ? (known?.pass ?? null) : await makePass(password);
  rememberPerson({ ...me, contactAt: Date.now(), unsent: known?.unsent ?? 0, pass });
  enter(me.user.id);
}

function enter(id: string): void {
  setCurrent(id);
  person = personHere(id);
  stale = false;
  state = person ? (leaseEnd(person) > Date.now() ? 'open' : 'expired') : 'closed';
}

async function settleOwedSignOut(): Promise<void> {
  if (localStorage.getItem(OWED) === null) return;
  const answer = await ask('POST', '/api/logout', {});
  if (answer.ok || answer.code !== 'no-network') localStorage.removeItem(OWED);
}

/** Asks the server who this is; without a network everything stays as it was. */
async function refresh(): Promise<void> {
  if (!person) return;
  // A cookie of somebody who left this device must not speak for whoever opened it since.
  await settleOwedSignOut();
  const answer = await ask<Me>('GET', '/api/me');
  if (answer.ok) {
    // Another tab signed in as somebody else: this tab's records are not theirs.
    if (answer.value.user.id !== person.user.id) stale = true;
    else await store(answer.value, null);
  } else if (answer.code === 'unauthenticated' || answer.code === 'http-401') stale = true;
}

async function boot(): Promise<void> {
  addEventListener('storage', (event: StorageEvent) => {
    // Who is signed in changed in another tab; one browser has one cookie.
    if (event.key === CURRENT_KEY && event.newValue !== (person?.user.id ?? null)) location.assign('/');
  });
  addEventListener('online', () => void refresh());
  const id = currentId();
  if (!id || !personHere(id)) {
    void settleOwedSignOut();
    return;
  }
  enter(id);
  // Within the lease nothing waits for a network; after it, the server may renew it.
  if (state === 'open') void refresh();
  else await refresh();
}

export const session = {
  get state(): State {
    return state;
  },
  get person(): DevicePerson | null {
    return person;
  },
  /** The one who is signed in. Only for pages behind the sign-in. */
  get me(): DevicePerson {
    if (!person) throw new Error('nobody is signed in');
    return person;
  },
  get stale(): boolean {
    return stale;
  },
  /** Runs once, before the first page. */
  boot: (): Promise<void> => (booted ??= boot()),
  refresh,

  async signIn(email: string, password: string): Promise<Answer<null>> {
    await settleOwedSignOut();
    const known = peopleHere().find((other) => other.user.email === email);
    const answer = await ask<Me>('POST', '/api/login', { email, password, ...(known ? { device: known.device } : {}) });
    if (!answer.ok) return answer;
    await store(answer.value, password);
    return { ok: true, value: null };
  },

  /** Whether this server has nobody yet. Null when it cannot be asked. */
  async needsSetup(): Promise<boolean | null> {
    const answer = await ask<{ needed: boolean }>('GET', '/api/setup');
    return answer.ok ? answer.value.needed : null;
  },

  async setUp(first: { code: string; name: string; email: string; password: string }): Promise<Answer<null>> {
    const answer = await ask<Me>('POST', '/api/setup', first);
    if (!answer.ok) return answer;
    await store(answer.value, first.password);
    return { ok: true, value: null };
  },

  /** Opens what somebody left on this device, with no network. False: the password is another. */
  async openOffline(id: string, password: string): Promise<boolean> {
    const other = personHere(id);
    if (!other?.pass || !(await matchesPass(other.pass, password))) return false;
    // The same person again: the cookie is still theirs.
    if (localStorage.getItem(OWED) === id) localStorage.removeItem(OWED);
    enter(id);
    return true;
  },

  /** Goes on as somebody whom this device knows and who did not sign out. */
  resume(id: string): void {
    enter(id);
  },

  /** The server was heard: the lease runs anew. */
  heard(now: number): void {
    if (!person) return;
    updatePerson(person.user.id, { contactAt: now });
    person = personHere(person.user.id);
    if (state === 'expired') state = 'open';
  },

  /** The lease ended while the page was open: content locks, the outbox stays (SPEC DEV10). */
  expire(): void {
    if (person) state = 'expired';
  },

  countUnsent(unsent: number): void {
    if (person && personHere(person.user.id)?.unsent !== unsent) updatePerson(person.user.id, { unsent });
  },

  /** The server no longer accepts the cookie. */
  markStale(): void {
    stale = true;
  },

  /** Unsent work stays in its database; the list on the sign-in page says so. */
  async signOut(): Promise<void> {
    const answer = await ask('POST', '/api/logout', {});
    if (!answer.ok && answer.code === 'no-network') localStorage.setItem(OWED, person?.user.id ?? '');
    setCurrent(null);
    person = null;
    state = 'closed';
  },
};
