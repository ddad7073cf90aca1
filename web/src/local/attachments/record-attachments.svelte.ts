import { attachmentsOf, filesOf, type Attachment, type FileCell } from '@qiao/domain/kind';
import { fetchBytes, readBytes } from '@qiao/sync/blobs';
import { NotSaved, type BlobPlace, type StoredBlob } from '@qiao/sync/store';
import { untrack } from 'svelte';
import type { OpenRecord } from '../record/open-record.svelte.ts';
import type { PartView } from '../record/part-view.svelte.ts';
import { sync } from '../sync/sync.svelte.ts';
import { attach, attachTo, previewItem, type FilePlace, type NotAttached } from './attach.ts';
import { isShown } from './judge.ts';
import { LOOK_AGAIN_MS, MAX_THUMB_BYTES, THUMBS_AT_ONCE } from './limits.ts';
import { freeUp, letGo, missingRoom } from './room.ts';
import { getBytes, serverHas } from './server-bytes.ts';

/**
 * `waits`: made here, the server does not have it. `refused`: nor will it. `here`: the server has it, and it is on this device too.
 * `server`: it would be fetched. `absent`: whoever attached it has not uploaded it. `unknown`: it is not here, and nobody was asked.
 */
export type Where = 'waits' | 'refused' | 'here' | 'server' | 'absent' | 'unknown';

export interface Row {
  /** Of a list on screen. */
  key: string;
  part: string;
  attachment: Attachment;
  where: Where;
  /** Of the bytes, what the server has, 0 to 1. */
  sent: number;
  /** Why it was refused. */
  code: string;
  /** While it is fetched: what is here, 0 to 1. */
  fetched: number | null;
}

/** A file that is being taken, or that was not. It is kept in memory, so that it can be tried again. */
export interface Taking {
  key: number;
  part: string;
  /** The cell that it is taken into; null for one of the part's attachments. */
  into: FilePlace | null;
  file: File;
  share: number;
  code: NotAttached | null;
}

export type NotOpened = 'no-network' | 'absent' | 'no-room' | 'wrong-hash' | 'refused';

let turns = 0;
const queue: (() => void)[] = [];

/** Attachments of all parts of one record that are open, and where their bytes are. */
export class RecordAttachments {
  readonly record: OpenRecord;
  readonly #stop: () => void;
  readonly #timer: ReturnType<typeof setInterval>;
  readonly #effects: () => void;
  readonly #ended = new AbortController();
  #blobs = $state.raw<ReadonlyMap<string, StoredBlob>>(new Map());
  /** What the server said of bytes that are not here. */
  #there = $state.raw<ReadonlyMap<string, boolean>>(new Map());
  #fetching = $state.raw<ReadonlyMap<string, number>>(new Map());
  #next = 0;
  taking = $state.raw<Taking[]>([]);

  /** Attachments, part by part. */
  rows = $derived.by((): Row[] => {
    const order = Object.keys(this.record.kind.parts);
    return this.#views
      .sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name))
      .flatMap((view) => attachmentsOf(view.value).map((attachment) => this.#row(view.name, attachment)));
  });
  /** Files that stand in cells of their own, by part and reference. */
  #cells = $derived.by((): Map<string, Row> => {
    const rows = this.#views.flatMap((view) =>
      filesOf(this.record.kind.parts[view.name] ?? { label: { zh: '', en: '' } }, view.value).map((cell) =>
        this.#row(view.name, asAttachment(cell)),
      ),
    );
    return new Map(rows.map((row) => [row.key, row]));
  });

  get #views(): PartView[] {
    return [...Object.values(this.record.parts), ...Object.values(this.record.beside)];
  }

  /** The file in a cell, or null where there is none. */
  at({ part, item }: FilePlace): Row | null {
    return this.#cells.get(`${part}/${item}`) ?? null;
  }

  /** What is being taken into a cell or, without one, as attachments; and what was not. */
  takingInto(place: FilePlace | null): Taking[] {
    return this.taking.filter(({ into }) => (place ? into?.part === place.part && into.item === place.item : into === null));
  }

  constructor(record: OpenRecord) {
    this.record = record;
    this.#stop = sync.onChanged((docs) => {
      if (docs.length === 0 || docs.some((doc) => doc.startsWith(`${record.name}/`))) void this.read();
    });
    this.#timer = setInterval(() => void this.look(true), LOOK_AGAIN_MS);
    this.#effects = $effect.root(() => {
      // Progress of an upload is told by the pill's own count.
      $effect(() => {
        void [sync.status.blobs.sent, sync.status.blobs.waiting];
        void this.read();
      });
      $effect(() => {
        void [this.connected, this.rows.length, this.#cells.size];
        untrack(() => void this.look());
      });
    });
  }

  get connected(): boolean {
    return sync.status.phase === 'live' || sync.status.phase === 'catching-up';
  }

  #row(part: string, attachment: Attachment): Row {
    const { hash } = attachment.file;
    const blob = this.#blobs.get(hash);
    const ref = blob?.refs.find(({ doc, item }) => doc === `${this.record.name}/${part}` && item === attachment.id);
    const there = this.#there.get(hash);
    const elsewhere = there === undefined ? 'unknown' : there ? 'server' : 'absent';
    const unsafe = ref?.state === 'waiting' ? 'waits' : ref?.state === 'refused' ? 'refused' : null;
    return {
      key: `${part}/${attachment.id}`,
      part,
      attachment,
      where: unsafe ?? (blob?.whole ? 'here' : elsewhere),
      sent: blob ? blob.sent / Math.max(1, blob.bytes) : 0,
      code: ref?.code ?? '',
      fetched: this.#fetching.get(hash) ?? null,
    };
  }

  /** What this device holds, read anew. */
  async read(): Promise<void> {
    const { store } = await sync.opened();
    const blobs = await store.blobs().catch(() => null);
    if (blobs && !this.#ended.signal.aborted) this.#blobs = new Map(blobs.map((blob) => [blob.hash, blob]));
  }

  /** Asks the server for what is not here and not known to be there; `again` also for what was not there at the last look. */
  async look(again = false): Promise<void> {
    if (!this.connected || document.visibilityState === 'hidden') return;
    const asked = [...this.rows, ...this.#cells.values()].filter(({ where }) => where === 'unknown' || (again && where === 'absent'));
    for (const { attachment } of asked) {
      const { hash, bytes } = attachment.file;
      const there = await serverHas(hash, bytes).catch(() => null);
      if (this.#ended.signal.aborted || there === null) return;
      if (this.#there.get(hash) !== there) this.#there = new Map(this.#there).set(hash, there);
    }
  }

  placeOf = ({ part, attachment }: Row): BlobPlace => ({
    hash: attachment.file.hash,
    doc: `${this.record.name}/${part}`,
    item: attachment.id,
  });

  /** Takes files one after the other; each is shown while it is taken, and when it was not. Answers whether any was not looked into. */
  async add(part: string, files: readonly File[], keepDetails: boolean): Promise<{ unread: boolean }> {
    return this.#take(
      files.map((file): Taking => ({ key: this.#next++, part, into: null, file, share: 0, code: null })),
      keepDetails,
    );
  }

  /** Takes a file into a cell, in place of what stands there; shown as above. */
  async put(into: FilePlace, file: File, keepDetails: boolean): Promise<{ unread: boolean }> {
    // What was not taken before is answered by this one.
    const before = new Set(this.takingInto(into).map(({ key }) => key));
    this.taking = this.taking.filter(({ key, code }) => code === null || !before.has(key));
    return this.#take([{ key: this.#next++, part: into.part, into, file, share: 0, code: null }], keepDetails);
  }

  async #take(news: readonly Taking[], keepDetails: boolean): Promise<{ unread: boolean }> {
    this.taking = [...this.taking, ...news];
    let unread = false;
    for (const { key, part, into, file } of news) {
      const options = { keepDetails, progress: (share: number) => this.#change(key, { share }) };
      const answer = await (into ? attachTo(this.record, into, file, options) : attach(this.record, part, file, options));
      if (answer.ok) {
        unread ||= answer.unread;
        this.drop(key);
      } else this.#change(key, { code: answer.code });
      await this.read();
    }
    return { unread };
  }

  #change(key: number, change: Partial<Taking>): void {
    this.taking = this.taking.map((one) => (one.key === key ? { ...one, ...change } : one));
  }

  /** A file that was not taken is forgotten, or is about to be tried again. */
  drop(key: number): void {
    this.taking = this.taking.filter((one) => one.key !== key);
  }

  /** The bytes of an attachment, fetched when they are not here, under a type for showing or for none. */
  async open(row: Row, type: string): Promise<{ ok: true; bytes: Blob } | { ok: false; code: NotOpened }> {
    return this.#bytes(this.placeOf(row), row.attachment.file.bytes, type);
  }

  async #bytes(place: BlobPlace, size: number, type: string): Promise<{ ok: true; bytes: Blob } | { ok: false; code: NotOpened }> {
    const { store } = await sync.opened();
    const told = (share: number | null): void => {
      const next = new Map(this.#fetching);
      if (share === null) next.delete(place.hash);
      else next.set(place.hash, share);
      this.#fetching = next;
    };
    try {
      const here = await readBytes(store, place.hash, type);
      if (here) return { ok: true, bytes: here };
      const missing = await missingRoom(size);
      if (missing > 0 && (await freeUp(store, missing)) < missing) return { ok: false, code: 'no-room' };
      told(0);
      const get = getBytes(this.#ended.signal);
      const answer = await fetchBytes(store, { place, bytes: size, at: Date.now() }, get, (bytes) => told(bytes / Math.max(1, size)));
      if (!answer.ok) return { ok: false, code: codeOf(answer.code) };
      const bytes = await readBytes(store, place.hash, type);
      return bytes ? { ok: true, bytes } : { ok: false, code: 'no-network' };
    } catch (error) {
      return { ok: false, code: error instanceof NotSaved ? 'no-room' : 'no-network' };
    } finally {
      told(null);
      await this.read();
    }
  }

  /** A small picture of the attachment, fetched without being asked for because it is small; null where there is none. */
  async thumb(row: Row): Promise<Blob | null> {
    const { file, preview, id } = row.attachment;
    const own = this.placeOf(row);
    const [source, place] =
      preview && isShown(preview.media) ? [preview, { ...own, hash: preview.hash, item: previewItem(id) }] : [file, own];
    if (!isShown(source.media) || source.bytes > MAX_THUMB_BYTES) return null;
    const { store } = await sync.opened();
    const here = await readBytes(store, source.hash, source.media).catch(() => null);
    if (here || !this.connected) return here;
    return inTurn(async () => {
      if (this.#ended.signal.aborted) return null;
      const answer = await this.#bytes(place, source.bytes, source.media);
      return answer.ok ? answer.bytes : null;
    });
  }

  /** Lets go of the bytes on this device. */
  async letGo(row: Row): Promise<'gone' | 'server' | 'waits'> {
    const { store } = await sync.opened();
    const blob = await store.blob(row.attachment.file.hash);
    const answer = blob ? await letGo(store, blob) : 'gone';
    if (answer === 'gone') this.#there = new Map(this.#there).set(row.attachment.file.hash, true);
    await this.read();
    return answer;
  }

  /** The attachment and its thumbnail wait again. */
  async retry(row: Row): Promise<void> {
    const { client } = await sync.opened();
    for (const place of this.#both(row)) await client.retryBlob(place);
  }

  #both(row: Row): BlobPlace[] {
    const place = this.placeOf(row);
    const { preview, id } = row.attachment;
    return preview ? [place, { ...place, hash: preview.hash, item: previewItem(id) }] : [place];
  }

  close(): void {
    this.#stop();
    this.#effects();
    clearInterval(this.#timer);
    this.#ended.abort();
  }
}

const asAttachment = ({ item, file }: FileCell): Attachment => ({
  id: item,
  name: file.name,
  file,
  preview: file.preview ? { ...file.preview, name: '' } : null,
  at: null,
});

const codeOf = (code: string): NotOpened =>
  code === 'not-found' ? 'absent' : code === 'wrong-hash' || code === 'blob-missing' ? 'wrong-hash' : 'no-network';

/** A page of pictures does not ask for all of them at once. */
async function inTurn<T>(task: () => Promise<T>): Promise<T> {
  if (turns >= THUMBS_AT_ONCE) await new Promise<void>((resolve) => queue.push(resolve));
  else turns++;
  try {
    return await task();
  } finally {
    const next = queue.shift();
    if (next) next();
    else turns--;
  }
}
