import { Hono, type MiddlewareHandler } from 'hono';
import { describe, expect, it, vi } from 'vitest';
import { writeRoles } from '../access/domain-person.ts';
import type { HttpEnv } from '../http/env.ts';
import { newOffice, RECORD } from '../testing/office-world.ts';
import { recordRoutes } from './record-routes.ts';

const CASE = `event/${RECORD}/case`;
const MINUTES = `event/${RECORD}/minutes`;

/** An event with two parts, and the routes as its maker asks them. */
async function start() {
  const office = newOffice();
  await office.person('ann', {});
  await office.command('ann', { type: 'create' });
  await office.write('ann', CASE, 'place', '昆明');
  await office.write('ann', MINUTES, 'note', 'x');
  const unreadable = vi.fn();
  const who = {
    peer: { user: 'ann', name: 'ANN', device: 'd', session: 's' },
    email: 'ann@example.test',
    roles: writeRoles({ roles: ['officer'], desks: [7], department: '' }),
    renewed: null,
  };
  const signedIn: MiddlewareHandler<HttpEnv> = async (c, next) => {
    c.set('who', who);
    await next();
  };
  const app = new Hono().route('/', recordRoutes(office.store.read, signedIn, unreadable));
  const get = async <T>(path: string): Promise<T> => (await app.request(path)).json() as Promise<T>;
  return { office, unreadable, get };
}

interface Said {
  facts: { id: string };
  parts: Record<string, { fields?: Record<string, unknown> }>;
}

describe('a record over HTTP', () => {
  it('shows all parts that its reader may see', async () => {
    const { get, unreadable } = await start();
    const { parts } = await get<Said>(`/records/event/${RECORD}`);
    expect(Object.keys(parts)).toEqual(expect.arrayContaining(['case', 'minutes']));
    expect(unreadable).not.toHaveBeenCalled();
  });

  it('leaves out a part that Yjs cannot build, names it to the log, and shows the others', async () => {
    const { office, get, unreadable } = await start();
    await office.store.write((tx) => tx.putSnapshot(MINUTES, Uint8Array.of(1, 1, 9), 99));
    const one = await get<Said>(`/records/event/${RECORD}`);
    expect(Object.keys(one.parts)).not.toContain('minutes');
    expect(one.parts['case']?.fields?.['place']).toBe('昆明');
    expect(unreadable.mock.calls).toEqual([[MINUTES]]);
    const { items } = await get<{ items: Said[] }>('/records/event');
    expect(items.map(({ facts, parts }) => [facts.id, 'minutes' in parts, 'case' in parts])).toEqual([[RECORD, false, true]]);
  });
});
