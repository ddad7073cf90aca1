import * as Y from 'yjs';
import { describe, expect, it } from 'vitest';
import { newDurable, openMemoryStore } from '../store/memory/index.ts';
import type { PartRow } from '../store/rows.ts';
import { WORKSPACE } from '../testing/relay-world.ts';
import { CACHED_BYTES, CACHED_PARTS } from './limits.ts';
import { applyAndTell, createPartDocs } from './part-docs.ts';

const name = (n: number): string => `event/00000000-0000-4000-8000-${String(n).padStart(12, '0')}/plan`;

function open() {
  const durable = newDurable(WORKSPACE);
  const { read } = openMemoryStore(durable);
  const put = (doc: string, head: number, bytes = 1): PartRow => {
    const row = { doc, generation: 0, head, snap: 0, bytes, tailRows: 1, tailBytes: bytes, changedAt: 0 };
    durable.tables.part.set(doc, row);
    return row;
  };
  return { durable, read, put, parts: createPartDocs() };
}

describe('documents of parts that are written to', () => {
  it('are kept while the store says the same, and built anew when head, generation or epoch differ', async () => {
    const { durable, read, put, parts } = open();
    const doc = name(1);
    put(doc, 5);
    const { ydoc } = await parts.open(read, doc);
    expect((await parts.open(read, doc)).ydoc).toBe(ydoc);
    put(doc, 6);
    const second = (await parts.open(read, doc)).ydoc;
    expect(second).not.toBe(ydoc);
    parts.moved(put(doc, 7));
    expect((await parts.open(read, doc)).ydoc).toBe(second);
    durable.tables.workspace.set('', { ...WORKSPACE, epoch: 'restored' });
    expect((await parts.open(read, doc)).ydoc).not.toBe(second);
  });

  it('[NAM4] CACHED_PARTS of them, the least recently used goes first', async () => {
    const { read, put, parts } = open();
    const docs = [];
    for (let n = 0; n < CACHED_PARTS; n++) {
      put(name(n), n + 1);
      docs.push((await parts.open(read, name(n))).ydoc);
    }
    expect((await parts.open(read, name(0))).ydoc).toBe(docs[0]);
    put(name(CACHED_PARTS), CACHED_PARTS + 1);
    await parts.open(read, name(CACHED_PARTS));
    expect((await parts.open(read, name(0))).ydoc).toBe(docs[0]);
    expect((await parts.open(read, name(1))).ydoc).not.toBe(docs[1]);
  });

  it('[NAM4] no more than CACHED_BYTES, but always the one in use', async () => {
    const { read, put, parts } = open();
    put(name(1), 1, CACHED_BYTES / 2);
    put(name(2), 2, CACHED_BYTES / 2);
    const [first, second] = [(await parts.open(read, name(1))).ydoc, (await parts.open(read, name(2))).ydoc];
    expect((await parts.open(read, name(1))).ydoc).toBe(first);
    put(name(3), 3, CACHED_BYTES + 1);
    const third = (await parts.open(read, name(3))).ydoc;
    expect((await parts.open(read, name(3))).ydoc).toBe(third);
    expect((await parts.open(read, name(2))).ydoc).not.toBe(second);
  });

  it('[PSH4] tell also what Yjs tidies after an update, so that the stored rows give the same document', () => {
    // Bold over bold: the second marker says nothing new and is taken away by whoever applies it.
    const server = new Y.Doc();
    const fragment = (ydoc: Y.Doc) => ydoc.getXmlFragment('text');
    const writer = new Y.Doc();
    const sent: Uint8Array[] = [];
    writer.on('update', (update: Uint8Array) => sent.push(update));
    const text = new Y.XmlText('one two three');
    fragment(writer).insert(0, [text]);
    const other = new Y.Doc();
    Y.applyUpdate(other, Y.encodeStateAsUpdate(writer));
    const otherSent: Uint8Array[] = [];
    other.on('update', (update: Uint8Array) => otherSent.push(update));
    text.format(0, 13, { bold: true });
    (fragment(other).get(0) as Y.XmlText).format(4, 3, { bold: true });
    const rows = [...sent, ...otherSent].map((update) => applyAndTell(server, update)).filter((row) => row !== null);
    const replayed = new Y.Doc();
    for (const row of rows) Y.applyUpdate(replayed, row);
    expect(Y.encodeStateAsUpdate(replayed)).toEqual(Y.encodeStateAsUpdate(server));
  });
});
