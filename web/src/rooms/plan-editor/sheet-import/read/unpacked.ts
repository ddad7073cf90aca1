/** What a zip says of itself, read from its directory without unpacking anything. */

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const END_BYTES = 22;
const ENTRY_BYTES = 46;
/** Longest comment behind the end of the directory. */
const COMMENT_MAX = 0xffff;
/** The size stands elsewhere, for it is beyond four gigabytes. */
const BEYOND = 0xffffffff;

/**
 * Bytes that all entries unpack to; null when it is no whole zip. An entry that hides its size counts as endless: the reader
 * unpacks none beyond what it says, and would unpack one that says nothing to its end.
 */
export function unpackedBytes(bytes: Uint8Array): number | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = findEnd(view);
  if (end === null) return null;
  const count = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  let sum = 0;
  for (let n = 0; n < count; n++) {
    if (at + ENTRY_BYTES > view.byteLength || view.getUint32(at, true) !== ENTRY) return null;
    const [packed, unpacked] = [view.getUint32(at + 20, true), view.getUint32(at + 24, true)];
    sum += unpacked === BEYOND || (unpacked === 0 && packed > EMPTY_BYTES) ? Infinity : unpacked;
    at += ENTRY_BYTES + view.getUint16(at + 28, true) + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return sum;
}

/** Nothing, packed. */
const EMPTY_BYTES = 2;

function findEnd(view: DataView): number | null {
  for (let at = view.byteLength - END_BYTES; at >= Math.max(0, view.byteLength - END_BYTES - COMMENT_MAX); at--) {
    if (view.getUint32(at, true) === END) return at;
  }
  return null;
}
