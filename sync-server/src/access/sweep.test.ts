import { describe, expect, it } from 'vitest';
import { createWriter } from '../relay/writer.ts';
import { newDurable, openMemoryStore, type Fault } from '../store/memory/index.ts';
import { handClock, WORKSPACE } from '../testing/relay-world.ts';
import { accessHandlers } from './jobs.ts';
import { SWEEP_MS } from './limits.ts';
import { sweepSessions } from './sweep.ts';

async function start(fault?: Fault) {
  const store = openMemoryStore(newDurable(WORKSPACE), fault);
  const clock = handClock();
  const writer = createWriter({ store, clock, handlers: accessHandlers() });
  const putSession = (id: string, lasts: number) =>
    store.write((tx) => tx.putSession({ id, user: 'ann', device: 'd', expiresAt: clock.now() + lasts }));
  const left = async (): Promise<string[]> => (await store.read.sessionsOf('ann')).map(({ id }) => id);
  return { clock, writer, putSession, left };
}

describe('sessions that have ended by time', () => {
  it('are taken out at the start and every hour, and no other is', async () => {
    const { clock, writer, putSession, left } = await start();
    await putSession('ended before', 0);
    await putSession('ends in the first hour', SWEEP_MS / 2);
    await putSession('lasts', 2 * SWEEP_MS);
    const stop = sweepSessions({ writer, clock });
    await clock.pass(1000);
    expect(await left()).toEqual(['ends in the first hour', 'lasts']);
    await clock.pass(SWEEP_MS);
    expect(await left()).toEqual(['lasts']);
    stop();
    await clock.pass(2 * SWEEP_MS);
    expect(await left()).toEqual(['lasts']);
  });

  it('are looked for again when a look could not be stored', async () => {
    let full = true;
    const { clock, writer, putSession, left } = await start((point) => {
      if (full && point === 'dropExpiredSessions') throw new Error('full');
    });
    await putSession('ended', 0);
    const stop = sweepSessions({ writer, clock });
    await clock.pass(1000);
    expect(await left()).toEqual(['ended']);
    full = false;
    await clock.pass(SWEEP_MS);
    expect(await left()).toEqual([]);
    stop();
  });
});
