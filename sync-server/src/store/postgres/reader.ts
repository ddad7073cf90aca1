import { and, asc, desc, eq, getTableColumns, gt, isNull, lt, lte, or, sql, type SQL } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import type { Reader } from '../contract.ts';
import { ALL_ROWS, lastFitting, type LogRow, type PartContent, type PartRow } from '../rows.ts';
import type { Db } from './connection.ts';
import { hotReads, partColumns } from './hot.ts';
import * as t from './schema.ts';

const logColumns = { seq: t.log.seq, doc: t.part.doc, actor: t.log.actor, device: t.log.device, update: t.log.update, at: t.log.at };

const authorColumns = { client: t.claim.client, user: t.claim.user, name: sql<string>`coalesce(${t.user.name}, '')` };

const sightColumns = {
  ...getTableColumns(t.seen),
  label: t.device.label,
  user: t.device.user,
  name: t.user.name,
  roles: t.user.roles,
  disabled: t.user.disabled,
};

const only = <T>(rows: readonly T[]): T | null => rows[0] ?? null;

async function partOn(db: Db, doc: string): Promise<PartRow | null> {
  return only(await hotReads(db).part.execute({ doc }));
}

const rowsAfter = (db: Db, doc: string, after: number): Promise<LogRow[]> =>
  db
    .select(logColumns)
    .from(t.log)
    .innerJoin(t.part, eq(t.part.n, t.log.part))
    .where(and(eq(t.part.doc, doc), gt(t.log.seq, after)))
    .orderBy(asc(t.log.seq));

/** A list as one parameter, so that the statement stays the same however many there are. */
const texts = (list: readonly string[]): SQL => sql`${sql.param(list)}::text[]`;
const wholes = (list: readonly number[]): SQL => sql`${sql.param(list)}::bigint[]`;
const oneOf = (column: PgColumn, list: readonly string[]): SQL => sql`${column} = ANY(${texts(list)})`;
const numbered = (column: PgColumn, list: readonly number[]): SQL => sql`${column} = ANY(${wholes(list)})`;

async function contentsOn(db: Db, asked: readonly { doc: string; held: boolean }[], after: number): Promise<PartContent[]> {
  const held = new Set(asked.filter((one) => one.held).map(({ doc }) => doc));
  const found = await db
    .select({ n: t.part.n, ...partColumns })
    .from(t.part)
    .where(
      oneOf(
        t.part.doc,
        asked.map(({ doc }) => doc),
      ),
    );
  const isEnough = (part: PartRow): boolean => held.has(part.doc) && after >= part.snap;
  const numbers = (enough: boolean): number[] => found.filter((part) => isEnough(part) === enough).map(({ n }) => n);
  const [short, long] = [numbers(true), numbers(false)];
  const rows = await db
    .select({ n: t.log.part, ...logColumns })
    .from(t.log)
    .innerJoin(t.part, eq(t.part.n, t.log.part))
    .where(or(and(numbered(t.log.part, short), gt(t.log.seq, after)), and(numbered(t.log.part, long), gt(t.log.seq, t.part.snap))))
    .orderBy(asc(t.log.seq));
  const snapshots = await db.select().from(t.snapshot).where(numbered(t.snapshot.part, long));
  const authors = await db
    .select({ n: t.claim.part, ...authorColumns })
    .from(t.claim)
    .innerJoin(t.part, and(eq(t.part.n, t.claim.part), eq(t.part.generation, t.claim.generation)))
    .leftJoin(t.user, eq(t.user.id, t.claim.user))
    .where(or(and(numbered(t.claim.part, short), gt(t.claim.seq, after)), numbered(t.claim.part, long)));
  const [rowsOf, authorsOf] = [Map.groupBy(rows, ({ n }) => n), Map.groupBy(authors, ({ n }) => n)];
  const bytesOf = new Map(snapshots.map(({ part, bytes }) => [part, bytes]));
  return found.map(({ n, ...part }) => ({
    part,
    snapshot: isEnough(part) ? null : (bytesOf.get(n) ?? new Uint8Array()),
    rows: (rowsOf.get(n) ?? []).map(({ n: _n, ...row }) => row),
    authors: (authorsOf.get(n) ?? []).map(({ n: _n, ...author }) => author),
  }));
}

/** `together` gives several looks one moment. */
export function createReader(db: Db, together: <T>(look: (db: Db) => Promise<T>) => Promise<T>): Reader {
  return {
    workspace: async () => only(await hotReads(db).workspace.execute())!,

    record: async (kind, id) => only(await hotReads(db).record.execute({ kind, id })),
    records: (kind, after, limit) =>
      db
        .select()
        .from(t.record)
        .where(and(eq(t.record.kind, kind), gt(t.record.id, after)))
        .orderBy(asc(t.record.id))
        .limit(limit),
    recordsOf: (names) =>
      db
        .select()
        .from(t.record)
        .where(
          sql`(${t.record.kind}, ${t.record.id}) IN (SELECT * FROM unnest(${texts(names.map(({ kind }) => kind))}, ${texts(names.map(({ id }) => id))}))`,
        ),
    recordsAssigned: (kind, user, after, limit) =>
      db
        .select({ kind: t.record.kind, id: t.record.id, facts: t.record.facts })
        .from(t.assignment)
        .innerJoin(t.record, and(eq(t.record.kind, t.assignment.kind), eq(t.record.id, t.assignment.record)))
        .where(and(eq(t.assignment.user, user), eq(t.assignment.kind, kind), gt(t.assignment.record, after)))
        .orderBy(asc(t.assignment.record))
        .limit(limit),

    part: (doc) => partOn(db, doc),
    partsOf: (kind, id) =>
      db
        .select(partColumns)
        .from(t.part)
        .where(and(eq(t.part.kind, kind), eq(t.part.record, id))),
    partsAfter: (head, limit) => db.select(partColumns).from(t.part).where(gt(t.part.head, head)).orderBy(asc(t.part.head)).limit(limit),
    partState: (doc) =>
      together(async (look) => {
        const part = await partOn(look, doc);
        if (!part) return null;
        const stored = await look
          .select({ bytes: t.snapshot.bytes })
          .from(t.snapshot)
          .innerJoin(t.part, eq(t.part.n, t.snapshot.part))
          .where(eq(t.part.doc, doc));
        return { part, snapshot: only(stored)?.bytes ?? new Uint8Array(), tail: await rowsAfter(look, doc, part.snap) };
      }),
    contents: (asked, after) => together((look) => contentsOn(look, asked, after)),
    idleParts: async (before, limit) =>
      (
        await db
          .select({ doc: t.part.doc })
          .from(t.part)
          .where(and(gt(t.part.tailRows, 0), lt(t.part.changedAt, before)))
          .limit(limit)
      ).map(({ doc }) => doc),
    expiredParts: async (before, limit) =>
      (
        await db
          .selectDistinct({ doc: t.part.doc })
          .from(t.log)
          .innerJoin(t.part, eq(t.part.n, t.log.part))
          .where(and(lt(t.log.at, before), lte(t.log.seq, t.part.snap)))
          .limit(limit)
      ).map(({ doc }) => doc),
    checkpoint: async (doc) =>
      only(
        await db
          .select({ doc: t.part.doc, seq: t.checkpoint.seq, bytes: t.checkpoint.bytes })
          .from(t.checkpoint)
          .innerJoin(t.part, eq(t.part.n, t.checkpoint.part))
          .where(eq(t.part.doc, doc)),
      ),
    async history(doc, until, { after, limit, bytes } = ALL_ROWS) {
      const among = (last: number): SQL => and(eq(t.part.doc, doc), gt(t.log.seq, after), lte(t.log.seq, last))!;
      const sizes =
        bytes === undefined
          ? null
          : await db
              .select({ seq: t.log.seq, size: sql<number>`octet_length(${t.log.update})` })
              .from(t.log)
              .innerJoin(t.part, eq(t.part.n, t.log.part))
              .where(among(until))
              .orderBy(asc(t.log.seq))
              .limit(limit);
      return db
        .select(logColumns)
        .from(t.log)
        .innerJoin(t.part, eq(t.part.n, t.log.part))
        .where(among(sizes ? lastFitting(sizes, bytes!) : until))
        .orderBy(asc(t.log.seq))
        .limit(limit);
    },

    rowTime: async (doc, seq) =>
      only(
        await db
          .select({ at: t.log.at })
          .from(t.log)
          .innerJoin(t.part, eq(t.part.n, t.log.part))
          .where(and(eq(t.log.seq, seq), eq(t.part.doc, doc))),
      )?.at ?? null,

    claim: async (doc, generation, client) => only(await hotReads(db).claim.execute({ doc, generation, client })),
    authors: (doc, generation, after) =>
      db
        .select(authorColumns)
        .from(t.claim)
        .innerJoin(t.part, eq(t.part.n, t.claim.part))
        .leftJoin(t.user, eq(t.user.id, t.claim.user))
        .where(and(eq(t.part.doc, doc), eq(t.claim.generation, generation), gt(t.claim.seq, after))),

    held: (device) => db.select().from(t.held).where(eq(t.held.device, device)),
    heldDoc: async (device, doc) =>
      only(
        await db
          .select()
          .from(t.held)
          .where(and(eq(t.held.device, device), eq(t.held.doc, doc))),
      ),
    heldDocs: (device, docs) =>
      db
        .select()
        .from(t.held)
        .where(and(eq(t.held.device, device), oneOf(t.held.doc, docs))),

    user: async (id) => only(await hotReads(db).user.execute({ id })),
    userByEmail: async (email) => only(await db.select().from(t.user).where(eq(t.user.email, email))),
    users: () => db.select().from(t.user).orderBy(asc(t.user.createdAt)),
    device: async (id) => only(await db.select().from(t.device).where(eq(t.device.id, id))),
    devices: (user) =>
      db
        .select()
        .from(t.device)
        .where(user === undefined ? undefined : eq(t.device.user, user))
        .orderBy(asc(t.device.createdAt)),
    session: async (id) => only(await hotReads(db).session.execute({ id })),
    sessionsOf: (user) => db.select().from(t.session).where(eq(t.session.user, user)),

    command: async (id) => only(await db.select().from(t.command).where(eq(t.command.id, id))),
    lastDecision: async () => only(await db.select().from(t.decision).orderBy(desc(t.decision.n)).limit(1)),
    decisionsOf: (kind, record, afterSeq) =>
      db
        .select()
        .from(t.decision)
        .where(and(eq(t.decision.kind, kind), eq(t.decision.record, record), gt(t.decision.seq, afterSeq)))
        .orderBy(asc(t.decision.n)),
    decisionsOfAll: (asked) =>
      db
        .select(getTableColumns(t.decision))
        .from(t.decision)
        .innerJoin(
          sql`unnest(${texts(asked.map(({ kind }) => kind))}, ${texts(asked.map(({ record }) => record))}, ${wholes(asked.map(({ afterSeq }) => afterSeq))}) AS asked (kind, record, after_seq)`,
          sql`${t.decision.kind} = asked.kind AND ${t.decision.record} = asked.record AND ${t.decision.seq} > asked.after_seq`,
        )
        .orderBy(asc(t.decision.n)),
    decisions: (after, limit) => db.select().from(t.decision).where(gt(t.decision.n, after)).orderBy(asc(t.decision.n)).limit(limit),
    approved: async (n) => only(await db.select().from(t.approved).where(eq(t.approved.n, n))),
    assigned: async (kind, record) =>
      (
        await db
          .select({ user: t.assignment.user })
          .from(t.assignment)
          .where(and(eq(t.assignment.kind, kind), eq(t.assignment.record, record)))
      ).map(({ user }) => user),

    quarantined: (user) => db.select().from(t.quarantine).where(eq(t.quarantine.user, user)),
    quarantineSize: async (user) =>
      only(
        await db
          .select({
            rows: sql<number>`count(*)`.mapWith(Number),
            bytes: sql<number>`coalesce(sum(length(${t.quarantine.bytes})), 0)`.mapWith(Number),
          })
          .from(t.quarantine)
          .where(eq(t.quarantine.user, user)),
      )!,
    audits: async (limit) =>
      (
        await db
          .select({ at: t.audit.at, user: t.audit.user, action: t.audit.action, subject: t.audit.subject })
          .from(t.audit)
          .orderBy(desc(t.audit.n))
          .limit(limit)
      ).reverse(),

    blob: async (hash) => only(await db.select().from(t.blob).where(eq(t.blob.hash, hash))),
    blobs: (after, limit) => db.select().from(t.blob).where(gt(t.blob.hash, after)).orderBy(asc(t.blob.hash)).limit(limit),
    blobTotals: async () => only(await db.select(totals(t.blob.bytes)).from(t.blob))!,
    looseBlobs: async (before, limit) =>
      (
        await db
          .select({ hash: t.blob.hash })
          .from(t.blob)
          .leftJoin(t.blobRef, eq(t.blobRef.hash, t.blob.hash))
          .where(and(lt(t.blob.at, before), isNull(t.blobRef.hash)))
          .limit(limit)
      ).map(({ hash }) => hash),
    blobDocs: async (hash) =>
      (await db.selectDistinct({ doc: t.blobRef.doc }).from(t.blobRef).where(eq(t.blobRef.hash, hash))).map(({ doc }) => doc),
    blobRef: async (hash, doc, item) =>
      only(
        await db
          .select()
          .from(t.blobRef)
          .where(and(eq(t.blobRef.hash, hash), eq(t.blobRef.doc, doc), eq(t.blobRef.item, item))),
      ),
    blobRefCount: async (doc) =>
      only(
        await db
          .select({ rows: sql<number>`count(*)`.mapWith(Number) })
          .from(t.blobRef)
          .where(eq(t.blobRef.doc, doc)),
      )!.rows,
    upload: async (user, hash) =>
      only(
        await db
          .select()
          .from(t.upload)
          .where(and(eq(t.upload.user, user), eq(t.upload.hash, hash))),
      ),
    uploadTotals: async (user) => only(await db.select(totals(t.upload.bytes)).from(t.upload).where(eq(t.upload.user, user)))!,
    seen: async (device, doc) =>
      only(
        await db
          .select()
          .from(t.seen)
          .where(and(eq(t.seen.device, device), eq(t.seen.doc, doc))),
      ),
    seenOf: (doc, limit) =>
      db
        .select(sightColumns)
        .from(t.seen)
        .innerJoin(t.device, eq(t.device.id, t.seen.device))
        .innerJoin(t.user, eq(t.user.id, t.device.user))
        .where(eq(t.seen.doc, doc))
        .orderBy(desc(t.seen.generation), desc(t.seen.seq), asc(t.seen.at), asc(t.seen.device))
        .limit(limit),
    staleUploads: (before, limit) =>
      db
        .select()
        .from(t.upload)
        .where(and(eq(t.upload.done, false), lt(t.upload.touchedAt, before)))
        .limit(limit),
  };
}

const totals = (bytes: PgColumn) => ({
  rows: sql<number>`count(*)`.mapWith(Number),
  bytes: sql<number>`coalesce(sum(${bytes}), 0)`.mapWith(Number),
});
