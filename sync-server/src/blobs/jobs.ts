/** What attachments ask of the writer. */
import { isServerPart, parseDoc, type RelayCode } from '@qiao/sync/protocol';
import { handle, jobKind, type Handlers, type Scope } from '../relay/job.ts';
import { personOf } from '../relay/person.ts';
import type { Rights } from '../relay/ports.ts';
import type { UploadRow } from '../store/rows.ts';
import { HALF_UPLOAD_MS, LOOSE_BLOB_MS, MAX_PERSON_BLOB_BYTES, MAX_PERSON_UPLOADS, MAX_REFS_PER_PART, SWEEP_ROWS } from './limits.ts';
import { mayReadBlob } from './may-read-blob.ts';

interface Begin {
  user: string;
  hash: string;
  bytes: number;
  /** For the file, should this be new. */
  id: string;
  /** From 0, whatever there was: its file is gone. */
  anew: boolean;
}

/** The upload as it stands then. */
export const beginUpload = jobKind<Begin, UploadRow | 'quota-full'>('begin-upload');
/** Bytes up to `received` are durable. The answer is the upload as it stands then: another process may have been faster. */
export const noteProgress = jobKind<{ user: string; hash: string; id: string; from: number; received: number }, UploadRow | null>(
  'note-progress',
);
export const finishUpload = jobKind<{ user: string; hash: string; bytes: number; id: string }, null>('finish-upload');
export const dropUpload = jobKind<{ user: string; hash: string }, null>('drop-upload');
export const referTo = jobKind<{ user: string; hash: string; doc: string; item: string }, 'referred' | 'refs-full' | RelayCode>('refer-to');
/** The answers name what was dropped, `SWEEP_ROWS` at most. */
export const dropHalf = jobKind<Record<string, never>, string[]>('drop-half-uploads');
export const dropLoose = jobKind<Record<string, never>, string[]>('drop-loose-blobs');

export const blobHandlers = (rights: Rights): Handlers => ({
  ...handle(beginUpload, begin),
  ...handle(noteProgress, async ({ tx, now }, { user, hash, id, from, received }) => {
    const row = await tx.upload(user, hash);
    if (row?.id !== id || row.done || row.received !== from) return row;
    const next = { ...row, received, touchedAt: now };
    await tx.putUpload(next);
    return next;
  }),
  ...handle(finishUpload, async ({ tx, now }, { user, hash, bytes, id }) => {
    await tx.putBlob({ hash, bytes, at: now });
    await tx.putUpload({ user, hash, id, bytes, received: bytes, done: true, touchedAt: now });
    return null;
  }),
  ...handle(dropUpload, async ({ tx }, { user, hash }) => {
    await tx.dropUpload(user, hash);
    return null;
  }),
  ...handle(referTo, (scope, asked) => refer(rights, scope, asked)),
  ...handle(dropHalf, async ({ tx, now }) => {
    const rows = await tx.staleUploads(now - HALF_UPLOAD_MS, SWEEP_ROWS);
    for (const row of rows) await tx.dropUpload(row.user, row.hash);
    return rows.map((row) => row.id);
  }),
  ...handle(dropLoose, async ({ tx, now }) => {
    const hashes = await tx.looseBlobs(now - LOOSE_BLOB_MS, SWEEP_ROWS);
    for (const hash of hashes) await tx.dropBlob(hash);
    return hashes;
  }),
});

async function begin({ tx, now }: Scope, { user, hash, bytes, id, anew }: Begin): Promise<UploadRow | 'quota-full'> {
  const before = await tx.upload(user, hash);
  // Another size than was said at first: one of both was wrong, and the hash will tell which.
  if (before && !anew && (before.done || before.bytes === bytes)) return before;
  const kept = await tx.uploadTotals(user);
  const rows = kept.rows - (before ? 1 : 0) + 1;
  if (rows > MAX_PERSON_UPLOADS || kept.bytes - (before?.bytes ?? 0) + bytes > MAX_PERSON_BLOB_BYTES) return 'quota-full';
  const row = { user, hash, id, bytes, received: 0, done: false, touchedAt: now };
  await tx.putUpload(row);
  return row;
}

/** SPEC BLB5, BLB6. A blob that is absent, one that is only guessed, and a part that may not be read give the same answer. */
async function refer(
  rights: Rights,
  { tx, now }: Scope,
  { user, hash, doc, item }: { user: string; hash: string; doc: string; item: string },
): Promise<'referred' | 'refs-full' | RelayCode> {
  const name = parseDoc(doc);
  if (!name || isServerPart(name.part)) return 'bad-name';
  const person = personOf(await tx.user(user));
  const record = await tx.record(name.kind, name.id);
  if (!person || !record || !rights.mayRead(person, record, name.part)) return 'not-found';
  if (!(await tx.blob(hash))) return 'not-found';
  const hadBytes = (await tx.upload(user, hash))?.done === true;
  if (!hadBytes && !(await mayReadBlob(tx, rights, person, hash))) return 'not-found';
  if (await tx.blobRef(hash, doc, item)) return 'referred';
  const why = rights.whyNotWrite(person, record, name.part);
  if (why) return why;
  if ((await tx.blobRefCount(doc)) >= MAX_REFS_PER_PART) return 'refs-full';
  await tx.addBlobRef({ hash, doc, item, user, at: now });
  return 'referred';
}
