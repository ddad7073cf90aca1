import { join, letters, orientationIn, textAt, tiffOf } from './orientation.ts';

const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;
const APP0 = 0xe0;
const APP1 = 0xe1;
const APP2 = 0xe2;
const APP14 = 0xee;
const COMMENT = 0xfe;
const EXIF = 'Exif\0\0';

/**
 * A JPEG without its Exif, XMP, IPTC, comments, maker's segments and whatever follows its end (a second picture, a film). Kept: what is
 * needed to draw it (JFIF, colour profile, Adobe's transform) and how to turn it. Null when its segments do not add up.
 */
export function stripJpeg(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> | null {
  const kept: Uint8Array[] = [];
  let orientation = 1;
  let scans = 0;
  let at = 2;
  for (;;) {
    // Fill bytes may stand before a marker.
    if (bytes[at] !== 0xff) return null;
    while (bytes[at] === 0xff && bytes[at + 1] === 0xff) at++;
    const marker = bytes[at + 1];
    if (marker === undefined || marker === 0x00 || marker === SOI) return null;
    if (marker === EOI) break;
    const length = segmentLength(bytes, at);
    if (length === null) return null;
    const payload = at + 4;
    const end = at + 2 + length;
    if (marker === APP1 && textAt(bytes, payload, EXIF.length) === EXIF) {
      const found = orientationIn(bytes.subarray(payload + EXIF.length, end));
      if (orientation === 1) orientation = found;
    } else if (!isTold(bytes, marker, payload)) kept.push(bytes.subarray(at, end));
    at = end;
    if (marker !== SOS) continue;
    scans++;
    const next = endOfScan(bytes, at);
    kept.push(bytes.subarray(at, next));
    at = next;
    // Cut off in the midst of its pixels: browsers draw what there is.
    if (at === bytes.length) break;
  }
  if (scans === 0) return null;
  return join([Uint8Array.of(0xff, SOI), ...(orientation === 1 ? [] : [exifOf(orientation)]), ...kept, Uint8Array.of(0xff, EOI)]);
}

/** With its own two bytes; null when it leads beyond the end. */
function segmentLength(bytes: Uint8Array, at: number): number | null {
  const [high, low] = [bytes[at + 2], bytes[at + 3]];
  if (high === undefined || low === undefined) return null;
  const length = high * 256 + low;
  return length >= 2 && at + 2 + length <= bytes.length ? length : null;
}

/** Segments that tell of the picture rather than draw it. */
function isTold(bytes: Uint8Array, marker: number, payload: number): boolean {
  if (marker === COMMENT) return true;
  if (marker < APP0 || marker > 0xef) return false;
  if (marker === APP0) return textAt(bytes, payload, 5) !== 'JFIF\0';
  if (marker === APP2) return textAt(bytes, payload, 12) !== 'ICC_PROFILE\0';
  return !(marker === APP14 && textAt(bytes, payload, 5) === 'Adobe');
}

/** Where the entropy-coded bytes end: at the next marker that is neither a stuffed FF nor a restart. */
function endOfScan(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at >= 0 && at + 1 < bytes.length; at = bytes.indexOf(0xff, at + 1)) {
    const marker = bytes[at + 1]!;
    if (marker !== 0x00 && marker !== 0xff && (marker < 0xd0 || marker > 0xd7)) return at;
  }
  return bytes.length;
}

function exifOf(orientation: number): Uint8Array {
  const payload = join([letters(EXIF), tiffOf(orientation)]);
  const length = payload.length + 2;
  return join([Uint8Array.of(0xff, APP1, length >> 8, length & 255), payload]);
}
