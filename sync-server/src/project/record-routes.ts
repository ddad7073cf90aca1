/** Records over HTTP: what this person may see, projected from what is committed. */
import { kindNamed, mayRead, project, readPart, type Facts, type Kind, type PartValue, type Person } from '@qiao/domain';
import { FACTS } from '@qiao/sync/protocol';
import { Hono, type MiddlewareHandler } from 'hono';
import { domainPerson } from '../access/domain-person.ts';
import { factsOf } from '../access/authorise.ts';
import type { HttpContext, HttpEnv } from '../http/env.ts';
import { fail } from '../http/fail.ts';
import { buildDoc } from '../relay/part-docs.ts';
import type { Reader } from '../store/contract.ts';

/** Records of one answer, and rows looked at for it. */
export const MAX_LIMIT = 200;
const SCAN = 200;
const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** `unreadable` is told of a part that Yjs cannot build: it is left out, for one damaged part must not hide a whole list. */
export function recordRoutes(read: Reader, signedIn: MiddlewareHandler<HttpEnv>, unreadable: (doc: string) => void): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>();
  app.use('/records/*', signedIn);

  app.get('/records/:kind', async (c) => {
    const kind = kindNamed(c.req.param('kind'));
    const limit = Number(c.req.query('limit') ?? 50);
    const after = c.req.query('after') ?? '';
    if (!kind) return fail(c, 'not-found');
    if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT || (after !== '' && !ID.test(after))) return fail(c, 'bad-request');
    const records = await visibleRecords(kind, personIn(c), after, limit + 1);
    const page = records.slice(0, limit);
    const items = await Promise.all(page.map((facts) => sayRecord(kind, personIn(c), facts)));
    return c.json({ items, next: records.length > limit ? (page.at(-1)?.id ?? null) : null });
  });

  app.get('/records/:kind/:id', async (c) => {
    const kind = kindNamed(c.req.param('kind'));
    const id = c.req.param('id');
    const record = kind && ID.test(id) ? await read.record(kind.name, id) : null;
    const facts = record && factsOf(record);
    // Absent, and present but not for this person, look the same.
    if (!kind || !facts || !mayRead(kind, personIn(c), facts, FACTS)) return fail(c, 'not-found');
    return c.json(await sayRecord(kind, personIn(c), facts));
  });

  async function visibleRecords(kind: Kind, person: Person, after: string, wanted: number): Promise<Facts[]> {
    const found: Facts[] = [];
    // Whoever sees only what is assigned need not look through everybody's.
    const onlyAssigned = kind.access.read.filter((grant) => person.roles.includes(grant.role)).every((grant) => grant.scope === 'assigned');
    for (let from = after; ;) {
      const rows = onlyAssigned ? await read.recordsAssigned(kind.name, person.id, from, SCAN) : await read.records(kind.name, from, SCAN);
      for (const row of rows) {
        const facts = factsOf(row);
        if (mayRead(kind, person, facts, FACTS)) found.push(facts);
        if (found.length === wanted) return found;
      }
      const last = rows.at(-1);
      if (!last) return found;
      from = last.id;
    }
  }

  async function sayRecord(kind: Kind, person: Person, facts: Facts): Promise<{ facts: Facts; parts: Record<string, PartValue> }> {
    const parts: Record<string, PartValue> = {};
    for (const part of Object.keys(kind.parts)) {
      if (!mayRead(kind, person, facts, part)) continue;
      const doc = `${kind.name}/${facts.id}/${part}`;
      const state = await read.partState(doc);
      try {
        const ydoc = buildDoc(state);
        parts[part] = readPart(kind, part, project(kind, part, ydoc), facts.version);
        ydoc.destroy();
      } catch {
        unreadable(doc);
      }
    }
    return { facts, parts };
  }

  return app;
}

const personIn = (c: HttpContext): Person => {
  const { peer, roles } = c.get('who');
  return domainPerson({ id: peer.user, name: peer.name, roles });
};
