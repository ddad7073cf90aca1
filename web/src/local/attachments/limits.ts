/** Limits of what may be attached on a device; those of the wire are in `@qiao/sync/protocol`, those of a part in the domain (SPEC ATT11). */

/** Longest edge of a thumbnail, in pixels. */
export const THUMB_EDGE = 320;
/** Bytes up to which a picture is its own thumbnail, which a thumbnail has at most, and which are fetched without being asked for. */
export const MAX_THUMB_BYTES = 64 * 1024;
/** Thumbnails fetched at a time. */
export const THUMBS_AT_ONCE = 3;
/** Bytes that stay free on the device when an attachment is taken or fetched: text goes first. */
export const KEEP_FREE_BYTES = 64 * 1024 * 1024;
/** Milliseconds between looks whether somebody's attachment has been uploaded meanwhile. */
export const LOOK_AGAIN_MS = 15_000;
/** Milliseconds within which the server must begin to answer for bytes. */
export const ANSWER_MS = 15_000;

/** Endings of what runs by being opened. Nobody's paper is one; who must send one packs it. */
export const PROGRAM_ENDINGS: ReadonlySet<string> = new Set(
  'apk app bat cmd com cpl dll dmg exe gadget hta iso jar js jse lnk msc msi msix pif ps1 reg scr sh url vb vbe vbs wsf xll'.split(' '),
);
