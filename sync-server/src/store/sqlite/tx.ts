import { parseDoc } from '@qiao/sync/protocol';
import { and, eq, getTableColumns, lt, lte, ne, sql, type Placeholder, type SQL } from 'drizzle-orm';
import type { SQLiteTable } from 'drizzle-orm/sqlite-core';
import type { Reader, Tx } from '../contract.ts';
import type { Connection } from './connection.ts';
import * as t from './schema.ts';

const named = sql.placeholder;

type Names<T extends SQLiteTable> = keyof T['_']['columns'] & string;

/** A placeholder of its own name for each column. */
const slots = <T extends SQLiteTable>(table: T): { [K in Names<T>]: Placeholder<K> } =>
  Object.fromEntries(Object.keys(getTableColumns(table)).map((name) => [name, named(name)])) as { [K in Names<T>]: Placeholder<K> };

/** For an upsert: every column takes the new value. */
const replaced = <T extends SQLiteTable>(table: T): { [K in Names<T>]: SQL } =>
  Object.fromEntries(Object.entries(getTableColumns(table)).map(([name, column]) => [name, sql.raw(`excluded."${column.name}"`)])) as {
    [K in Names<T>]: SQL;
  };

function prepare({ db }: Connection) {
  const { n: _n, ...newPart } = slots(t.part);
  const { n: _m, ...changedPart } = replaced(t.part);
  return {
    nextSeq: db
      .update(t.workspace)
      .set({ head: sql`${t.workspace.head} + 1` })
      .returning({ head: t.workspace.head })
      .prepare(),
    partNumber: db
      .select({ n: t.part.n })
      .from(t.part)
      .where(eq(t.part.doc, named('doc')))
      .prepare(),
    putPart: db
      .insert(t.part)
      .values(newPart)
      .onConflictDoUpdate({ target: t.part.doc, set: changedPart })
      .returning({ n: t.part.n })
      .prepare(),
    addRow: db.insert(t.log).values(slots(t.log)).prepare(),
    putClaim: db
      .insert(t.claim)
      .values(slots(t.claim))
      .onConflictDoUpdate({ target: [t.claim.part, t.claim.generation, t.claim.client], set: replaced(t.claim) })
      .prepare(),
    putHeld: db
      .insert(t.held)
      .values(slots(t.held))
      .onConflictDoUpdate({ target: [t.held.device, t.held.doc], set: replaced(t.held) })
      .prepare(),
  };
}

/** Gives a Tx for each transaction of the connection. */
export function txMaker(connection: Connection, reader: Reader): () => Tx {
  const ready = prepare(connection);
  return () => createTx(connection, reader, ready);
}

function createTx({ db, client }: Connection, reader: Reader, ready: ReturnType<typeof prepare>): Tx {
  let depth = 0;
  /** Of the parts that this transaction has written. */
  const numbers = new Map<string, number>();

  function partNumber(doc: string): number {
    const known = numbers.get(doc);
    if (known !== undefined) return known;
    const found = ready.partNumber.get({ doc });
    if (!found) throw new Error(`no such part: ${doc}`);
    return found.n;
  }

  return {
    ...reader,
    async savepoint(part) {
      const name = `s${++depth}`;
      client.exec(`SAVEPOINT ${name}`);
      try {
        const answer = await part();
        client.exec(`RELEASE ${name}`);
        return answer;
      } catch (error) {
        // A part that it made is there no more, and its number may be given again.
        numbers.clear();
        // After some failures (a full disk) SQLite has undone the whole transaction itself.
        if (client.inTransaction) client.exec(`ROLLBACK TO ${name}; RELEASE ${name}`);
        throw error;
      } finally {
        depth--;
      }
    },
    nextSeq: async () => ready.nextSeq.get().head,
    setEpoch: async (epoch) => void db.update(t.workspace).set({ epoch }).run(),

    putRecord: async (row) =>
      void db
        .insert(t.record)
        .values(row)
        .onConflictDoUpdate({ target: [t.record.kind, t.record.id], set: { facts: row.facts } })
        .run(),
    async setAssigned(kind, record, users) {
      db.delete(t.assignment)
        .where(and(eq(t.assignment.kind, kind), eq(t.assignment.record, record)))
        .run();
      for (const user of new Set(users)) db.insert(t.assignment).values({ user, kind, record }).run();
    },
    async putPart(row) {
      const name = parseDoc(row.doc);
      if (!name) throw new Error(`not a doc name: ${row.doc}`);
      numbers.set(row.doc, ready.putPart.get({ ...row, kind: name.kind, record: name.id }).n);
    },
    addRow: async (row) => void ready.addRow.run({ ...row, part: row.doc === null ? null : partNumber(row.doc) }),
    async putSnapshot(doc, bytes, seq) {
      const part = partNumber(doc);
      db.insert(t.snapshot).values({ part, bytes }).onConflictDoUpdate({ target: t.snapshot.part, set: { bytes } }).run();
      db.update(t.part).set({ snap: seq, bytes: bytes.length, tailRows: 0, tailBytes: 0 }).where(eq(t.part.n, part)).run();
    },
    async putCheckpoint({ doc, seq, bytes }) {
      const row = { part: partNumber(doc), seq, bytes };
      db.insert(t.checkpoint).values(row).onConflictDoUpdate({ target: t.checkpoint.part, set: row }).run();
    },
    async dropRows(doc, until) {
      const part = await reader.part(doc);
      if (!part || until > part.snap) throw new Error('rows above the snapshot are the only copy');
      db.delete(t.log)
        .where(and(eq(t.log.part, partNumber(doc)), lte(t.log.seq, until)))
        .run();
    },

    putClaim: async (row) => void ready.putClaim.run({ ...row, part: partNumber(row.doc) }),
    putHeld: async (row) => void ready.putHeld.run({ ...row }),
    putHelds: async (rows) => rows.forEach((row) => void ready.putHeld.run({ ...row })),
    async confirmPage(device, page) {
      const those = and(eq(t.held.device, device), eq(t.held.page, page));
      db.delete(t.held)
        .where(and(those, eq(t.held.state, 'leaving')))
        .run();
      db.update(t.held)
        .set({ state: 'held' })
        .where(and(those, ne(t.held.state, 'held')))
        .run();
    },

    putUser: async (row) => void db.insert(t.user).values(row).onConflictDoUpdate({ target: t.user.id, set: row }).run(),
    raiseAccess: async (user) =>
      void db
        .update(t.user)
        .set({ accessVersion: sql`${t.user.accessVersion} + 1` })
        .where(eq(t.user.id, user))
        .run(),
    putDevice: async (row) => void db.insert(t.device).values(row).onConflictDoUpdate({ target: t.device.id, set: row }).run(),
    async dropDevice(id) {
      db.delete(t.session).where(eq(t.session.device, id)).run();
      db.delete(t.held).where(eq(t.held.device, id)).run();
      db.delete(t.seen).where(eq(t.seen.device, id)).run();
      db.delete(t.device).where(eq(t.device.id, id)).run();
    },
    putSession: async (row) => void db.insert(t.session).values(row).onConflictDoUpdate({ target: t.session.id, set: row }).run(),
    dropSession: async (id) => void db.delete(t.session).where(eq(t.session.id, id)).run(),
    dropSessionsOf: async (user) => void db.delete(t.session).where(eq(t.session.user, user)).run(),
    dropExpiredSessions: async (now) => void db.delete(t.session).where(lte(t.session.expiresAt, now)).run(),

    addDecision: async (row) => void db.insert(t.decision).values(row).run(),
    putApproved: async (row) => void db.insert(t.approved).values(row).run(),
    putCommand: async (row) => void db.insert(t.command).values(row).onConflictDoUpdate({ target: t.command.id, set: row }).run(),
    addQuarantine: async (row) => db.insert(t.quarantine).values(row).onConflictDoNothing().run().changes > 0,
    addAudit: async (row) => void db.insert(t.audit).values(row).run(),

    putSeen: async (row) =>
      void db
        .insert(t.seen)
        .values(row)
        .onConflictDoUpdate({ target: [t.seen.device, t.seen.doc], set: row })
        .run(),
    dropSeenBefore: async (at) => void db.delete(t.seen).where(lt(t.seen.at, at)).run(),

    putBlob: async (row) => void db.insert(t.blob).values(row).onConflictDoUpdate({ target: t.blob.hash, set: row }).run(),
    async dropBlob(hash) {
      db.delete(t.upload)
        .where(and(eq(t.upload.hash, hash), eq(t.upload.done, true)))
        .run();
      db.delete(t.blob).where(eq(t.blob.hash, hash)).run();
    },
    putUpload: async (row) =>
      void db
        .insert(t.upload)
        .values(row)
        .onConflictDoUpdate({ target: [t.upload.user, t.upload.hash], set: row })
        .run(),
    dropUpload: async (user, hash) =>
      void db
        .delete(t.upload)
        .where(and(eq(t.upload.user, user), eq(t.upload.hash, hash)))
        .run(),
    addBlobRef: async (row) => db.insert(t.blobRef).values(row).onConflictDoNothing().run().changes > 0,
  };
}
