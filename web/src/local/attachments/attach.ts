/** Takes a file into a part, as an attachment or into a field: judged, stripped, hashed, kept here, and only then named (SPEC ATT2). */
import { ATTACHMENTS, attachmentsOf, type FileCell, type FileValue } from '@qiao/domain/kind';
import { instantIn } from '@qiao/domain/shared/instants';
import type { SyncClient } from '@qiao/sync/client';
import type { DeviceStore } from '@qiao/sync/store';
import { newItemId, type OpenRecord } from '../record/open-record.svelte.ts';
import { databaseOf } from '../session/people.ts';
import { session } from '../session/session.svelte.ts';
import { sync } from '../sync/sync.svelte.ts';
import { isShown, judge, mediaOf, type Unfit } from './judge.ts';
import { MAX_THUMB_BYTES } from './limits.ts';
import { keepFile } from './keep-file.ts';
import { strip } from './strip/index.ts';
import { thumbnailOf } from './thumbnail.ts';

type Preview = NonNullable<FileValue['preview']>;

/** A cell that may hold a file, and the part that it lies in. */
export type FilePlace = Omit<FileCell, 'file'> & { part: string };

/** `unstrippable`: a picture of which nobody can say that its place is gone. `unreadable`: the file is gone or was changed meanwhile. */
export type NotAttached = Unfit | 'unstrippable' | 'unreadable' | 'no-room' | 'frozen';

export type AttachAnswer =
  /** `unread`: nobody looked for what the file says of itself. */
  { ok: true; item: string; unread: boolean } | { ok: false; code: NotAttached };

export interface TakeOptions {
  keepDetails: boolean;
  /** Told of the share done, 0 to 1. */
  progress: (share: number) => void;
}

/** Name of the reference to a file's thumbnail. */
export const previewItem = (item: string): string => `${item}.thumb`;

/** As an attachment of the part. */
export async function attach(record: OpenRecord, part: string, file: File, options: TakeOptions): Promise<AttachAnswer> {
  const view = record.view(part);
  const unfit = view ? judge(file, attachmentsOf(view.value).length) : null;
  const item = newItemId();
  return unfit
    ? { ok: false, code: unfit }
    : take(record, { part, item }, file, options, (full, preview) => {
        const at = instantIn(Math.floor(Date.now() / 60_000), Intl.DateTimeFormat().resolvedOptions().timeZone);
        const values = { name: file.name, file: full, at, ...(preview ? { preview: { ...preview, name: 'thumbnail' } } : {}) };
        return record.add(part, ATTACHMENTS, values, item) !== null;
      });
}

/** Into a cell of a field's own, in place of what stands there. */
export async function attachTo(
  record: OpenRecord,
  { part, root, key, item }: FilePlace,
  file: File,
  options: TakeOptions,
): Promise<AttachAnswer> {
  const unfit = judge(file, 0);
  return unfit
    ? { ok: false, code: unfit }
    : take(record, { part, item }, file, options, (full, preview) => {
        if (!record.view(part) || record.whyNot(part) !== null) return false;
        record.set(part, root, key, { ...full, ...(preview ? { preview } : {}) } satisfies FileValue);
        return true;
      });
}

/** Keeps the bytes and a thumbnail of them, and then has them named; `name` says false where the part takes no name now. */
async function take(
  record: OpenRecord,
  { part, item }: { part: string; item: string },
  file: File,
  { keepDetails, progress }: TakeOptions,
  name: (full: FileValue, preview: Preview | null) => boolean,
): Promise<AttachAnswer> {
  if (!record.view(part) || record.whyNot(part) !== null) return { ok: false, code: 'frozen' };
  const { client, store } = await sync.opened();
  const database = databaseOf(session.me);
  let source: Blob = file;
  let unread = false;
  if (!keepDetails) {
    const stripped = await strip(file).catch(() => null);
    if (!stripped) return { ok: false, code: 'unreadable' };
    if (stripped.outcome === 'broken') return { ok: false, code: 'unstrippable' };
    if (stripped.outcome === 'stripped') source = stripped.bytes;
    unread = stripped.outcome === 'unread';
  }
  const kept = await keepFile(store, database, source, progress);
  if (!kept.ok) return kept;
  const { hash } = kept;
  const doc = `${record.name}/${part}`;
  if (!(await client.attach({ hash, doc, item }))) return { ok: false, code: 'unreadable' };
  const full: FileValue = { hash, name: file.name, bytes: source.size, media: mediaOf(file.type) };
  const preview =
    isShown(full.media) && full.bytes > MAX_THUMB_BYTES ? await keepPreview(client, { store, database, doc, item }, source) : null;
  if (!name(full, preview)) {
    // It was frozen while the bytes were being kept: nothing refers to them.
    await client.discardBlob({ hash, doc, item });
    if (preview) await client.discardBlob({ hash: preview.hash, doc, item: previewItem(item) });
    return { ok: false, code: 'frozen' };
  }
  return { ok: true, item, unread };
}

/** A picture without a thumbnail is a row without a picture, no more. */
async function keepPreview(
  client: SyncClient,
  { store, database, doc, item }: { store: DeviceStore; database: string; doc: string; item: string },
  source: Blob,
): Promise<Preview | null> {
  try {
    const small = await thumbnailOf(source);
    const kept = small && (await keepFile(store, database, small));
    if (!kept?.ok || !(await client.attach({ hash: kept.hash, doc, item: previewItem(item) }))) return null;
    return { hash: kept.hash, bytes: small!.size, media: small!.type };
  } catch {
    return null;
  }
}
