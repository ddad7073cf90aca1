import { parseDoc } from '@qiao/sync/protocol';
import { and, eq, lt, lte, ne, sql } from 'drizzle-orm';
import type { PoolClient } from 'pg';
import type { Reader, Tx } from '../contract.ts';
import type { ClaimRow } from '../rows.ts';
import { createBehind, type Write } from './behind.ts';
import type { Db, Turn } from './connection.ts';
import { hotWrites } from './hot.ts';
import type { Near } from './near.ts';
import * as t from './schema.ts';

type Hot = Pick<
  Tx,
  'workspace' | 'user' | 'record' | 'part' | 'claim' | 'savepoint' | 'nextSeq' | 'putPart' | 'addRow' | 'putClaim' | 'putHeld' | 'putHelds'
>;

export interface OpenTx {
  tx: Tx;
  /** Puts all down; gives the head, or null when nothing was written. @throws when something of it cannot stay */
  finish: () => Promise<number | null>;
}

/** One transaction over the connection that runs it, which began with its turn. */
export function createTx(db: Db, client: PoolClient, reader: Reader, near: Near, turn: Turn): OpenTx {
  const behind = createBehind((query) => client.query(query));
  const workspace = { id: turn.id, head: Number(turn.head), epoch: turn.epoch };
  /** Something that other processes keep near, or a number was given. */
  let written = false;

  const hot: Hot = {
    workspace: async () => ({ ...workspace }),
    user: (id) => near.users.get(id, () => reader.user(id)),
    record: (kind, id) => near.records.get(`${kind}/${id}`, () => reader.record(kind, id)),
    part: (doc) => near.parts.get(doc, () => reader.part(doc)),
    claim: (doc, generation, client) => near.claims.get(claimKey({ doc, generation, client }), () => reader.claim(doc, generation, client)),
    async savepoint(part) {
      const begun = { ...workspace };
      try {
        return await behind.within(part);
      } catch (error) {
        Object.assign(workspace, begun);
        near.forget();
        throw error;
      }
    },
    async nextSeq() {
      written = true;
      return ++workspace.head;
    },
    async putPart(row) {
      if (!parseDoc(row.doc)) throw new Error(`not a doc name: ${row.doc}`);
      add({ table: 'part', row });
      near.parts.set(row.doc, row);
    },
    async addRow(row) {
      await needPart(row.doc);
      add({ table: 'log', row });
    },
    async putClaim(row) {
      await needPart(row.doc);
      add({ table: 'claim', row });
      near.claims.set(claimKey(row), row);
    },
    putHeld: async (row) => behind.add({ table: 'held', row }),
    putHelds: async (rows) => rows.forEach((row) => behind.add({ table: 'held', row })),
  };

  function add(write: Write): void {
    written = true;
    behind.add(write);
  }

  async function needPart(doc: string | null): Promise<void> {
    if (doc !== null && !(await hot.part(doc))) throw new Error(`no such part: ${doc}`);
  }

  async function partNumber(doc: string): Promise<number> {
    const [found] = await hotWrites(db).partNumber.execute({ doc });
    if (!found) throw new Error(`no such part: ${doc}`);
    return found.n;
  }

  const writes: Omit<Tx, keyof Reader | keyof Hot> = {
    async setEpoch(epoch) {
      await db.update(t.workspace).set({ epoch });
      workspace.epoch = epoch;
    },
    async putRecord(row) {
      await db
        .insert(t.record)
        .values(row)
        .onConflictDoUpdate({ target: [t.record.kind, t.record.id], set: { facts: row.facts } });
      near.records.set(`${row.kind}/${row.id}`, row);
    },
    async setAssigned(kind, record, users) {
      await db.delete(t.assignment).where(and(eq(t.assignment.kind, kind), eq(t.assignment.record, record)));
      const rows = [...new Set(users)].map((user) => ({ user, kind, record }));
      if (rows.length > 0) await db.insert(t.assignment).values(rows);
    },
    async putSnapshot(doc, bytes, seq) {
      const part = await partNumber(doc);
      await db.insert(t.snapshot).values({ part, bytes }).onConflictDoUpdate({ target: t.snapshot.part, set: { bytes } });
      await db.update(t.part).set({ snap: seq, bytes: bytes.length, tailRows: 0, tailBytes: 0 }).where(eq(t.part.n, part));
      near.parts.drop(doc);
    },
    async putCheckpoint({ doc, seq, bytes }) {
      const row = { part: await partNumber(doc), seq, bytes };
      await db.insert(t.checkpoint).values(row).onConflictDoUpdate({ target: t.checkpoint.part, set: row });
    },
    async dropRows(doc, until) {
      const part = await hot.part(doc);
      if (!part || until > part.snap) throw new Error('rows above the snapshot are the only copy');
      await db.delete(t.log).where(and(eq(t.log.part, await partNumber(doc)), lte(t.log.seq, until)));
    },

    async confirmPage(device, page) {
      const those = and(eq(t.held.device, device), eq(t.held.page, page));
      await db.delete(t.held).where(and(those, eq(t.held.state, 'leaving')));
      await db
        .update(t.held)
        .set({ state: 'held' })
        .where(and(those, ne(t.held.state, 'held')));
    },

    async putUser(row) {
      await db.insert(t.user).values(row).onConflictDoUpdate({ target: t.user.id, set: row });
      near.users.set(row.id, row);
    },
    async raiseAccess(user) {
      await db
        .update(t.user)
        .set({ accessVersion: sql`${t.user.accessVersion} + 1` })
        .where(eq(t.user.id, user));
      near.users.drop(user);
    },
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

  return {
    tx: {
      ...before(reader, behind.putDown),
      ...before(writes, () => {
        written = true;
        return behind.settle();
      }),
      ...hot,
    },
    async finish() {
      await behind.putDown();
      if (behind.broken) throw new Error('a statement failed that held what others wrote');
      return written ? workspace.head : null;
    },
  };
}

const claimKey = ({ doc, generation, client }: Pick<ClaimRow, 'doc' | 'generation' | 'client'>): string => `${doc} ${generation} ${client}`;

/** The same methods, each after `first`. */
function before<T extends object>(methods: T, first: () => Promise<void>): T {
  const wrapped = Object.entries(methods).map(([name, method]: [string, (...given: unknown[]) => Promise<unknown>]) => [
    name,
    async (...given: unknown[]) => {
      await first();
      return method(...given);
    },
  ]);
  return Object.fromEntries(wrapped) as T;
}
