import type { Person } from '@qiao/domain/kind';
import { ask, type Answer } from '../api.ts';
import { makePass, matchesPass } from './pass.ts';
import { leaseEnd, type DevicePerson } from './people.ts';
import {
  currentId,
  followPeople,
  leaveDevice,
  owedSignOut,
  peopleHere,
  personHere,
  readPeople,
  rememberPerson,
  setCurrent,
  settleSignOut,
  updatePerson,
} from './people-here.ts';

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

/** How long a number of waiting changes must stand before it is written down, milliseconds: typing changes it twice a second. */
const COUNT_CALM_MS = 1000;

let state = $state<State>('closed');
let person = $state.raw<DevicePerson | null>(null);
/** The server no longer accepts the cookie; work goes on here until the person signs in again. */
let stale = $state(false);
let booted: Promise<void> | null = null;
/** Changes of who is signed in that this tab is writing: until they stand, what other tabs tell is older. */
let moving = 0;
let counting: ReturnType<typeof setTimeout> | undefined;
let counted = 0;

async function store(me: Me, password: string): Promise<void> {
  const next = { ...me, contactAt: Date.now(), unsent: personHere(me.user.id)?.unsent ?? 0, pass: await makePass(password) };
  await enter(next, rememberPerson(next));
}

/** Opens the device to somebody once it is written down that they are here; a device that stores nothing says so by its records. */
async function enter(next: DevicePerson, written: Promise<void>): Promise<void> {
  moving += 1;
  await written.catch(() => undefined);
  moving -= 1;
  counted = next.unsent;
  person = next;
  stale = false;
  state = leaseEnd(next) > Date.now() ? 'open' : 'expired';
}

/** Changes what is known of whoever is signed in, here at once and on the device after. */
function note(what: Partial<DevicePerson>): void {
  if (!person) return;
  person = { ...person, ...what };
  // What is lost of it is learnt anew from the next contact or the next edit.
  updatePerson(person.user.id, what).catch(() => undefined);
}

function writeCount(): void {
  clearTimeout(counting);
  if (person && person.unsent !== counted) note({ unsent: counted });
}

async function settleOwedSignOut(): Promise<void> {
  if (owedSignOut() === null) return;
  const answer = await ask('POST', '/api/logout', {});
  if (answer.ok || answer.code !== 'no-network') await settleSignOut();
}

/** Asks the server who this is; without a network everything stays as it was. */
async function refresh(): Promise<void> {
  const asking = person?.user.id;
  if (asking === undefined) return;
  // A cookie of somebody who left this device must not speak for whoever opened it since.
  await settleOwedSignOut();
  const answer = await ask<Me>('GET', '/api/me');
  // Whoever signed out meanwhile is not signed in again by an answer that was on its way.
  if (person?.user.id !== asking) return;
  if (answer.ok) {
    // Another tab signed in as somebody else: this tab's records are not theirs.
    if (answer.value.user.id !== asking) stale = true;
    else {
      note({ ...answer.value, contactAt: Date.now() });
      stale = false;
      state = 'open';
    }
  } else if (answer.code === 'unauthenticated' || answer.code === 'http-401') stale = true;
}

/** Who is signed in changed in another tab: one browser has one cookie, so this tab begins anew. */
function followTabs(): void {
  if (moving === 0 && currentId() !== (person?.user.id ?? null)) location.assign('/');
}

async function boot(): Promise<void> {
  // A device whose storage cannot be read knows nobody.
  await readPeople().catch(() => undefined);
  followPeople(followTabs);
  addEventListener('online', () => void refresh());
  const id = currentId();
  const here = id === null ? null : personHere(id);
  if (!here) {
    void settleOwedSignOut();
    return;
  }
  await enter(here, Promise.resolve());
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

  /** Sets one's own password on the server, and with it what this device recognises with no network. */
  async changePassword(current: string, next: string): Promise<Answer<unknown>> {
    const who = person?.user.id;
    const answer = await ask('POST', '/api/password', { current, next });
    if (!answer.ok || who === undefined) return answer;
    const pass = await makePass(next);
    if (person?.user.id === who) note({ pass });
    else updatePerson(who, { pass }).catch(() => undefined);
    return answer;
  },

  /** Opens what somebody left on this device, with no network. False: the password is another. */
  async openOffline(id: string, password: string): Promise<boolean> {
    const other = personHere(id);
    if (!other?.pass || !(await matchesPass(other.pass, password))) return false;
    // The cookie is still theirs, should its sign-out not have reached the server.
    await enter(other, setCurrent(id));
    return true;
  },

  /** Goes on as somebody whom this device knows and who did not sign out. */
  async resume(id: string): Promise<void> {
    const other = personHere(id);
    if (other) await enter(other, setCurrent(id));
  },

  /** The server was heard: the lease runs anew. */
  heard(now: number): void {
    note({ contactAt: now });
    if (state === 'expired') state = 'open';
  },

  /** The lease ended while the page was open: content locks, the outbox stays (SPEC DEV10). */
  expire(): void {
    if (person) state = 'expired';
  },

  /** That something waits is written down at once; how much, and that nothing does, when it has stood a while. */
  countUnsent(unsent: number): void {
    clearTimeout(counting);
    counted = unsent;
    if (person?.unsent === 0) writeCount();
    else counting = setTimeout(writeCount, COUNT_CALM_MS);
  },

  /** The server no longer accepts the cookie. */
  markStale(): void {
    stale = true;
  },

  /** Unsent work stays in its database; the list on the sign-in page says so. */
  async signOut(): Promise<void> {
    writeCount();
    moving += 1;
    // Before the server is asked: a page that is left meanwhile must not come back as somebody whose cookie has gone.
    try {
      await leaveDevice(true);
      await settleOwedSignOut();
    } catch {
      // A full device cannot write down what it owes, so it says it now; to take a mark away needs no room.
      await Promise.allSettled([ask('POST', '/api/logout', {}), leaveDevice(false)]);
    }
    moving -= 1;
    person = null;
    state = 'closed';
  },
};
