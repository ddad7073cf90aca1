/** Limits of signing in on both sides of their boundary (SPEC NAM4). */
import { describe, expect, it } from 'vitest';
import { createRelay } from '../relay/index.ts';
import { newDurable, openMemoryStore } from '../store/memory/index.ts';
import { handClock, rights, WORKSPACE } from '../testing/relay-world.ts';
import { createAccounts } from './accounts.ts';
import { accessHandlers, addUser, signIn } from './jobs.ts';
import { MAX_DEVICES, MAX_LABEL, MAX_PASSWORD, MIN_PASSWORD, WATCH_MS } from './limits.ts';
import { hashPassword, isAcceptable } from './passwords.ts';
import { createThrottle } from './throttle.ts';
import { watchSessions } from './watch.ts';

const GROUP_MS = 20;
const PASSWORD = 'a long enough password';

async function office() {
  const store = openMemoryStore(newDurable(WORKSPACE));
  const clock = handClock();
  const relay = createRelay({ store, rights, clock, random: Math.random, handlers: accessHandlers });
  const done = async <T>(answer: Promise<T>): Promise<T> => (await Promise.all([answer, clock.pass(GROUP_MS)]))[0];
  const user = { id: 'ann', email: 'ann@example.test', name: 'Ann', roles: '{}', password: await hashPassword(PASSWORD) };
  await done(relay.writer.submit(addUser, { by: '', user, onlyFirst: false }));
  return { store, clock, relay, done };
}

describe('[NAM4] limits of signing in', () => {
  it('a password has MIN_PASSWORD to MAX_PASSWORD characters', () => {
    const fits = (length: number): boolean => isAcceptable('x'.repeat(length));
    expect([MIN_PASSWORD - 1, MIN_PASSWORD, MAX_PASSWORD, MAX_PASSWORD + 1].map(fits)).toEqual([false, true, true, false]);
  });

  it('MAX_DEVICES devices of a person are known; with one more, the one that was seen longest ago and is not signed in goes', async () => {
    const { store, clock, relay, done } = await office();
    const enter = (n: number, expiresAt: number) =>
      done(relay.writer.submit(signIn, { user: 'ann', device: null, newDevice: `d${n}`, label: '', session: `s${n}`, expiresAt }));
    const known = async (): Promise<string[]> => (await store.read.devices('ann')).map((device) => device.id).sort();
    // The first is signed in still, the second is not.
    await enter(1, Infinity);
    for (let n = 2; n <= MAX_DEVICES; n++) await enter(n, clock.now() + 1);
    expect(await known()).toHaveLength(MAX_DEVICES);
    await enter(MAX_DEVICES + 1, Infinity);
    const after = await known();
    expect(after).toHaveLength(MAX_DEVICES);
    expect(after).toContain('d1');
    expect(after).not.toContain('d2');
  });

  it('a browser’s name is kept up to MAX_LABEL characters', async () => {
    const { store, clock, relay } = await office();
    const accounts = createAccounts({ read: store.read, writer: relay.writer, throttle: createThrottle(), secure: false });
    const labelled = async (length: number): Promise<number> => {
      const who = { email: 'ann@example.test', password: PASSWORD, device: null, label: 'x'.repeat(length), address: '', cookie: '' };
      let entered = false;
      const entering = accounts.signIn(who).finally(() => (entered = true));
      // Verifying a password takes real time, committing takes the clock's.
      while (!entered) await clock.pass(GROUP_MS);
      const answer = await entering;
      if (!answer.ok) throw new Error(answer.code);
      return (await store.read.device(answer.device))!.label.length;
    };
    expect([await labelled(MAX_LABEL), await labelled(MAX_LABEL + 1)]).toEqual([MAX_LABEL, MAX_LABEL]);
  });

  it('[SES5] within WATCH_MS after a session has ended its sockets are cut, and not before it ends', async () => {
    const { store, clock, relay, done } = await office();
    const expiresAt = clock.now() + GROUP_MS + WATCH_MS + 1;
    await done(relay.writer.submit(signIn, { user: 'ann', device: null, newDevice: 'd', label: '', session: 's', expiresAt }));
    const cut: unknown[] = [];
    const peers = () => [{ user: 'ann', name: 'Ann', device: 'd', session: 's' }];
    const stop = watchSessions({ read: store.read, clock, peers, cut: (target) => cut.push(target) });
    await clock.pass(WATCH_MS);
    expect(cut).toEqual([]);
    await clock.pass(WATCH_MS);
    expect(cut).toEqual([{ session: 's' }]);
    stop();
  });
});
