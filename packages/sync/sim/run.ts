/** What chance may do, and one run from a seed. */
import { attach, fetch, guess, settle } from './blob-acts.ts';
import type { Device, Tab } from './device.ts';
import { PARTS } from './office.ts';
import { editPlan, PLAN } from './plan.ts';
import { World, type RunOptions, type RunReport } from './world.ts';

const STEPS = 120;

type Action = (world: World) => Promise<void> | void;

const withTab =
  (act: (world: World, device: Device, tab: Tab) => Promise<void> | void): Action =>
  (world) => {
    const all = world.tabs().filter(({ tab }) => !tab.frozen);
    if (all.length === 0) return;
    const { device, tab } = world.rng.pick(all);
    return act(world, device, tab);
  };

/** A doc this person has at least once had on this device, or any: a guessed one must do no harm. */
function someDoc(world: World, device: Device): string | null {
  const { rng } = world;
  const known = [...device.disk.parts.keys()];
  if (known.length > 0 && rng.chance(0.7)) return rng.pick(known);
  return world.records.length > 0 ? `${rng.pick(world.records)}/${rng.pick(PARTS)}` : null;
}

/** Store steps never come back to a tab that dies meanwhile: nothing here may wait for them. */
const unawaited = (promise: Promise<unknown>): void => void promise.catch(() => undefined);

const edit = withTab((world, device, tab) => {
  const { rng } = world;
  const open = [...tab.open.values()];
  if (open.length === 0) return;
  const part = rng.pick(open);
  const { ydoc, doc } = part;
  if (doc.endsWith(`/${PLAN}`) && rng.chance(0.6)) {
    const raw = (device.disk.parts.get(doc)?.rows ?? []).map((row) => row.bytes);
    return editPlan(rng, { ydoc, raw }, device.account.user);
  }
  ydoc.transact(() => {
    for (let count = 1 + rng.below(3); count > 0; count--) {
      const cells = ydoc.getMap('cells');
      const text = ydoc.getText('text');
      const what = rng.next();
      if (what < 0.6) cells.set(`cell-${rng.below(6)}`, `${device.account.device}-${rng.below(1000)}`);
      else if (what < 0.7) cells.delete(`cell-${rng.below(6)}`);
      else if (what < 0.8 && text.length > 0) text.delete(rng.below(text.length), 1);
      else text.insert(rng.below(text.length + 1), String.fromCharCode(97 + rng.below(26)));
    }
  });
});

const openPart = withTab((world, device, tab) => {
  const doc = someDoc(world, device);
  if (!doc || tab.open.has(doc)) return;
  unawaited(
    tab.client.openPart(doc).then((part) => {
      if (tab.alive) tab.open.set(doc, part);
      else part.close();
    }),
  );
});

const closePart = withTab((world, _device, tab) => {
  const open = [...tab.open];
  if (open.length === 0) return;
  const [doc, part] = world.rng.pick(open);
  // A page that closes with unsaved edits says so; here only what was called saved counts.
  part.close();
  tab.open.delete(doc);
});

const create = withTab((world, device, tab) => {
  if (world.records.length >= 3) return;
  const record = `event/${world.rng.uuid()}`;
  world.records.push(record);
  unawaited(tab.client.intend(record, { type: 'create', record }));
  unawaited(tab.client.openPart(`${record}/plan`).then((part) => tab.alive && tab.open.set(`${record}/plan`, part)));
});

const decision = (type: 'freeze' | 'thaw' | 'grant' | 'revoke'): Action =>
  withTab((world, _device, tab) => {
    if (world.records.length === 0) return;
    const record = world.rng.pick(world.records);
    const readers = world.readersOf(record);
    const user = type === 'revoke' && readers.length > 0 ? world.rng.pick(readers) : world.rng.pick(world.devices).account.user;
    unawaited(tab.client.intend(record, { type, record, user }));
  });

const settleProposal = withTab((world, device, tab) => {
  const all = [...device.disk.proposals.keys()];
  if (all.length === 0) return;
  const id = world.rng.pick(all);
  unawaited(world.rng.chance(0.6) ? tab.client.retry(id) : tab.client.discard(id));
});

const ACTIONS: readonly [name: string, weight: number, act: Action][] = [
  ['edit', 40, edit],
  ['open', 14, openPart],
  ['close', 4, closePart],
  ['create', 5, create],
  ['grant', 8, decision('grant')],
  ['revoke', 5, decision('revoke')],
  ['freeze', 5, decision('freeze')],
  ['thaw', 3, decision('thaw')],
  ['settle proposal', 3, settleProposal],
  ['go offline', 4, (world) => world.rng.pick(world.devices).setOnline(false)],
  ['come online', 6, (world) => world.rng.pick(world.devices).setOnline(true)],
  [
    'open tab',
    5,
    async (world) => {
      const device = world.rng.pick(world.devices);
      // Two tabs of the second device; one of the others.
      if (device.tabs.length < (device === world.devices[1] ? 2 : 1)) await Promise.race([device.openTab(), world.clock.settle()]);
    },
  ],
  ['crash tab', 2, withTab((_world, device, tab) => device.crash(tab))],
  ['light a tab’s fuse', 4, withTab((world, _device, tab) => void (tab.fuse = world.rng.below(12)))],
  ['freeze tab', 2, withTab((_world, _device, tab) => void (tab.frozen = true))],
  ['thaw tabs', 3, (world) => world.tabs().forEach(({ tab }) => (tab.frozen = false))],
  ['crash server', 1, (world) => world.server.crash()],
  ['light the server’s fuse', 3, (world) => world.server.lightFuse(world.rng.below(60))],
  ['start server', 8, (world) => world.server.start()],
  ['compact on the server', 3, (world) => unawaited(world.server.compact())],
  ['kill a socket', 3, (world) => world.network.killOne()],
  ['half-open a socket', 3, (world) => world.network.halve()],
  ['storm', 3, (world) => world.setStorm(true)],
  ['calm', 3, (world) => world.setStorm(false)],
  ['compact on a device', 3, withTab((world, device, tab) => unawaited(world.compactDevice(device, tab)))],
  ['attach', 9, withTab(attach)],
  ['fetch', 4, withTab(fetch)],
  ['guess a hash', 4, withTab(guess)],
  ['settle an attachment', 3, withTab(settle)],
  ['fill the server’s disk', 1, (world) => void (world.server.folder.disk.full = true)],
  ['empty the server’s disk', 3, (world) => void (world.server.folder.disk.full = false)],
  ['fill a device', 1, (world) => void (world.rng.pick(world.devices).full = true)],
  ['empty the devices', 2, (world) => world.devices.forEach((device) => (device.full = false))],
  ['back up', 2, (world) => world.server.takeBackup()],
  ['restore', 1, (world) => world.restore()],
];
const WEIGHTS = ACTIONS.reduce((sum, [, weight]) => sum + weight, 0);

function drawAction(world: World): (typeof ACTIONS)[number] {
  let at = world.rng.next() * WEIGHTS;
  return ACTIONS.find(([, weight]) => (at -= weight) < 0) ?? ACTIONS[0]!;
}

/** @throws Broken naming the rule, when an invariant does not hold */
export async function runSeed(options: RunOptions): Promise<RunReport> {
  const world = new World(options);
  world.server.start();
  for (const device of world.devices) await Promise.race([device.openTab(), world.clock.pass(50)]);
  for (let step = 0; step < (options.steps ?? STEPS); step++) {
    const [name, , act] = drawAction(world);
    world.count(name);
    await Promise.race([act(world), world.clock.settle()]);
    await world.clock.pass(world.rng.chance(0.1) ? world.rng.below(15_000) : world.rng.below(600));
    world.check();
  }
  await world.makePeace();
  return world.report(options.seed);
}
