import { textAt } from './orientation.ts';

/**
 * HEIC and AVIF: items of Exif and XMP are written over with zeros where they stand, so that no offset moves. How to turn the picture is
 * said elsewhere in such a file. Null when the boxes, or where those items lie, cannot be read with certainty.
 */
export function stripBoxes(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> | null {
  try {
    const out = bytes.slice();
    let metas = 0;
    for (const box of boxesIn(bytes, 0, bytes.length)) {
      // Makers put XMP into boxes of their own kind too.
      if (box.type === 'uuid') out.fill(0, box.body + 16, box.end);
      if (box.type === 'udta') return null;
      // Pictures in a sequence have tracks, whose samples are not looked into.
      if (box.type === 'moov') return null;
      if (box.type !== 'meta') continue;
      metas++;
      if (!clearMeta(bytes, out, box)) return null;
    }
    return metas > 0 ? out : null;
  } catch (error) {
    // Read beyond the end.
    if (error instanceof RangeError) return null;
    throw error;
  }
}

interface Box {
  type: string;
  /** Where its content begins and ends. */
  body: number;
  end: number;
}

/** Throws a RangeError for one that leads beyond its parent. */
function boxesIn(bytes: Uint8Array, from: number, to: number): Box[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const boxes: Box[] = [];
  for (let at = from; at < to;) {
    let size = view.getUint32(at);
    let body = at + 8;
    if (size === 1) {
      size = Number(view.getBigUint64(at + 8));
      body = at + 16;
    } else if (size === 0) size = to - at;
    const end = at + size;
    if (end > to || body > end) throw new RangeError('a box beyond its parent');
    boxes.push({ type: textAt(bytes, at + 4, 4), body, end });
    at = end;
  }
  return boxes;
}

function clearMeta(bytes: Uint8Array, out: Uint8Array, meta: Box): boolean {
  // A full box: version and flags come first.
  const inner = boxesIn(bytes, meta.body + 4, meta.end);
  const items = inner.find((box) => box.type === 'iinf');
  const places = inner.find((box) => box.type === 'iloc');
  if (!items) return true;
  const told = toldItems(bytes, items);
  if (told.size === 0) return true;
  if (!places) return false;
  const data = inner.find((box) => box.type === 'idat')?.body ?? -1;
  return clearItems(bytes, out, places, told, data);
}

/** Ids of items that tell of the picture (ISO 14496-12, 8.11.6). */
function toldItems(bytes: Uint8Array, iinf: Box): Set<number> {
  const reader = readerAt(bytes, iinf.body);
  const version = reader.uint(1);
  reader.skip(3);
  reader.skip(version === 0 ? 2 : 4);
  const told = new Set<number>();
  for (const entry of boxesIn(bytes, reader.at(), iinf.end)) {
    const item = readerAt(bytes, entry.body);
    const entryVersion = item.uint(1);
    item.skip(3);
    if (entryVersion < 2) throw new RangeError('an item without a type');
    const id = item.uint(entryVersion === 2 ? 2 : 4);
    item.skip(2);
    const type = textAt(bytes, item.at(), 4);
    if (type === 'Exif' || type === 'mime' || type === 'uri ') told.add(id);
  }
  return told;
}

/** ISO 14496-12, 8.11.3. */
function clearItems(bytes: Uint8Array, out: Uint8Array, iloc: Box, told: ReadonlySet<number>, data: number): boolean {
  const reader = readerAt(bytes, iloc.body);
  const version = reader.uint(1);
  reader.skip(3);
  const [sizes, more] = [reader.uint(1), reader.uint(1)];
  const [offsetSize, lengthSize, baseSize, indexSize] = [sizes >> 4, sizes & 15, more >> 4, version > 0 ? more & 15 : 0];
  const count = reader.uint(version < 2 ? 2 : 4);
  let found = 0;
  for (let n = 0; n < count; n++) {
    const id = reader.uint(version < 2 ? 2 : 4);
    const method = version > 0 ? reader.uint(2) & 15 : 0;
    reader.skip(2);
    const base = reader.uint(baseSize);
    const extents = reader.uint(2);
    for (let each = 0; each < extents; each++) {
      reader.skip(indexSize);
      const offset = reader.uint(offsetSize);
      const length = reader.uint(lengthSize);
      if (!told.has(id)) continue;
      if (method > 1 || (method === 1 && data < 0)) return false;
      const from = base + offset + (method === 1 ? data : 0);
      // No length is the whole file, which would be the picture too.
      if (length === 0 || from + length > bytes.length) return false;
      out.fill(0, from, from + length);
    }
    if (told.has(id)) found++;
  }
  return found === told.size && reader.at() <= iloc.end;
}

/** Reads big-endian numbers one after the other; throws a RangeError beyond the end. */
function readerAt(bytes: Uint8Array, start: number) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = start;
  return {
    at: () => at,
    skip: (count: number) => void (at += count),
    uint(size: number): number {
      let value = 0;
      for (let n = 0; n < size; n++) value = value * 256 + view.getUint8(at + n);
      at += size;
      return value;
    },
  };
}
