/** Limits of attachments on the server alone; those that both ends know are in `@qiao/sync/protocol` (SPEC NAM4). */
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const GIB = 1024 ** 3;

/** Bytes that one person has on the server, half uploads counted whole, and how many uploads (SPEC BLB9). */
export const MAX_PERSON_BLOB_BYTES = 10 * GIB;
export const MAX_PERSON_UPLOADS = 20_000;
/** References of one part. */
export const MAX_REFS_PER_PART = 5000;
/** Characters of an attachment's name in an answer. */
export const MAX_BLOB_NAME = 200;

/** Pieces that are received at once, and that may wait for that: bounds their memory to one piece each. */
export const MAX_PIECES_AT_ONCE = 16;
export const MAX_PIECES_WAITING = 128;
/** Of them from one person, whose connections may be slow on purpose. A device sends one after another. */
export const MAX_PIECES_OF_PERSON = 4;

/** Milliseconds after which a half upload, and a blob to which nothing refers, are dropped (SPEC BLB8). */
export const HALF_UPLOAD_MS = 2 * DAY;
export const LOOSE_BLOB_MS = 7 * DAY;
/** Milliseconds between looks for those, and for files of which the store knows nothing. */
export const BLOB_SWEEP_MS = 1 * HOUR;
export const STRAY_LOOK_MS = 1 * DAY;
/** Rows dropped in one transaction. */
export const SWEEP_ROWS = 200;
