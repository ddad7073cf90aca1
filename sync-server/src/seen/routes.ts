/** `POST /api/seen` and `GET /api/seen/:kind/:id`: which device has shown which version of a part (SPEC SEEN). */
import { kindNamed, type Facts } from '@qiao/domain';
import { FACTS, limits } from '@qiao/sync/protocol';
import { Hono, type MiddlewareHandler } from 'hono';
import * as v from 'valibot';
import { factsOf } from '../access/authorise.ts';
import { domainPerson } from '../access/domain-person.ts';
import { limitBody, MAX_BODY_BYTES, readBody } from '../http/body.ts';
import type { HttpEnv } from '../http/env.ts';
import { fail } from '../http/fail.ts';
import { NotStored, type Writer } from '../relay/job.ts';
import { personOf } from '../relay/person.ts';
import type { Person, RecordRow, Rights } from '../relay/ports.ts';
import type { Reader } from '../store/contract.ts';
import type { SightRow } from '../store/rows.ts';
import { noteSeen, readable } from './jobs.ts';
import { MAX_SEEN_SHOWN } from './limits.ts';

const wholeNumber = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const seenBody = v.object({
  epoch: v.pipe(v.string(), v.maxLength(64)),
  marks: v.pipe(
    v.array(
      v.object({
        doc: v.pipe(v.string(), v.maxLength(200)),
        generation: wholeNumber,
        seq: v.pipe(wholeNumber, v.minValue(1)),
        ago: v.pipe(v.number(), v.minValue(0)),
      }),
    ),
    v.minLength(1),
    v.maxLength(limits.MAX_SEEN_MARKS),
  ),
});

/** A device that has shown some version of a part. */
interface Sight {
  user: string;
  name: string;
  label: string;
  /** The asker's own. */
  current: boolean;
  /** Whether the version is the part's present one. */
  latest: boolean;
  /** When that version was made, milliseconds since 1970; 0 unknown. */
  madeAt: number;
  at: number;
}

export interface SeenRouteDeps {
  read: Reader;
  writer: Writer;
  rights: Rights;
  signedIn: MiddlewareHandler<HttpEnv>;
}

/** Those who only visit: they are not told who works here (as `GET /api/users`). */
const GUESTS: readonly string[] = ['host', 'applicant'];

export function seenRoutes({ read, writer, rights, signedIn }: SeenRouteDeps): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>();
  app.use('/seen/*', signedIn, limitBody(MAX_BODY_BYTES));

  app.post('/seen', async (c) => {
    const body = await readBody(c, seenBody);
    if (!body) return fail(c, 'bad-request');
    const { user, device } = c.get('who').peer;
    const results = await writer.submit(noteSeen, { user, device, ...body }).catch((error: unknown) => {
      if (error instanceof NotStored) return null;
      throw error;
    });
    return results ? c.json({ results }) : fail(c, 'not-stored');
  });

  app.get('/seen/:kind/:id', async (c) => {
    const kind = kindNamed(c.req.param('kind'));
    const { user, device } = c.get('who').peer;
    const asker = personOf(await read.user(user));
    const record = kind && asker ? await read.record(kind.name, c.req.param('id')) : null;
    if (!kind || !asker || !record || !rights.mayRead(asker, record, FACTS)) return fail(c, 'not-found');
    const parts: Record<string, { at: number; more: boolean; devices: Sight[] }> = {};
    for (const part of Object.keys(kind.parts)) {
      const doc = `${record.kind}/${record.id}/${part}`;
      const row = await readable(read, rights, asker, doc);
      if (!row) continue;
      const rows = await read.seenOf(doc, MAX_SEEN_SHOWN + 1);
      const devices = rows.slice(0, MAX_SEEN_SHOWN).filter((sight) => isDue(asker, record, part, sight));
      parts[part] = {
        at: row.changedAt,
        more: rows.length > MAX_SEEN_SHOWN,
        devices: devices.map((sight) => ({
          user: sight.user,
          name: sight.name,
          label: sight.label,
          current: sight.device === device,
          latest: sight.generation === row.generation && sight.seq >= row.head,
          madeAt: sight.madeAt,
          at: sight.at,
        })),
      };
    }
    return c.json({ parts });
  });

  /** Only who may read the part now is named; guests are told of those whom the record's facts name to them (SPEC SEEN4). */
  function isDue(asker: Person, record: RecordRow, part: string, sight: SightRow): boolean {
    if (sight.disabled) return false;
    if (!rights.mayRead({ id: sight.user, name: sight.name, roles: sight.roles, accessVersion: 0 }, record, part)) return false;
    const isGuest = domainPerson(asker).roles.every((role) => GUESTS.includes(role));
    return !isGuest || sight.user === asker.id || namedBy(factsOf(record)).includes(sight.user);
  }

  return app;
}

const namedBy = ({ owner, assignees }: Facts): string[] => [owner, ...assignees.map(({ id }) => id)];
