import { addItem } from '@qiao/domain/kind';
import type { DeviceStore } from '@qiao/sync/store';
import { openMemoryStore } from '@qiao/sync/store/memory';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { unsafeAttachments } from './waiting.ts';

const RECORD = 'event/0192f0c1-2345-7abc-8def-0123456789ab';
const CASE = `${RECORD}/case`;

async function put(store: DeviceStore, letter: string, item: string, doc = CASE): Promise<void> {
  const hash = letter.repeat(64);
  await store.putBlobPieces(hash, 4, 0, [new Uint8Array(4)]);
  await store.keepBlob({ hash, doc, item }, 'waiting', 1);
}

test('[ATT3] what waits and what was refused is named as its part names it, thumbnails with their pictures, also when the part refused the name', async () => {
  const store = openMemoryStore();
  const term = await store.lead();
  const ydoc = new Y.Doc();
  const file = { hash: 'a'.repeat(64), name: 'a.jpg', bytes: 4, media: 'image/jpeg' };
  addItem(ydoc, 'attachments', { id: 'one', values: { name: '公示照片.jpg', file } });
  const edit = { doc: CASE, generation: 0, incarnation: 0, update: Y.encodeStateAsUpdate(ydoc), at: 1, proposalId: 'p' };
  await store.saveEdit(edit);
  await put(store, 'a', 'one');
  await put(store, 'b', 'one.thumb');
  await put(store, 'c', 'nameless', `${RECORD}/minutes`);
  await store.noteBlobSent(term, 'a'.repeat(64), 1);
  const shown = async () =>
    (await unsafeAttachments(store)).map(({ name, state, sent, with: others }) => [name, state, sent, others.map(({ item }) => item)]);
  const both = [
    ['公示照片.jpg', 'waiting', 0.25, ['one.thumb']],
    ['', 'waiting', 0, []],
  ];
  expect(await shown()).toEqual(both);
  await store.refuse(term, CASE, 'frozen', 2, 'p1');
  expect(await shown()).toEqual(both);
  await store.settleBlobRef(term, { hash: 'a'.repeat(64), doc: CASE, item: 'one' }, { ok: false, code: 'frozen' });
  expect((await shown())[0]).toEqual(['公示照片.jpg', 'refused', 0.25, ['one.thumb']]);
});

test('[ATT13] a part that is damaged here names nothing, and hides nothing of what waits in it or elsewhere', async () => {
  const store = openMemoryStore();
  const damaged = { doc: CASE, generation: 0, incarnation: 0, update: Uint8Array.of(7, 255, 255), at: 1, proposalId: 'p' };
  await store.saveEdit(damaged);
  await put(store, 'a', 'one');
  await put(store, 'b', 'two', `${RECORD}/minutes`);
  expect((await unsafeAttachments(store)).map(({ place }) => place.item)).toEqual(['one', 'two']);
});
