/** The store in memory, for tests and the simulator: what is durable outlives the store that is open on it. */
import type { Store, Tx } from '../contract.ts';
import type { WorkspaceRow } from '../rows.ts';
import { createReader, requirePart, type Fault } from './reader.ts';
import { copyTables, Journal, key, newTables, type Tables } from './tables.ts';

export type { Fault } from './reader.ts';

/** The disk: opened again after a crash, copied for a backup. */
export interface Durable {
  tables: Tables;
}

export const newDurable = (workspace: WorkspaceRow): Durable => ({ tables: newTables(workspace) });
/** A backup: later writes do not reach it. */
export const snapshot = (durable: Durable): Durable => ({ tables: copyTables(durable.tables) });
/** Puts a backup's content in place of what a (closed) store held. */
export const restore = (durable: Durable, backup: Durable): void => {
  durable.tables = copyTables(backup.tables);
};

/**
 * Opens a store on what is durable. A transaction becomes durable in one step between the points `commit` and
 * `committed` of the fault; a store that is left at any other point leaves nothing behind.
 */
export function openMemoryStore(durable: Durable, fault: Fault = () => undefined): Store {
  const committed = durable.tables;
  const working = copyTables(committed);
  let queue: Promise<unknown> = Promise.resolve();

  async function transact<T>(job: (tx: Tx) => Promise<T>): Promise<T> {
    const journal = new Journal(working);
    try {
      await fault('begin');
      const answer = await job(createTx(working, journal, fault));
      await fault('commit');
      journal.doTo(committed);
      await fault('committed');
      return answer;
    } catch (error) {
      journal.undoTo(0);
      throw error;
    }
  }

  return {
    read: createReader(committed, fault),
    write<T>(job: (tx: Tx) => Promise<T>): Promise<T> {
      const done = queue.then(() => transact(job));
      queue = done.catch(() => undefined);
      return done;
    },
    close: async () => undefined,
  };
}

function createTx(tables: Tables, journal: Journal, fault: Fault): Tx {
  const step = async <T>(point: string, change: () => T): Promise<T> => {
    await fault(point);
    return change();
  };

  return {
    ...createReader(tables, fault),
    async savepoint(part) {
      const mark = journal.mark();
      try {
        return await part();
      } catch (error) {
        journal.undoTo(mark);
        throw error;
      }
    },
    nextSeq: () =>
      step('nextSeq', () => {
        const workspace = tables.workspace.get('')!;
        journal.put('workspace', '', { ...workspace, head: workspace.head + 1 });
        return workspace.head + 1;
      }),
    setEpoch: (epoch) => step('setEpoch', () => journal.put('workspace', '', { ...tables.workspace.get('')!, epoch })),

    putRecord: (row) => step('putRecord', () => journal.put('record', key(row.kind, row.id), row)),
    setAssigned: (kind, record, users) => step('setAssigned', () => journal.put('assigned', key(kind, record), [...new Set(users)])),
    putPart: (row) => step('putPart', () => journal.put('part', row.doc, row)),
    addRow: (row) =>
      step('addRow', () => {
        if (row.doc !== null) requirePart(tables, row.doc);
        if (tables.log.has(key(row.seq))) throw new Error(`number ${row.seq} is taken`);
        journal.put('log', key(row.seq), row);
      }),
    putSnapshot: (doc, bytes, seq) =>
      step('putSnapshot', () => {
        journal.put('part', doc, { ...requirePart(tables, doc), snap: seq, bytes: bytes.length, tailRows: 0, tailBytes: 0 });
        journal.put('snapshot', doc, bytes);
      }),
    putCheckpoint: (row) => step('putCheckpoint', () => journal.put('checkpoint', row.doc, row)),
    dropRows: (doc, until) =>
      step('dropRows', () => {
        if (until > requirePart(tables, doc).snap) throw new Error('rows above the snapshot are the only copy');
        for (const row of [...tables.log.values()]) if (row.doc === doc && row.seq <= until) journal.drop('log', key(row.seq));
      }),

    putClaim: (row) =>
      step('putClaim', () => {
        requirePart(tables, row.doc);
        journal.put('claim', key(row.doc, row.generation, row.client), row);
      }),
    putHeld: (row) => step('putHeld', () => journal.put('held', key(row.device, row.doc), row)),
    putHelds: (rows) => step('putHelds', () => rows.forEach((row) => journal.put('held', key(row.device, row.doc), row))),
    confirmPage: (device, page) =>
      step('confirmPage', () => {
        for (const [at, row] of [...tables.held]) {
          if (row.device !== device || row.page !== page) continue;
          if (row.state === 'leaving') journal.drop('held', at);
          else if (row.state === 'sent') journal.put('held', at, { ...row, state: 'held' });
        }
      }),

    putUser: (row) =>
      step('putUser', () => {
        for (const other of tables.user.values()) if (other.email === row.email && other.id !== row.id) throw new Error('e-mail is taken');
        journal.put('user', row.id, row);
      }),
    raiseAccess: (id) =>
      step('raiseAccess', () => {
        const user = tables.user.get(id);
        if (user) journal.put('user', id, { ...user, accessVersion: user.accessVersion + 1 });
      }),
    putDevice: (row) => step('putDevice', () => journal.put('device', row.id, row)),
    dropDevice: (id) =>
      step('dropDevice', () => {
        journal.drop('device', id);
        for (const [at, row] of [...tables.session]) if (row.device === id) journal.drop('session', at);
        for (const [at, row] of [...tables.held]) if (row.device === id) journal.drop('held', at);
        for (const [at, row] of [...tables.seen]) if (row.device === id) journal.drop('seen', at);
      }),
    putSession: (row) => step('putSession', () => journal.put('session', row.id, row)),
    dropSession: (id) => step('dropSession', () => journal.drop('session', id)),
    dropSessionsOf: (user) =>
      step('dropSessionsOf', () => {
        for (const [at, row] of [...tables.session]) if (row.user === user) journal.drop('session', at);
      }),
    dropExpiredSessions: (now) =>
      step('dropExpiredSessions', () => {
        for (const [at, row] of [...tables.session]) if (row.expiresAt <= now) journal.drop('session', at);
      }),

    addDecision: (row) =>
      step('addDecision', () => {
        if (tables.decision.has(key(row.n))) throw new Error(`link ${row.n} is taken`);
        journal.put('decision', key(row.n), row);
      }),
    putApproved: (row) => step('putApproved', () => journal.put('approved', key(row.n), row)),
    putCommand: (row) => step('putCommand', () => journal.put('command', row.id, row)),
    addQuarantine: (row) =>
      step('addQuarantine', () => {
        if (tables.quarantine.has(key(row.user, row.id))) return false;
        journal.put('quarantine', key(row.user, row.id), row);
        return true;
      }),
    addAudit: (row) => step('addAudit', () => journal.put('audit', key(tables.audit.size), row)),

    putSeen: (row) =>
      step('putSeen', () => {
        if (!tables.device.has(row.device)) throw new Error(`no such device: ${row.device}`);
        journal.put('seen', key(row.device, row.doc), row);
      }),
    dropSeenBefore: (before) =>
      step('dropSeenBefore', () => {
        for (const [at, row] of [...tables.seen]) if (row.at < before) journal.drop('seen', at);
      }),

    putBlob: (row) => step('putBlob', () => journal.put('blob', row.hash, row)),
    dropBlob: (hash) =>
      step('dropBlob', () => {
        for (const row of tables.blobRef.values()) if (row.hash === hash) throw new Error('something refers to it');
        for (const [at, row] of [...tables.upload]) if (row.hash === hash && row.done) journal.drop('upload', at);
        journal.drop('blob', hash);
      }),
    putUpload: (row) => step('putUpload', () => journal.put('upload', key(row.user, row.hash), row)),
    dropUpload: (user, hash) => step('dropUpload', () => journal.drop('upload', key(user, hash))),
    addBlobRef: (row) =>
      step('addBlobRef', () => {
        if (!tables.blob.has(row.hash)) throw new Error('no such blob');
        const at = key(row.hash, row.doc, row.item);
        if (tables.blobRef.has(at)) return false;
        journal.put('blobRef', at, row);
        return true;
      }),
  };
}
