/** Takes a file as an attachment of a part: judged, stripped, hashed, kept here, and only then named in the part (SPEC ATT2). */
import { ATTACHMENTS, attachmentsOf, type FileValue } from '@qiao/domain/kind';
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

/** `unstrippable`: a picture of which nobody can say that its place is gone. `unreadable`: the file is gone or was changed meanwhile. */
export type NotAttached = Unfit | 'unstrippable' | 'unreadable' | 'no-room' | 'frozen';

export type AttachAnswer =
  /** `unread`: nobody looked for what the file says of itself. */
  { ok: true; item: string; unread: boolean } | { ok: false; code: NotAttached };

/** Name of the reference to an attachment's thumbnail. */
export const previewItem = (item: string): string => `${item}.thumb`;

export async function attach(
  record: OpenRecord,
  part: string,
  file: File,
  { keepDetails, progress }: { keepDetails: boolean; progress: (share: number) => void },
): Promise<AttachAnswer> {
  const value = record.view(part)?.value;
  if (!value || record.whyNot(part) !== null) return { ok: false, code: 'frozen' };
  const unfit = judge(file, attachmentsOf(value).length);
  if (unfit) return { ok: false, code: unfit };
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
  const item = newItemId();
  const doc = `${record.name}/${part}`;
  if (!(await client.attach({ hash, doc, item }))) return { ok: false, code: 'unreadable' };
  const full: FileValue = { hash, name: file.name, bytes: source.size, media: mediaOf(file.type) };
  const preview =
    isShown(full.media) && full.bytes > MAX_THUMB_BYTES ? await keepPreview(client, { store, database, doc, item }, source) : null;
  const at = instantIn(Math.floor(Date.now() / 60_000), Intl.DateTimeFormat().resolvedOptions().timeZone);
  if (record.add(part, ATTACHMENTS, { name: file.name, file: full, at, ...(preview ? { preview } : {}) }, item) === null) {
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
): Promise<FileValue | null> {
  try {
    const small = await thumbnailOf(source);
    const kept = small && (await keepFile(store, database, small));
    if (!kept?.ok || !(await client.attach({ hash: kept.hash, doc, item: previewItem(item) }))) return null;
    return { hash: kept.hash, name: 'thumbnail', bytes: small!.size, media: small!.type };
  } catch {
    return null;
  }
}
