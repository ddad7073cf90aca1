/** Statements on the hot way: worked out once a connection, and parsed once by the server under their name. */
import { and, eq, sql } from 'drizzle-orm';
import type { Db } from './connection.ts';
import * as t from './schema.ts';

const named = sql.placeholder;

export const partColumns = {
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
  doc: t.part.doc,
  generation: t.claim.generation,
  client: t.claim.client,
  user: t.claim.user,
  device: t.claim.device,
  until: t.claim.until,
  seq: t.claim.seq,
};

function prepareReads(db: Db) {
  return {
    workspace: db.select().from(t.workspace).prepare('workspace'),
    record: db
      .select()
      .from(t.record)
      .where(and(eq(t.record.kind, named('kind')), eq(t.record.id, named('id'))))
      .prepare('record'),
    part: db
      .select(partColumns)
      .from(t.part)
      .where(eq(t.part.doc, named('doc')))
      .prepare('part'),
    claim: db
      .select(claimColumns)
      .from(t.claim)
      .innerJoin(t.part, eq(t.part.n, t.claim.part))
      .where(and(eq(t.part.doc, named('doc')), eq(t.claim.generation, named('generation')), eq(t.claim.client, named('client'))))
      .prepare('claim'),
    user: db
      .select()
      .from(t.user)
      .where(eq(t.user.id, named('id')))
      .prepare('user'),
    session: db
      .select()
      .from(t.session)
      .where(eq(t.session.id, named('id')))
      .prepare('session'),
  };
}

function prepareWrites(db: Db) {
  return {
    partNumber: db
      .select({ n: t.part.n })
      .from(t.part)
      .where(eq(t.part.doc, named('doc')))
      .prepare('part_number'),
  };
}

/** Each made once for a connection, or for a pool of them. */
const kept = <T>(make: (db: Db) => T): ((db: Db) => T) => {
  const made = new WeakMap<Db, T>();
  return (db) => {
    const known = made.get(db) ?? make(db);
    made.set(db, known);
    return known;
  };
};

export const hotReads = kept(prepareReads);
export const hotWrites = kept(prepareWrites);
