import { Hono, type MiddlewareHandler } from 'hono';
import { limits } from '@qiao/sync/protocol';
import { beforeEach, describe, expect, it } from 'vitest';
import { rights } from '../access/authorise.ts';
import { writeRoles } from '../access/domain-person.ts';
import type { HttpEnv } from '../http/env.ts';
import { createWriter } from '../relay/writer.ts';
import { newOffice, RECORD, type OfficeWorld } from '../testing/office-world.ts';
import { seenHandlers, type SeenResult } from './jobs.ts';
import { MAX_SEEN_SHOWN, SEEN_KEEP_MS } from './limits.ts';
import { seenRoutes } from './routes.ts';

const PLAN = `event/${RECORD}/plan`;
const BUDGET = `event/${RECORD}/budget`;
const HOUR = 3_600_000;

let office: OfficeWorld;
let epoch: string;

const writeOf = (world: OfficeWorld) => createWriter({ store: world.store, clock: world.clock, handlers: seenHandlers(rights) });

/** The routes, as a person on a device asks them. */
function as(user: string, device = `${user}-device`) {
  const signedIn: MiddlewareHandler<HttpEnv> = async (c, next) => {
    c.set('who', {
      peer: { user, name: user.toUpperCase(), device, session: 's' },
      email: '',
      roles: writeRoles({ roles: ['officer'], desks: [7], department: '' }),
      renewed: null,
    });
    await next();
  };
  const app = new Hono().route('/', seenRoutes({ read: office.store.read, writer: writeOf(office), rights, signedIn }));
  const post = async (body: unknown) => {
    const asked = app.request('/seen', { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });
    const [answer] = await Promise.all([asked, office.clock.pass(limits.GROUP_COMMIT_MS)]);
    return { status: answer.status, ...((await answer.json()) as { results?: SeenResult[] }) };
  };
  return {
    post,
    async saw(seq: number, more: { doc?: string; ago?: number; generation?: number; epoch?: string } = {}): Promise<SeenResult> {
      const { doc = PLAN, ago = 0, generation = 0 } = more;
      const { results } = await post({ epoch: more.epoch ?? epoch, marks: [{ doc, generation, seq, ago }] });
      return results![0]!;
    },
    async look() {
      const answer = await app.request(`/seen/event/${RECORD}`);
      return {
        status: answer.status,
        ...((await answer.json()) as {
          parts: Record<string, { more: boolean; devices: { name: string; label: string; latest: boolean; at: number; madeAt: number }[] }>;
        }),
      };
    },
  };
}

const head = async (doc = PLAN): Promise<number> => (await office.store.read.part(doc))!.head;
const namesOf = async (asker: ReturnType<typeof as>, part = 'plan') =>
  (await asker.look()).parts[part]?.devices.map(({ name, latest }) => `${name} ${latest ? 'this' : 'earlier'}`);

async function addDevice(id: string, user: string, label = ''): Promise<void> {
  await office.store.write((tx) => tx.putDevice({ id, user, label, epoch, createdAt: 0, seenAt: 0 }));
}

beforeEach(async () => {
  office = newOffice();
  ({ epoch } = await office.store.read.workspace());
  for (const id of ['ann', 'bob']) await office.person(id, {});
  await office.person('hugo', { roles: ['host'], desks: [] });
  for (const id of ['ann', 'bob', 'hugo']) await addDevice(`${id}-device`, id, `browser of ${id}`);
  await office.command('ann', { type: 'create' });
  await office.write('ann', PLAN, 'note', 1);
});

describe('who has seen a version', () => {
  it('[SEEN1] names the device, and says when it has seen which version: this one or an earlier one', async () => {
    const first = await head();
    const madeAt = office.clock.now();
    await office.clock.pass(HOUR);
    expect(await as('ann').saw(first)).toBe('seen');
    const sawAt = office.clock.now();
    await office.write('bob', PLAN, 'note', 2);
    expect(await as('bob').saw(await head())).toBe('seen');
    const { parts } = await as('ann').look();
    expect(parts['plan']!.devices).toMatchObject([
      { name: 'BOB', label: 'browser of bob', latest: true, current: false },
      { name: 'ANN', label: 'browser of ann', latest: false, current: true },
    ]);
    const [, ann] = parts['plan']!.devices;
    expect(Math.abs(ann!.madeAt - madeAt)).toBeLessThan(HOUR);
    expect(Math.abs(ann!.at - sawAt)).toBeLessThan(HOUR);
  });

  it('[SEEN1] keeps whole milliseconds, whatever fraction a device tells: a column of numbers takes no other', async () => {
    await office.clock.pass(HOUR);
    expect(await as('ann').saw(await head(), { ago: 12.5 })).toBe('seen');
    const row = await office.store.read.seen('ann-device', PLAN);
    expect(Number.isInteger(row!.at)).toBe(true);
  });

  it('[SEEN4] tells nothing but person, device label, time and version', async () => {
    await as('ann').saw(await head());
    const { parts } = await as('ann').look();
    expect(Object.keys(parts['plan']!.devices[0]!).sort()).toEqual(['at', 'current', 'label', 'latest', 'madeAt', 'name', 'user']);
  });

  it('[SEEN2] takes nothing from, and tells nothing to, who may not read the part: the same as for a record that is not there', async () => {
    await office.write('ann', BUDGET, 'note', 1);
    await as('ann').saw(await head(BUDGET), { doc: BUDGET });
    const stranger = as('hugo');
    expect(await stranger.saw(await head())).toBe('not-found');
    expect((await stranger.look()).status).toBe(404);
    expect(await stranger.saw(1, { doc: `event/${RECORD.replace('0198', '0199')}/plan` })).toBe('not-found');
    await office.command('ann', { type: 'assign', assignees: [{ id: 'hugo', name: 'HUGO' }] });
    expect(await stranger.saw(await head())).toBe('seen');
    expect(await stranger.saw(await head(BUDGET), { doc: BUDGET })).toBe('not-found');
    expect(Object.keys((await stranger.look()).parts)).not.toContain('budget');
    expect(Object.keys((await as('ann').look()).parts)).toContain('budget');
  });

  it('[SEEN4] tells a host of those whom the event names, not of everybody in the office', async () => {
    await office.command('ann', { type: 'assign', assignees: [{ id: 'hugo', name: 'HUGO' }] });
    for (const id of ['ann', 'bob', 'hugo']) await as(id).saw(await head());
    expect((await namesOf(as('bob')))!.length).toBe(3);
    expect((await namesOf(as('hugo')))!.sort()).toEqual(['ANN this', 'HUGO this']);
  });

  it('[SEEN4] names nobody who may read the part no more', async () => {
    await office.command('ann', { type: 'assign', assignees: [{ id: 'hugo', name: 'HUGO' }] });
    await as('hugo').saw(await head());
    expect(await namesOf(as('ann'))).toEqual(['HUGO this']);
    await office.command('ann', { type: 'assign', assignees: [] });
    expect(await namesOf(as('ann'))).toEqual([]);
  });

  it('[SEEN3] the same told again changes nothing, nor does an older version; a newer one takes its place', async () => {
    const first = await head();
    await as('ann').saw(first);
    const before = await office.store.read.seen('ann-device', PLAN);
    await office.clock.pass(HOUR);
    expect(await as('ann').saw(first)).toBe('known');
    await office.write('bob', PLAN, 'note', 2);
    expect(await office.store.read.seen('ann-device', PLAN)).toEqual(before);
    const second = await head();
    expect(await as('ann').saw(second)).toBe('seen');
    expect(await as('ann').saw(first)).toBe('known');
    expect((await office.store.read.seen('ann-device', PLAN))!.seq).toBe(second);
  });

  it('[SEEN5] keeps nothing of a version of another epoch, another generation, or that the server does not have', async () => {
    const now = await head();
    expect(await as('ann').saw(now, { epoch: 'another' })).toBe('stale');
    expect(await as('ann').saw(now, { generation: 1 })).toBe('stale');
    expect(await as('ann').saw(now + 1)).toBe('stale');
    expect(await office.store.read.seen('ann-device', PLAN)).toBeNull();
    expect(await as('ann').saw(now)).toBe('seen');
  });

  it('[SEEN5] what was seen in an older generation is an earlier version, whatever its number', async () => {
    await as('ann').saw(await head());
    await office.store.write(async (tx) => tx.putPart({ ...(await tx.part(PLAN))!, generation: 1 }));
    expect(await namesOf(as('ann'))).toEqual(['ANN earlier']);
    expect(await as('ann').saw(await head(), { generation: 1 })).toBe('seen');
    expect(await namesOf(as('ann'))).toEqual(['ANN this']);
  });

  it('[SEEN6] counts back from the server’s clock, never before the version was made nor into the future', async () => {
    const at = async (device: string) => (await office.store.read.seen(device, PLAN))!.at;
    const madeAt = (await office.store.read.part(PLAN))!.changedAt;
    await office.clock.pass(10 * HOUR);
    await as('ann').saw(await head(), { ago: 2 * HOUR });
    expect(Math.abs((await at('ann-device')) - (office.clock.now() - 2 * HOUR))).toBeLessThan(HOUR);
    await as('bob').saw(await head(), { ago: 999 * HOUR });
    expect(await at('bob-device')).toBe(madeAt);
    expect((await as('bob').post({ epoch, marks: [{ doc: PLAN, generation: 0, seq: 1, ago: -1 }] })).status).toBe(400);
  });

  it('[SEEN6] knows when an earlier version was made while its row is kept, and says so when it is not', async () => {
    const first = await head();
    const madeAt = (await office.store.read.part(PLAN))!.changedAt;
    await office.clock.pass(HOUR);
    await office.write('bob', PLAN, 'note', 2);
    await as('ann').saw(first);
    expect((await office.store.read.seen('ann-device', PLAN))!.madeAt).toBe(madeAt);
    await office.store.write(async (tx) => {
      await tx.putSnapshot(PLAN, Uint8Array.of(0, 0), await head());
      await tx.dropRows(PLAN, first);
    });
    await as('bob').saw(first);
    expect((await office.store.read.seen('bob-device', PLAN))!.madeAt).toBe(0);
  });

  it('[SEEN4] takes nothing from a device that was removed, and forgets after SEEN_KEEP_MS', async () => {
    expect(await as('ann', 'nobodys-device').saw(await head())).toBe('not-found');
    expect(await as('ann', 'bob-device').saw(await head())).toBe('not-found');
    await as('ann').saw(await head());
    await office.clock.leap(SEEN_KEEP_MS - HOUR);
    await as('bob').saw(await head());
    expect(await namesOf(as('bob'))).toHaveLength(2);
    await office.clock.leap(2 * HOUR);
    await as('bob').saw(await head());
    expect(await namesOf(as('bob'))).toEqual(['BOB this']);
  });

  it('[NAM4] takes MAX_SEEN_MARKS at once and not one more, and nothing malformed', async () => {
    const marks = (count: number) => Array.from({ length: count }, () => ({ doc: PLAN, generation: 0, seq: 1, ago: 0 }));
    expect((await as('ann').post({ epoch, marks: marks(limits.MAX_SEEN_MARKS) })).results).toHaveLength(limits.MAX_SEEN_MARKS);
    for (const bad of [marks(limits.MAX_SEEN_MARKS + 1), [], [{ doc: PLAN }], [{ doc: PLAN, generation: 0, seq: 1.5, ago: 0 }], 'x'])
      expect((await as('ann').post({ epoch, marks: bad })).status).toBe(400);
    for (const doc of ['', 'x', `event/${RECORD}/$facts`, `event/../plan`])
      expect((await as('ann').post({ epoch, marks: [{ doc, generation: 0, seq: 1, ago: 0 }] })).results).toEqual(['not-found']);
  });

  it('[NAM4] names MAX_SEEN_SHOWN devices of a part, and says when there are more', async () => {
    const seq = await head();
    await office.store.write(async (tx) => {
      for (let n = 0; n < MAX_SEEN_SHOWN; n++) {
        await tx.putDevice({ id: `d${n}`, user: 'ann', label: '', epoch, createdAt: 0, seenAt: 0 });
        await tx.putSeen({ device: `d${n}`, doc: PLAN, generation: 0, seq, madeAt: 0, at: office.clock.now() });
      }
    });
    const before = (await as('ann').look()).parts['plan']!;
    expect([before.devices.length, before.more]).toEqual([MAX_SEEN_SHOWN, false]);
    await as('bob').saw(seq);
    const after = (await as('ann').look()).parts['plan']!;
    expect([after.devices.length, after.more]).toEqual([MAX_SEEN_SHOWN, true]);
  });
});
