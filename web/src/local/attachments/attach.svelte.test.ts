/** Taking a file in a real Chromium: pictures drawn and hashed, IndexedDB that is full, a part that freezes meanwhile. The server is not there. */
import { attachmentsOf } from '@qiao/domain/kind';
import { event } from '@qiao/domain/kinds';
import { hashBytes, readBytes, verifyBytes } from '@qiao/sync/blobs';
import { limits } from '@qiao/sync/protocol';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createRecord, intendMove } from '../record/intents.ts';
import { OpenRecord } from '../record/open-record.svelte.ts';
import { rememberPerson } from '../session/people-here.ts';
import { databaseOf } from '../session/people.ts';
import { session } from '../session/session.svelte.ts';
import { sync } from '../sync/sync.svelte.ts';
import { unsentFiles } from '../unsent-file.ts';
import { readArchive } from '../zip.fixture.ts';
import { attach, previewItem, type AttachAnswer } from './attach.ts';
import { keepFile } from './keep-file.ts';
import { MAX_THUMB_BYTES, THUMB_EDGE } from './limits.ts';
import { RecordAttachments } from './record-attachments.svelte.ts';
import { thumbnailOf } from './thumbnail.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let record: OpenRecord;

beforeEach(async () => {
  const id = crypto.randomUUID();
  await rememberPerson({
    user: { id, name: '罗文静', email: 'luo@school.edu.cn', roles: ['director'], desks: [7], department: '国际处' },
    device: crypto.randomUUID(),
    workspace: crypto.randomUUID(),
    leaseDays: 30,
    contactAt: Date.now(),
    unsent: 0,
    pass: null,
  });
  await session.boot();
  await session.resume(id);
  record = new OpenRecord(event, await createRecord(event), ['case'], ['people']);
  await vi.waitFor(() => expect(record.beside['people']).toBeDefined(), { timeout: 30_000 });
});
afterEach(async () => {
  record.close();
  await sync.close();
});

/** Pixels that do not compress well, so that the file is larger than a thumbnail may be. */
async function photo(width = 640, height = 480): Promise<Blob> {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d')!;
  const pixels = context.createImageData(width, height);
  for (let at = 0; at < pixels.data.length; at += 65536) crypto.getRandomValues(pixels.data.subarray(at, at + 65536));
  context.putImageData(pixels, 0, 0);
  return canvas.convertToBlob({ type: 'image/jpeg', quality: 0.95 });
}
const fileOf = (parts: BlobPart[], name: string, type: string): File => new File(parts, name, { type });
const take = (file: File, part = 'case', keepDetails = false): Promise<AttachAnswer> =>
  attach(record, part, file, { keepDetails, progress: () => undefined });
const shown = (part = 'case') => attachmentsOf(record.view(part)!.value);
const unsafe = async () => (await (await sync.opened()).store.unsafeBlobs()).flatMap(({ refs }) => refs.map(({ item }) => item)).sort();

describe('attaching', () => {
  test('[ATT2] bytes, reference and name are here, with a thumbnail that is a picture of its own', async () => {
    const jpeg = await photo();
    const answer = await take(fileOf([jpeg], '公示照片.jpg', 'image/jpeg'));
    if (!answer.ok) throw new Error(answer.code);
    const [one] = shown();
    expect(one).toMatchObject({ id: answer.item, name: '公示照片.jpg', file: { media: 'image/jpeg' } });
    expect(one!.at).toMatch(/^\d{4}-\d\d-\d\dT/);
    expect(await unsafe()).toEqual([answer.item, previewItem(answer.item)].sort());
    const { store } = await sync.opened();
    const kept = (await readBytes(store, one!.file.hash, 'image/jpeg'))!;
    expect([kept.size, await hashBytes(kept)]).toEqual([one!.file.bytes, one!.file.hash]);
    const small = (await readBytes(store, one!.preview!.hash, one!.preview!.media))!;
    const bitmap = await createImageBitmap(small);
    expect([bitmap.width, bitmap.height]).toEqual([THUMB_EDGE, (THUMB_EDGE * 480) / 640]);
    expect(sync.status.blobs.waiting).toBe(1);
    // To a part of which the page shows nothing else.
    expect((await take(fileOf(['x'], '名单.txt', 'text/plain'), 'people')).ok).toBe(true);
    expect(shown('people').map(({ name }) => name)).toEqual(['名单.txt']);
  });

  test('[ATT10] a picture that cannot be taken apart is taken only when its details are kept on purpose', async () => {
    const broken = fileOf([Uint8Array.of(0xff, 0xd8, 0xff, 0xe1, 0xff, 0xff)], '坏照片.jpg', 'image/jpeg');
    expect(await take(broken)).toEqual({ ok: false, code: 'unstrippable' });
    expect([shown(), await unsafe()]).toEqual([[], []]);
    expect((await take(broken, 'case', true)).ok).toBe(true);
    expect(shown()[0]?.file.bytes).toBe(6);
  });

  test('[ATT5] a full device says so and keeps nothing of it; what is typed is kept', async () => {
    const put = Object.getOwnPropertyDescriptor(IDBObjectStore.prototype, 'put')!;
    IDBObjectStore.prototype.put = function (this: IDBObjectStore, ...args: Parameters<IDBObjectStore['put']>) {
      if (this.name === 'pieces') throw new DOMException('full', 'QuotaExceededError');
      return (put.value as IDBObjectStore['put']).apply(this, args);
    };
    try {
      record.set('case', 'fields', 'place', '云台厅');
      expect(await take(fileOf(['x'], 'a.txt', 'text/plain'))).toEqual({ ok: false, code: 'no-room' });
      await sync.settled();
    } finally {
      Object.defineProperty(IDBObjectStore.prototype, 'put', put);
    }
    expect([shown(), await unsafe()]).toEqual([[], []]);
    expect(record.projected['case']?.fields['place']).toBe('云台厅');
    expect(sync.status.unsaved).toBe(0);
  });

  test('[ATT5] where the browser says that there is no room, not even for text, none is taken', async () => {
    vi.spyOn(navigator.storage, 'estimate').mockResolvedValue({ usage: 1000, quota: 1001 });
    try {
      expect(await take(fileOf(['x'], 'a.txt', 'text/plain'))).toEqual({ ok: false, code: 'no-room' });
    } finally {
      vi.restoreAllMocks();
    }
  });

  test('[PSH11] a part that was frozen while the bytes were being kept takes no name, and no bytes are left behind', async () => {
    const file = fileOf(['x'], 'a.txt', 'text/plain');
    const slow = attach(record, 'case', file, { keepDetails: false, progress: () => undefined });
    await intendMove(record, 'submit', {});
    await record.read();
    const answer = await slow;
    const late = await take(file);
    expect(late).toEqual({ ok: false, code: 'frozen' });
    expect(shown()).toHaveLength(answer.ok ? 1 : 0);
    expect(await unsafe()).toHaveLength(answer.ok ? 1 : 0);
  });
});

describe('the file of what the server does not have', () => {
  test('[ATT13] [DEV10] holds attachments that wait or were refused, whole and named, beside what was typed', async () => {
    const jpeg = await photo();
    await take(fileOf([jpeg], '公示照片.jpg', 'image/jpeg'), 'case', true);
    await take(fileOf(['letter'], '邀请函?.pdf', 'application/pdf'), 'people');
    await sync.settled();
    const { store } = await sync.opened();
    const refused = shown('people')[0]!;
    const place = { hash: refused.file.hash, doc: `${record.name}/people`, item: refused.id };
    await store.settleBlobRef(await store.lead(), place, { ok: false, code: 'frozen' });
    const [archive, ...more] = await unsentFiles(session.me, [], new Date(2026, 10, 24, 12));
    expect([archive!.name, more]).toEqual(['qiao-unsent-2026-11-24.zip', []]);
    const [first, ...files] = await readArchive(archive!.bytes);
    const json = JSON.parse(new TextDecoder().decode(first!.bytes)) as {
      outbox: unknown[];
      attachments: { hash: string; name: string; state: string; code: string; file: string }[];
    };
    expect([first!.name, json.outbox.length > 0]).toEqual(['unsent.json', true]);
    expect(json.attachments.map(({ name, state, code }) => [name, state, code]).sort()).toEqual([
      ['', 'waiting', ''],
      ['公示照片.jpg', 'waiting', ''],
      ['邀请函?.pdf', 'refused', 'frozen'],
    ]);
    expect(files.map(({ name }) => name).sort()).toEqual(json.attachments.map(({ file }) => file).sort());
    for (const { hash, file } of json.attachments)
      expect(await hashBytes(new Blob([files.find(({ name }) => name === file)!.bytes]))).toBe(hash);
    expect(files.some(({ name }) => name.endsWith('邀请函_.pdf'))).toBe(true);
  });
});

describe('a record’s attachments on a page', () => {
  test('say where each is, open from this device, and let go of nothing that waits', async () => {
    const attachments = new RecordAttachments(record);
    await attachments.add('case', [fileOf(['letter'], '邀请函.pdf', 'application/pdf'), fileOf([], '空.pdf', 'application/pdf')], false);
    expect(attachments.rows.map(({ part, where, attachment }) => [part, where, attachment.name])).toEqual([
      ['case', 'waits', '邀请函.pdf'],
    ]);
    expect(attachments.taking.map(({ file, code }) => [file.name, code])).toEqual([['空.pdf', 'empty']]);
    const [row] = attachments.rows;
    const opened = await attachments.open(row!, 'application/octet-stream');
    expect(opened.ok && (await opened.bytes.text())).toBe('letter');
    expect(await attachments.letGo(row!)).toBe('waits');
    record.remove('case', 'attachments', row!.attachment.id);
    expect(attachments.rows).toEqual([]);
    record.restore('case', 'attachments', row!.attachment.id);
    expect(attachments.rows).toHaveLength(1);
    // Somebody else's, without a network.
    const file = { hash: 'ab'.repeat(32), name: 'theirs.pdf', bytes: 9, media: 'application/pdf' };
    record.add('case', 'attachments', { name: 'theirs.pdf', file });
    const theirs = attachments.rows.find(({ attachment }) => attachment.name === 'theirs.pdf')!;
    expect(theirs.where).toBe('unknown');
    expect(await attachments.open(theirs, 'application/octet-stream')).toEqual({ ok: false, code: 'no-network' });
    attachments.close();
  });
});

describe('pictures and hashes', () => {
  test('[NAM4] a thumbnail has THUMB_EDGE and MAX_THUMB_BYTES at most; what is smaller is not blown up, what is no picture has none', async () => {
    const [large, small] = await Promise.all([photo(2000, 500), photo(40, 30)].map(async (one) => thumbnailOf(await one)));
    const sizes = await Promise.all([large, small].map((one) => createImageBitmap(one!)));
    expect(sizes.map(({ width, height }) => [width, height])).toEqual([
      [THUMB_EDGE, THUMB_EDGE / 4],
      [40, 30],
    ]);
    expect(large!.size).toBeLessThanOrEqual(MAX_THUMB_BYTES);
    expect(await thumbnailOf(new Blob(['<svg xmlns="http://www.w3.org/2000/svg"/>'], { type: 'text/html' }))).toBeNull();
  });

  test('[ATT1] a large file is hashed and stored beside the page, with its progress, and is the same here', async () => {
    const { store } = await sync.opened();
    const bytes = new Uint8Array(3 * limits.BLOB_PIECE_BYTES + 1).map((_, n) => n >> 12);
    const file = new Blob([bytes]);
    const told: number[] = [];
    const kept = await keepFile(store, databaseOf(session.me), file, (share) => told.push(share));
    expect(kept).toEqual({ ok: true, hash: await hashBytes(file) });
    expect([told.length, told.at(-1)]).toEqual([8, 1]);
    expect(kept.ok && (await verifyBytes(store, kept.hash))).toBe(true);
  });
});
