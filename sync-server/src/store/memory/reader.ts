import { parseDoc, recordOf } from '@qiao/sync/protocol';
import type { Reader } from '../contract.ts';
import {
  ALL_ROWS,
  lastFitting,
  type AuthorRow,
  type LogRow,
  type PartContent,
  type PartRow,
  type RecordRow,
  type SeenRow,
} from '../rows.ts';
import { key, type Tables } from './tables.ts';

/** Awaited before each step, so that a simulator may delay it, fail it or stop the world there. */
export type Fault = (point: string) => Promise<void> | void;

const bySeq = (a: LogRow, b: LogRow): number => a.seq - b.seq;
const byHead = (a: PartRow, b: PartRow): number => a.head - b.head;
const newestVersion = (a: SeenRow, b: SeenRow): number =>
  b.generation - a.generation || b.seq - a.seq || a.at - b.at || (a.device < b.device ? -1 : 1);
const byId = (a: RecordRow, b: RecordRow): number => (a.id < b.id ? -1 : 1);

export function createReader(tables: Tables, fault: Fault): Reader {
  const rowsOf = (doc: string): LogRow[] => [...tables.log.values()].filter((row) => row.doc === doc).sort(bySeq);
  /** One step of the store: nothing comes between the fault and what is read. */
  const step = async <T>(point: string, look: () => T): Promise<T> => {
    await fault(point);
    return look();
  };

  const some = <T>(rows: Iterable<T>, which: (row: T) => boolean): T[] => [...rows].filter(which);

  const authorsOf = (doc: string, generation: number, after: number): AuthorRow[] =>
    some(tables.claim.values(), (row) => row.doc === doc && row.generation === generation && row.seq > after).map((row) => ({
      client: row.client,
      user: row.user,
      name: tables.user.get(row.user)?.name ?? '',
    }));

  return {
    workspace: () => step('workspace', () => tables.workspace.get('')!),

    record: (kind, id) => step('record', () => tables.record.get(key(kind, id)) ?? null),
    records: (kind, after, limit) =>
      step('records', () =>
        some(tables.record.values(), (row) => row.kind === kind && row.id > after)
          .sort(byId)
          .slice(0, limit),
      ),
    recordsOf: (names) =>
      step('recordsOf', () => names.map(({ kind, id }) => tables.record.get(key(kind, id))).filter((row) => row !== undefined)),
    recordsAssigned: (kind, user, after, limit) =>
      step('recordsAssigned', () =>
        some(
          tables.record.values(),
          (row) => row.kind === kind && row.id > after && !!tables.assigned.get(key(kind, row.id))?.includes(user),
        )
          .sort(byId)
          .slice(0, limit),
      ),

    part: (doc) => step('part', () => tables.part.get(doc) ?? null),
    partsOf: (kind, id) => step('partsOf', () => some(tables.part.values(), (row) => recordOf(row.doc) === `${kind}/${id}`)),
    partsAfter: (head, limit) =>
      step('partsAfter', () =>
        some(tables.part.values(), (row) => row.head > head)
          .sort(byHead)
          .slice(0, limit),
      ),
    partState: (doc) =>
      step('partState', () => {
        const part = tables.part.get(doc);
        if (!part) return null;
        return { part, snapshot: tables.snapshot.get(doc) ?? new Uint8Array(), tail: rowsOf(doc).filter((row) => row.seq > part.snap) };
      }),
    contents: (asked, after) =>
      step('contents', () =>
        asked.flatMap(({ doc, held }): PartContent[] => {
          const part = tables.part.get(doc);
          if (!part) return [];
          const enough = held && after >= part.snap;
          const rows = rowsOf(doc).filter((row) => row.seq > (enough ? after : part.snap));
          const snapshot = enough ? null : (tables.snapshot.get(doc) ?? new Uint8Array());
          return [{ part, snapshot, rows, authors: authorsOf(doc, part.generation, enough ? after : 0) }];
        }),
      ),
    idleParts: (before, limit) =>
      step('idleParts', () =>
        some(tables.part.values(), (row) => row.tailRows > 0 && row.changedAt < before)
          .slice(0, limit)
          .map((row) => row.doc),
      ),
    expiredParts: (before, limit) =>
      step('expiredParts', () => {
        const old = some(
          tables.log.values(),
          (row) => row.doc !== null && row.at < before && row.seq <= (tables.part.get(row.doc)?.snap ?? 0),
        );
        return [...new Set(old.map((row) => row.doc!))].slice(0, limit);
      }),
    checkpoint: (doc) => step('checkpoint', () => tables.checkpoint.get(doc) ?? null),
    history: (doc, until, { after, limit, bytes } = ALL_ROWS) =>
      step('history', () => {
        const rows = rowsOf(doc)
          .filter((row) => row.seq <= until && row.seq > after)
          .slice(0, limit);
        if (bytes === undefined) return rows;
        const sizes = rows.map(({ seq, update }) => ({ seq, size: update.length }));
        const last = lastFitting(sizes, bytes);
        return rows.filter(({ seq }) => seq <= last);
      }),

    rowTime: (doc, seq) =>
      step('rowTime', () => {
        const row = tables.log.get(key(seq));
        return row?.doc === doc ? row.at : null;
      }),

    claim: (doc, generation, client) => step('claim', () => tables.claim.get(key(doc, generation, client)) ?? null),
    authors: (doc, generation, after) => step('authors', () => authorsOf(doc, generation, after)),

    held: (device) => step('held', () => some(tables.held.values(), (row) => row.device === device)),
    heldDoc: (device, doc) => step('heldDoc', () => tables.held.get(key(device, doc)) ?? null),
    heldDocs: (device, docs) =>
      step('heldDocs', () => docs.map((doc) => tables.held.get(key(device, doc))).filter((row) => row !== undefined)),

    user: (id) => step('user', () => tables.user.get(id) ?? null),
    userByEmail: (email) => step('userByEmail', () => some(tables.user.values(), (row) => row.email === email)[0] ?? null),
    users: () => step('users', () => [...tables.user.values()]),
    device: (id) => step('device', () => tables.device.get(id) ?? null),
    devices: (user) => step('devices', () => some(tables.device.values(), (row) => user === undefined || row.user === user)),
    session: (id) => step('session', () => tables.session.get(id) ?? null),
    sessionsOf: (user) => step('sessionsOf', () => some(tables.session.values(), (row) => row.user === user)),

    command: (id) => step('command', () => tables.command.get(id) ?? null),
    lastDecision: () => step('lastDecision', () => [...tables.decision.values()].at(-1) ?? null),
    decisionsOf: (kind, record, afterSeq) =>
      step('decisionsOf', () => some(tables.decision.values(), (row) => row.kind === kind && row.record === record && row.seq > afterSeq)),
    decisionsOfAll: (asked) =>
      step('decisionsOfAll', () =>
        some(tables.decision.values(), (row) =>
          asked.some(({ kind, record, afterSeq }) => row.kind === kind && row.record === record && row.seq > afterSeq),
        ),
      ),
    decisions: (after, limit) => step('decisions', () => some(tables.decision.values(), (row) => row.n > after).slice(0, limit)),
    approved: (n) => step('approved', () => tables.approved.get(key(n)) ?? null),
    assigned: (kind, record) => step('assigned', () => [...(tables.assigned.get(key(kind, record)) ?? [])]),

    quarantined: (user) => step('quarantined', () => some(tables.quarantine.values(), (row) => row.user === user)),
    quarantineSize: (user) =>
      step('quarantineSize', () => {
        const rows = some(tables.quarantine.values(), (row) => row.user === user);
        return { rows: rows.length, bytes: rows.reduce((sum, row) => sum + row.bytes.length, 0) };
      }),
    audits: (limit) => step('audits', () => [...tables.audit.values()].slice(-limit)),

    blob: (hash) => step('blob', () => tables.blob.get(hash) ?? null),
    blobs: (after, limit) =>
      step('blobs', () =>
        some(tables.blob.values(), (row) => row.hash > after)
          .sort((a, b) => (a.hash < b.hash ? -1 : 1))
          .slice(0, limit),
      ),
    blobTotals: () => step('blobTotals', () => totals([...tables.blob.values()])),
    looseBlobs: (before, limit) =>
      step('looseBlobs', () => {
        const referred = new Set([...tables.blobRef.values()].map((row) => row.hash));
        return some(tables.blob.values(), (row) => row.at < before && !referred.has(row.hash))
          .slice(0, limit)
          .map((row) => row.hash);
      }),
    blobDocs: (hash) =>
      step('blobDocs', () => [...new Set(some(tables.blobRef.values(), (row) => row.hash === hash).map((row) => row.doc))]),
    blobRef: (hash, doc, item) => step('blobRef', () => tables.blobRef.get(key(hash, doc, item)) ?? null),
    blobRefCount: (doc) => step('blobRefCount', () => some(tables.blobRef.values(), (row) => row.doc === doc).length),
    upload: (user, hash) => step('upload', () => tables.upload.get(key(user, hash)) ?? null),
    uploadTotals: (user) => step('uploadTotals', () => totals(some(tables.upload.values(), (row) => row.user === user))),
    seen: (device, doc) => step('seen', () => tables.seen.get(key(device, doc)) ?? null),
    seenOf: (doc, limit) =>
      step('seenOf', () =>
        some(tables.seen.values(), (row) => row.doc === doc)
          .sort(newestVersion)
          .slice(0, limit)
          .map((row) => {
            const { label, user } = tables.device.get(row.device)!;
            const { name, roles, disabled } = tables.user.get(user)!;
            return { ...row, label, user, name, roles, disabled };
          }),
      ),
    staleUploads: (before, limit) =>
      step('staleUploads', () => some(tables.upload.values(), (row) => !row.done && row.touchedAt < before).slice(0, limit)),
  };
}

const totals = (rows: readonly { bytes: number }[]): { rows: number; bytes: number } => ({
  rows: rows.length,
  bytes: rows.reduce((sum, row) => sum + row.bytes, 0),
});

/** Refuses what foreign keys refuse elsewhere. */
export function requirePart(tables: Tables, doc: string): PartRow {
  const part = tables.part.get(doc);
  if (!part || !parseDoc(doc)) throw new Error(`no such part: ${doc}`);
  return part;
}
