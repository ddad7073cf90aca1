/** Taking a decision back, from a tab that does not lead: what it says of the server is true. */
import { describe, expect, it } from 'vitest';
import type { PostAnswer } from '../src/client/index.ts';
import type { Device, Tab } from './device.ts';
import { World } from './world.ts';

interface Story {
  world: World;
  device: Device;
  leader: Tab;
  follower: Tab;
  record: string;
  /** Whether the server has decided this command. */
  decided(id: string): boolean;
  /** From now on the server answers by this; `server` asks the real one. */
  answering(how: (server: () => Promise<PostAnswer>) => Promise<PostAnswer>): void;
}

/** One device with two tabs and a record that the server knows. */
async function start(): Promise<Story> {
  const world = new World({ seed: 6 });
  world.server.start();
  const device = world.devices[0]!;
  const leader = await device.openTab();
  await world.clock.pass(3000);
  const follower = await device.openTab();
  const record = `event/${world.rng.uuid()}`;
  await leader.client.intend(record, { type: 'create', record });
  await world.clock.pass(3000);
  expect([leader.client.status().leader, follower.client.status().leader]).toEqual([true, false]);
  const post = world.server.post.bind(world.server);
  return {
    world,
    device,
    leader,
    follower,
    record,
    decided: (id) => world.server.durable.tables.command.has(id),
    answering: (how) => (world.server.post = (account, body) => how(() => post(account, body))),
  };
}

async function freeze({ world, leader, record }: Story): Promise<string> {
  const id = await leader.client.intend(record, { type: 'freeze', record });
  await world.clock.pass(1000);
  return id;
}

/** What a tab hears, while the clock goes on. */
async function withdraw({ world }: Story, tab: Tab, id: string): Promise<boolean> {
  const answer = tab.client.withdrawIntent(id);
  await world.clock.pass(1000);
  return answer;
}

describe('an intent is taken back by a tab that does not lead', () => {
  it('[DEV12] before it was sent: the server never has it', async () => {
    const story = await start();
    story.device.setOnline(false);
    const id = await freeze(story);
    expect(await withdraw(story, story.follower, id)).toBe(true);
    story.device.setOnline(true);
    await story.world.makePeace();
    expect(story.decided(id)).toBe(false);
    expect(story.device.disk.outbox).toEqual([]);
  });

  it('[DEV12] not while it is on its way: the server decides it', async () => {
    const story = await start();
    let letGo: () => void = () => undefined;
    const way = new Promise<void>((resolve) => (letGo = resolve));
    story.answering(async (server) => {
      await way;
      return server();
    });
    const id = await freeze(story);
    expect(story.decided(id)).toBe(false);
    expect(await withdraw(story, story.follower, id)).toBe(false);
    letGo();
    await story.world.makePeace();
    expect(story.decided(id)).toBe(true);
  });

  it('[DEV12] not when its answer was lost together with the tab that sent it', async () => {
    const story = await start();
    story.answering(async (server) => {
      await server();
      story.device.crash(story.leader);
      throw new Error('the answer was lost');
    });
    const id = await freeze(story);
    expect(story.decided(id)).toBe(true);
    story.answering((server) => server());
    expect(await story.follower.client.withdrawIntent(id)).toBe(false);
    await story.world.makePeace();
    expect(story.device.disk.outbox).toEqual([]);
  });

  it('[DEV12] when the server has said that it decided nothing', async () => {
    const story = await start();
    story.answering(async () => ({ ok: false, code: 'busy', details: '{}', again: true }));
    const id = await freeze(story);
    const outbox = (): unknown => story.device.disk.outbox.map((entry) => entry.type === 'intent' && entry.sent);
    for (let turn = 0; turn < 100 && JSON.stringify(outbox()) !== '[false]'; turn++) await story.world.clock.pass(10);
    expect(await withdraw(story, story.follower, id)).toBe(true);
    story.answering((server) => server());
    await story.world.makePeace();
    expect(story.decided(id)).toBe(false);
  });
});
