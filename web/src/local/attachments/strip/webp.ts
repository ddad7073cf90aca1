import { join, letters, orientationIn, textAt, tiffOf } from './orientation.ts';

const DRAWING = new Set(['VP8 ', 'VP8L', 'VP8X', 'ANIM', 'ANMF', 'ALPH', 'ICCP']);
const EXIF_FLAG = 0x08;
const XMP_FLAG = 0x04;

/** A WebP without XMP and Exif but for how to turn it. Null when its chunks do not add up. */
export function stripWebp(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const last = 8 + view.getUint32(4, true);
  if (last > bytes.length) return null;
  const kept: Uint8Array[] = [];
  let orientation = 1;
  for (let at = 12; at < last;) {
    if (at + 8 > last) return null;
    const type = textAt(bytes, at, 4);
    const length = view.getUint32(at + 4, true);
    const end = at + 8 + length;
    if (end > last) return null;
    if (type === 'EXIF') orientation = orientationIn(withoutExifName(bytes.subarray(at + 8, end)));
    // A chunk of odd length is followed by one byte of nothing.
    if (DRAWING.has(type)) kept.push(join([bytes.subarray(at, end), new Uint8Array(length % 2)]));
    at = end + (length % 2);
  }
  const header = kept[0];
  if (!header) return null;
  const extended = textAt(header, 0, 4) === 'VP8X' && header.length >= 18;
  const turned = extended && orientation !== 1;
  if (extended) header[8] = (header[8]! & ~(EXIF_FLAG | XMP_FLAG)) | (turned ? EXIF_FLAG : 0);
  const chunks = join([...kept, ...(turned ? [chunkOf('EXIF', tiffOf(orientation))] : [])]);
  return join([letters('RIFF'), sizeOf(chunks.length + 4), letters('WEBP'), chunks]);
}

/** Some writers put the name in front that only a JPEG needs. */
const withoutExifName = (data: Uint8Array): Uint8Array => (textAt(data, 0, 6) === 'Exif\0\0' ? data.subarray(6) : data);

function sizeOf(length: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, length, true);
  return bytes;
}

const chunkOf = (type: string, data: Uint8Array): Uint8Array => join([letters(type), sizeOf(data.length), data]);
