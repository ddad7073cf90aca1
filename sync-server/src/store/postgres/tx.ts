import { parseDoc } from '@qiao/sync/protocol';
import { and, eq, lt, lte, ne, sql } from 'drizzle-orm';
import type { PoolClient } from 'pg';
import type { Reader, Tx } from '../contract.ts';
import type { Db } from './connection.ts';
import { hotWrites, replaced } from './hot.ts';
import * as t from './schema.ts';

/** Writes of one transaction, over the connection that runs it. */
export function createTx(db: Db, client: PoolClient, reader: Reader): Tx {
  const ready = hotWrites(db);
  let depth = 0;
  /** Of the parts that this transaction has written. */
  const numbers = new Map<string, number>();

  async function partNumber(doc: string): Promise<number> {
    const known = numbers.get(doc);
    if (known !== undefined) return known;
    const [found] = await ready.partNumber.execute({ doc });
    if (!found) throw new Error(`no such part: ${doc}`);
    return found.n;
  }

  return {
    ...reader,

    async savepoint(part) {
      const name = `s${depth++}`;
      await client.query(`SAVEPOINT ${name}`);
      try {
        const answer = await part();
        await client.query(`RELEASE ${name}`);
        return answer;
      } catch (error) {
        // A part that it made is there no more.
        numbers.clear();
        await client.query(`ROLLBACK TO ${name}`);
        await client.query(`RELEASE ${name}`);
        throw error;
      } finally {
        depth--;
      }
    },
    async nextSeq() {
      const [row] = await ready.nextSeq.execute();
      return row!.head;
    },
    setEpoch: async (epoch) => void (await db.update(t.workspace).set({ epoch })),

    putRecord: async (row) =>
      void (await db
        .insert(t.record)
        .values(row)
        .onConflictDoUpdate({ target: [t.record.kind, t.record.id], set: { facts: row.facts } })),
    async setAssigned(kind, record, users) {
      await db.delete(t.assignment).where(and(eq(t.assignment.kind, kind), eq(t.assignment.record, record)));
      const rows = [...new Set(users)].map((user) => ({ user, kind, record }));
      if (rows.length > 0) await db.insert(t.assignment).values(rows);
    },
    async putPart(row) {
      const name = parseDoc(row.doc);
      if (!name) throw new Error(`not a doc name: ${row.doc}`);
      const [stored] = await ready.putPart.execute({ ...row, kind: name.kind, record: name.id });
      numbers.set(row.doc, stored!.n);
    },
    addRow: async ({ doc, ...row }) => void (await ready.addRow.execute({ ...row, part: doc === null ? null : await partNumber(doc) })),
    async putSnapshot(doc, bytes, seq) {
      const part = await partNumber(doc);
      await db.insert(t.snapshot).values({ part, bytes }).onConflictDoUpdate({ target: t.snapshot.part, set: { bytes } });
      await db.update(t.part).set({ snap: seq, bytes: bytes.length, tailRows: 0, tailBytes: 0 }).where(eq(t.part.n, part));
    },
    async putCheckpoint({ doc, seq, bytes }) {
      const row = { part: await partNumber(doc), seq, bytes };
      await db.insert(t.checkpoint).values(row).onConflictDoUpdate({ target: t.checkpoint.part, set: row });
    },
    async dropRows(doc, until) {
      const part = await reader.part(doc);
      if (!part || until > part.snap) throw new Error('rows above the snapshot are the only copy');
      await db.delete(t.log).where(and(eq(t.log.part, await partNumber(doc)), lte(t.log.seq, until)));
    },

    putClaim: async ({ doc, ...row }) => void (await ready.putClaim.execute({ ...row, part: await partNumber(doc) })),
    putHeld: async (row) =>
      void (await db
        .insert(t.held)
        .values(row)
        .onConflictDoUpdate({ target: [t.held.device, t.held.doc], set: replaced(t.held) })),
    async putHelds(rows) {
      for (const row of rows) await this.putHeld(row);
    },
    async confirmPage(device, page) {
      const those = and(eq(t.held.device, device), eq(t.held.page, page));
      await db.delete(t.held).where(and(those, eq(t.held.state, 'leaving')));
      await db
        .update(t.held)
        .set({ state: 'held' })
        .where(and(those, ne(t.held.state, 'held')));
    },

    putUser: async (row) => void (await db.insert(t.user).values(row).onConflictDoUpdate({ target: t.user.id, set: row })),
    raiseAccess: async (user) =>
      void (await db
        .update(t.user)
        .set({ accessVersion: sql`${t.user.accessVersion} + 1` })
        .where(eq(t.user.id, user))),
    putDevice: async (row) => void (await db.insert(t.device).values(row).onConflictDoUpdate({ target: t.device.id, set: row })),
    async dropDevice(id) {
      await db.delete(t.session).where(eq(t.session.device, id));
      await db.delete(t.held).where(eq(t.held.device, id));
      await db.delete(t.seen).where(eq(t.seen.device, id));
      await db.delete(t.device).where(eq(t.device.id, id));
    },
    putSession: async (row) => void (await db.insert(t.session).values(row).onConflictDoUpdate({ target: t.session.id, set: row })),
    dropSession: async (id) => void (await db.delete(t.session).where(eq(t.session.id, id))),
    dropSessionsOf: async (user) => void (await db.delete(t.session).where(eq(t.session.user, user))),
    dropExpiredSessions: async (now) => void (await db.delete(t.session).where(lte(t.session.expiresAt, now))),

    addDecision: async (row) => void (await db.insert(t.decision).values(row)),
    putApproved: async (row) => void (await db.insert(t.approved).values(row)),
    putCommand: async (row) => void (await db.insert(t.command).values(row).onConflictDoUpdate({ target: t.command.id, set: row })),
    addQuarantine: async (row) => ((await db.insert(t.quarantine).values(row).onConflictDoNothing()).rowCount ?? 0) > 0,
    addAudit: async (row) => void (await db.insert(t.audit).values(row)),

    putSeen: async (row) =>
      void (await db
        .insert(t.seen)
        .values(row)
        .onConflictDoUpdate({ target: [t.seen.device, t.seen.doc], set: row })),
    dropSeenBefore: async (at) => void (await db.delete(t.seen).where(lt(t.seen.at, at))),

    putBlob: async (row) => void (await db.insert(t.blob).values(row).onConflictDoUpdate({ target: t.blob.hash, set: row })),
    async dropBlob(hash) {
      await db.delete(t.upload).where(and(eq(t.upload.hash, hash), eq(t.upload.done, true)));
      await db.delete(t.blob).where(eq(t.blob.hash, hash));
    },
    putUpload: async (row) =>
      void (await db
        .insert(t.upload)
        .values(row)
        .onConflictDoUpdate({ target: [t.upload.user, t.upload.hash], set: row })),
    dropUpload: async (user, hash) => void (await db.delete(t.upload).where(and(eq(t.upload.user, user), eq(t.upload.hash, hash)))),
    addBlobRef: async (row) => ((await db.insert(t.blobRef).values(row).onConflictDoNothing()).rowCount ?? 0) > 0,
  };
}
