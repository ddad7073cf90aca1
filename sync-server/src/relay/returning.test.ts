import { limits } from '@qiao/sync/protocol';
import { describe, expect, it } from 'vitest';
import { EVENT, newWorld, type TestDevice, type World } from '../testing/relay-world.ts';

describe('the replica door: returning the ledger', () => {
  const peer = { user: 'eve', name: 'EVE', device: 'eve-device', session: 's' };
  const say = async (world: World, device: TestDevice, ledger = '[]', facts = '{}'): Promise<unknown> => {
    device.heard();
    device.say({ type: 'return', n: 7, record: EVENT, ledger, facts });
    await world.clock.pass(10);
    return device.heard().at(-1);
  };
  const answer = (result: object) => ({ type: 'returned', n: 7, result });

  it('[EPO5] is open to a device that owes, until its first pull, and closed to any other', async () => {
    const world = newWorld();
    const eve = await world.device(await world.addUser('eve'), { epoch: 'one' });
    expect(await say(world, eve)).toEqual(answer({ kind: 'code', code: 'forbidden' }));
    await world.store.write((tx) => tx.setEpoch('two'));
    const back = await world.device(peer, { epoch: 'one', accessVersion: 1 });
    expect(await say(world, back)).toEqual(answer({ kind: 'known' }));
    // The answer was lost, and the device comes again.
    const again = await world.device(peer, { epoch: 'two', accessVersion: 1 });
    expect(again.heard()[0]).toMatchObject({ mode: 'restored' });
    expect(await say(world, again)).toEqual(answer({ kind: 'known' }));
    again.say({ type: 'pull', cursor: 0, maxBytes: limits.PAGE_BYTES, have: '' });
    await world.clock.pass(10);
    expect(await say(world, again)).toEqual(answer({ kind: 'code', code: 'forbidden' }));
  });

  it('[NAM4] takes MAX_RETURN_BYTES of ledger and facts together, and not one more', async () => {
    const world = newWorld();
    await world.addUser('eve');
    await world.store.write((tx) => tx.setEpoch('two'));
    const back = await world.device(peer, { epoch: 'one', accessVersion: 1 });
    // Three bytes each as UTF-8.
    const most = '桥'.repeat(limits.MAX_RETURN_BYTES / 3);
    expect(most.length * 3).toBe(limits.MAX_RETURN_BYTES);
    expect(await say(world, back, most, '')).toEqual(answer({ kind: 'known' }));
    expect(await say(world, back, most, 'x')).toEqual(answer({ kind: 'code', code: 'too-large' }));
  });
});
