import { and, asc, desc, eq, getTableColumns, gt, isNull, lt, lte, sql, type SQL } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import type { Reader } from '../contract.ts';
import { ALL_ROWS, lastFitting, type LogRow, type PartContent, type PartRow } from '../rows.ts';
import type { Connection } from './connection.ts';
import * as t from './schema.ts';

const named = sql.placeholder;

const partColumns = {
  doc: t.part.doc,
  generation: t.part.generation,
  head: t.part.head,
  snap: t.part.snap,
  bytes: t.part.bytes,
  tailRows: t.part.tailRows,
  tailBytes: t.part.tailBytes,
  changedAt: t.part.changedAt,
};

const claimColumns = {
  generation: t.claim.generation,
  client: t.claim.client,
  user: t.claim.user,
  device: t.claim.device,
  until: t.claim.until,
  seq: t.claim.seq,
};

const logColumns = { seq: t.log.seq, doc: t.part.doc, actor: t.log.actor, device: t.log.device, update: t.log.update, at: t.log.at };

const sightColumns = {
  ...getTableColumns(t.seen),
  label: t.device.label,
  user: t.device.user,
  name: t.user.name,
  roles: t.user.roles,
  disabled: t.user.disabled,
};

/** Statements on the hot way, prepared once a connection. */
function prepare({ db }: Connection) {
  return {
    workspace: db.select().from(t.workspace).prepare(),
    record: db
      .select()
      .from(t.record)
      .where(and(eq(t.record.kind, named('kind')), eq(t.record.id, named('id'))))
      .prepare(),
    part: db
      .select(partColumns)
      .from(t.part)
      .where(eq(t.part.doc, named('doc')))
      .prepare(),
    partsAfter: db
      .select(partColumns)
      .from(t.part)
      .where(gt(t.part.head, named('head')))
      .orderBy(asc(t.part.head))
      .limit(named('limit'))
      .prepare(),
    snapshot: db
      .select({ bytes: t.snapshot.bytes })
      .from(t.snapshot)
      .innerJoin(t.part, eq(t.part.n, t.snapshot.part))
      .where(eq(t.part.doc, named('doc')))
      .prepare(),
    rows: db
      .select(logColumns)
      .from(t.log)
      .innerJoin(t.part, eq(t.part.n, t.log.part))
      .where(and(eq(t.part.doc, named('doc')), gt(t.log.seq, named('after'))))
      .orderBy(asc(t.log.seq))
      .prepare(),
    // Not a join: that is planned anew for each value of the client, which takes ten times as long.
    claim: db
      .select(claimColumns)
      .from(t.claim)
      .where(
        and(
          eq(
            t.claim.part,
            db
              .select({ n: t.part.n })
              .from(t.part)
              .where(eq(t.part.doc, named('doc'))),
          ),
          eq(t.claim.generation, named('generation')),
          eq(t.claim.client, named('client')),
        ),
      )
      .prepare(),
    authors: db
      .select({ client: t.claim.client, user: t.claim.user, name: sql<string>`coalesce(${t.user.name}, '')` })
      .from(t.claim)
      .innerJoin(t.part, eq(t.part.n, t.claim.part))
      .leftJoin(t.user, eq(t.user.id, t.claim.user))
      .where(and(eq(t.part.doc, named('doc')), eq(t.claim.generation, named('generation')), gt(t.claim.seq, named('after'))))
      .prepare(),
    heldDoc: db
      .select()
      .from(t.held)
      .where(and(eq(t.held.device, named('device')), eq(t.held.doc, named('doc'))))
      .prepare(),
    decisionsOf: db
      .select()
      .from(t.decision)
      .where(and(eq(t.decision.kind, named('kind')), eq(t.decision.record, named('record')), gt(t.decision.seq, named('afterSeq'))))
      .orderBy(asc(t.decision.n))
      .prepare(),
    user: db
      .select()
      .from(t.user)
      .where(eq(t.user.id, named('id')))
      .prepare(),
    session: db
      .select()
      .from(t.session)
      .where(eq(t.session.id, named('id')))
      .prepare(),
  };
}

export function createReader(connection: Connection): Reader {
  const { db } = connection;
  const ready = prepare(connection);
  /** Several looks at one moment. */
  const together = <T>(look: () => T): T => db.transaction(look);
  const part = (doc: string): PartRow | null => ready.part.get({ doc }) ?? null;
  const rowsAfter = (doc: string, after: number): LogRow[] => ready.rows.all({ doc, after });

  return {
    workspace: async () => ready.workspace.get()!,

    record: async (kind, id) => ready.record.get({ kind, id }) ?? null,
    records: async (kind, after, limit) =>
      db
        .select()
        .from(t.record)
        .where(and(eq(t.record.kind, kind), gt(t.record.id, after)))
        .orderBy(asc(t.record.id))
        .limit(limit)
        .all(),
    recordsOf: async (names) => names.map(({ kind, id }) => ready.record.get({ kind, id })).filter((row) => row !== undefined),
    recordsAssigned: async (kind, user, after, limit) =>
      db
        .select({ kind: t.record.kind, id: t.record.id, facts: t.record.facts })
        .from(t.assignment)
        .innerJoin(t.record, and(eq(t.record.kind, t.assignment.kind), eq(t.record.id, t.assignment.record)))
        .where(and(eq(t.assignment.user, user), eq(t.assignment.kind, kind), gt(t.assignment.record, after)))
        .orderBy(asc(t.assignment.record))
        .limit(limit)
        .all(),

    part: async (doc) => part(doc),
    partsOf: async (kind, id) =>
      db
        .select(partColumns)
        .from(t.part)
        .where(and(eq(t.part.kind, kind), eq(t.part.record, id)))
        .all(),
    partsAfter: async (head, limit) => ready.partsAfter.all({ head, limit }),
    partState: async (doc) =>
      together(() => {
        const found = part(doc);
        if (!found) return null;
        return { part: found, snapshot: ready.snapshot.get({ doc })?.bytes ?? new Uint8Array(), tail: rowsAfter(doc, found.snap) };
      }),
    contents: async (asked, after) =>
      together(() =>
        asked.flatMap(({ doc, held }): PartContent[] => {
          const found = part(doc);
          if (!found) return [];
          const enough = held && after >= found.snap;
          return [
            {
              part: found,
              snapshot: enough ? null : (ready.snapshot.get({ doc })?.bytes ?? new Uint8Array()),
              rows: rowsAfter(doc, enough ? after : found.snap),
              authors: ready.authors.all({ doc, generation: found.generation, after: enough ? after : 0 }),
            },
          ];
        }),
      ),
    idleParts: async (before, limit) =>
      db
        .select({ doc: t.part.doc })
        .from(t.part)
        .where(and(gt(t.part.tailRows, 0), lt(t.part.changedAt, before)))
        .limit(limit)
        .all()
        .map(({ doc }) => doc),
    expiredParts: async (before, limit) =>
      db
        .selectDistinct({ doc: t.part.doc })
        .from(t.log)
        .innerJoin(t.part, eq(t.part.n, t.log.part))
        .where(and(lt(t.log.at, before), lte(t.log.seq, t.part.snap)))
        .limit(limit)
        .all()
        .map(({ doc }) => doc),
    checkpoint: async (doc) =>
      db
        .select({ doc: t.part.doc, seq: t.checkpoint.seq, bytes: t.checkpoint.bytes })
        .from(t.checkpoint)
        .innerJoin(t.part, eq(t.part.n, t.checkpoint.part))
        .where(eq(t.part.doc, doc))
        .get() ?? null,
    async history(doc, until, { after, limit, bytes } = ALL_ROWS) {
      const among = (last: number): SQL => and(eq(t.part.doc, doc), gt(t.log.seq, after), lte(t.log.seq, last))!;
      const sizes =
        bytes === undefined
          ? null
          : db
              .select({ seq: t.log.seq, size: sql<number>`length(${t.log.update})` })
              .from(t.log)
              .innerJoin(t.part, eq(t.part.n, t.log.part))
              .where(among(until))
              .orderBy(asc(t.log.seq))
              .limit(limit)
              .all();
      return db
        .select(logColumns)
        .from(t.log)
        .innerJoin(t.part, eq(t.part.n, t.log.part))
        .where(among(sizes ? lastFitting(sizes, bytes!) : until))
        .orderBy(asc(t.log.seq))
        .limit(limit)
        .all();
    },

    rowTime: async (doc, seq) =>
      db
        .select({ at: t.log.at })
        .from(t.log)
        .innerJoin(t.part, eq(t.part.n, t.log.part))
        .where(and(eq(t.log.seq, seq), eq(t.part.doc, doc)))
        .get()?.at ?? null,

    async claim(doc, generation, client) {
      const found = ready.claim.get({ doc, generation, client });
      return found ? { doc, ...found } : null;
    },
    authors: async (doc, generation, after) => ready.authors.all({ doc, generation, after }),

    held: async (device) => db.select().from(t.held).where(eq(t.held.device, device)).all(),
    heldDoc: async (device, doc) => ready.heldDoc.get({ device, doc }) ?? null,
    heldDocs: async (device, docs) => docs.map((doc) => ready.heldDoc.get({ device, doc })).filter((row) => row !== undefined),

    user: async (id) => ready.user.get({ id }) ?? null,
    userByEmail: async (email) => db.select().from(t.user).where(eq(t.user.email, email)).get() ?? null,
    users: async () => db.select().from(t.user).orderBy(asc(t.user.createdAt)).all(),
    device: async (id) => db.select().from(t.device).where(eq(t.device.id, id)).get() ?? null,
    devices: async (user) =>
      db
        .select()
        .from(t.device)
        .where(user === undefined ? undefined : eq(t.device.user, user))
        .orderBy(asc(t.device.createdAt))
        .all(),
    session: async (id) => ready.session.get({ id }) ?? null,
    sessionsOf: async (user) => db.select().from(t.session).where(eq(t.session.user, user)).all(),

    command: async (id) => db.select().from(t.command).where(eq(t.command.id, id)).get() ?? null,
    lastDecision: async () => db.select().from(t.decision).orderBy(desc(t.decision.n)).limit(1).get() ?? null,
    decisionsOf: async (kind, record, afterSeq) => ready.decisionsOf.all({ kind, record, afterSeq }),
    decisionsOfAll: async (asked) => asked.flatMap((one) => ready.decisionsOf.all(one)).sort((a, b) => a.n - b.n),
    decisions: async (after, limit) =>
      db.select().from(t.decision).where(gt(t.decision.n, after)).orderBy(asc(t.decision.n)).limit(limit).all(),
    approved: async (n) => db.select().from(t.approved).where(eq(t.approved.n, n)).get() ?? null,
    assigned: async (kind, record) =>
      db
        .select({ user: t.assignment.user })
        .from(t.assignment)
        .where(and(eq(t.assignment.kind, kind), eq(t.assignment.record, record)))
        .all()
        .map(({ user }) => user),

    quarantined: async (user) => db.select().from(t.quarantine).where(eq(t.quarantine.user, user)).all(),
    quarantineSize: async (user) =>
      db
        .select({ rows: sql<number>`count(*)`, bytes: sql<number>`coalesce(sum(length(${t.quarantine.bytes})), 0)` })
        .from(t.quarantine)
        .where(eq(t.quarantine.user, user))
        .get()!,
    audits: async (limit) =>
      db
        .select({ at: t.audit.at, user: t.audit.user, action: t.audit.action, subject: t.audit.subject })
        .from(t.audit)
        .orderBy(desc(t.audit.n))
        .limit(limit)
        .all()
        .reverse(),

    blob: async (hash) => db.select().from(t.blob).where(eq(t.blob.hash, hash)).get() ?? null,
    blobs: async (after, limit) => db.select().from(t.blob).where(gt(t.blob.hash, after)).orderBy(asc(t.blob.hash)).limit(limit).all(),
    blobTotals: async () => db.select(totals(t.blob.bytes)).from(t.blob).get()!,
    looseBlobs: async (before, limit) =>
      db
        .select({ hash: t.blob.hash })
        .from(t.blob)
        .leftJoin(t.blobRef, eq(t.blobRef.hash, t.blob.hash))
        .where(and(lt(t.blob.at, before), isNull(t.blobRef.hash)))
        .limit(limit)
        .all()
        .map(({ hash }) => hash),
    blobDocs: async (hash) =>
      db
        .selectDistinct({ doc: t.blobRef.doc })
        .from(t.blobRef)
        .where(eq(t.blobRef.hash, hash))
        .all()
        .map(({ doc }) => doc),
    blobRef: async (hash, doc, item) =>
      db
        .select()
        .from(t.blobRef)
        .where(and(eq(t.blobRef.hash, hash), eq(t.blobRef.doc, doc), eq(t.blobRef.item, item)))
        .get() ?? null,
    blobRefCount: async (doc) =>
      db
        .select({ rows: sql<number>`count(*)` })
        .from(t.blobRef)
        .where(eq(t.blobRef.doc, doc))
        .get()!.rows,
    upload: async (user, hash) =>
      db
        .select()
        .from(t.upload)
        .where(and(eq(t.upload.user, user), eq(t.upload.hash, hash)))
        .get() ?? null,
    uploadTotals: async (user) => db.select(totals(t.upload.bytes)).from(t.upload).where(eq(t.upload.user, user)).get()!,
    seen: async (device, doc) =>
      db
        .select()
        .from(t.seen)
        .where(and(eq(t.seen.device, device), eq(t.seen.doc, doc)))
        .get() ?? null,
    seenOf: async (doc, limit) =>
      db
        .select(sightColumns)
        .from(t.seen)
        .innerJoin(t.device, eq(t.device.id, t.seen.device))
        .innerJoin(t.user, eq(t.user.id, t.device.user))
        .where(eq(t.seen.doc, doc))
        .orderBy(desc(t.seen.generation), desc(t.seen.seq), asc(t.seen.at), asc(t.seen.device))
        .limit(limit)
        .all(),
    staleUploads: async (before, limit) =>
      db
        .select()
        .from(t.upload)
        .where(and(eq(t.upload.done, false), lt(t.upload.touchedAt, before)))
        .limit(limit)
        .all(),
  };
}

const totals = (bytes: SQLiteColumn) => ({ rows: sql<number>`count(*)`, bytes: sql<number>`coalesce(sum(${bytes}), 0)` });
