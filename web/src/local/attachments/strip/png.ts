import { join, letters, orientationIn, textAt, tiffOf } from './orientation.ts';

/** What draws; every other chunk is dropped, known or not. */
const DRAWING = new Set('IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB bKGD hIST pHYs sPLT acTL fcTL fdAT cICP mDCV cLLI'.split(' '));
const SIGNATURE = 8;

/** A PNG without texts, times and Exif but for how to turn it, and without what follows its end. Null when its chunks do not add up. */
export function stripPng(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const kept: Uint8Array[] = [];
  let orientation = 1;
  for (let at = SIGNATURE; ;) {
    if (at + 12 > bytes.length) return null;
    const length = view.getUint32(at);
    const end = at + 12 + length;
    const type = textAt(bytes, at + 4, 4);
    if (end > bytes.length || (kept.length === 0 && type !== 'IHDR')) return null;
    if (type === 'eXIf') orientation = orientationIn(bytes.subarray(at + 8, end - 4));
    if (DRAWING.has(type)) kept.push(bytes.subarray(at, end));
    at = end;
    if (type === 'IEND') break;
  }
  const [header, ...rest] = kept;
  return join([bytes.subarray(0, SIGNATURE), header!, ...(orientation === 1 ? [] : [chunkOf('eXIf', tiffOf(orientation))]), ...rest]);
}

function chunkOf(type: string, data: Uint8Array): Uint8Array {
  const body = join([letters(type), data]);
  const ends = new Uint8Array(8);
  const view = new DataView(ends.buffer);
  view.setUint32(0, data.length);
  view.setUint32(4, crc32(body));
  return join([ends.subarray(0, 4), body, ends.subarray(4)]);
}

/** PNG specification, annex D, without its table: it is run over 30 bytes. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}
