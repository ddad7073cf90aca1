/** Limits of the relay alone; those that both ends know are in `@qiao/sync/protocol` (SPEC NAM4). */

const MIB = 1024 * 1024;

/** Levels of one JSON-like value in an update. Deeper ones can be read here and not be written again on a smaller stack. */
export const MAX_VALUE_DEPTH = 64;
/** Shared types inside each other. The app needs four; Yjs deletes them by recursion. */
export const MAX_TYPE_DEPTH = 64;
/** Structs and delete ranges of one update brought back after a restore: a part's whole state, by as many clients as wrote it (SPEC EPO1). */
export const MAX_STRUCTS_RETURNED = 400_000;
/** Parts kept as a Y.Doc by the writer, and their bytes as updates; the least recently used goes first. */
export const CACHED_PARTS = 256;
export const CACHED_BYTES = 64 * MIB;
/** Stored bytes from which on a part that is opened live is sent before its document is built, and milliseconds until that. */
export const BUILD_LATER_BYTES = 128 * 1024;
export const BUILD_LATER_MS = 100;
/** Bytes of all that waits for the writer from one device. */
export const MAX_QUEUED_BYTES_PER_DEVICE = 16 * MIB;
/** Bytes of all proposals that one person may keep in quarantine. */
export const MAX_QUARANTINE_BYTES_PER_USER = 256 * MIB;
/** Proposals that one person may keep there. */
export const MAX_QUARANTINE_ROWS_PER_USER = 10_000;
/** Messages of one socket that wait while it is being let in, and pulls that wait for the one before. */
export const MAX_BACKLOG = 64;
/** Awareness ids of one live socket: an editor has one, and another for a second view. */
export const MAX_AWARENESS_IDS = 4;
/** Awareness ids without a socket that a room remembers, so that an echo cannot take them. */
export const MAX_AWARENESS_GONE = 1000;
/** Holds in a row after which a live socket is not asked again for what is missing. */
export const MAX_LIVE_HOLDS = 8;
/** Milliseconds between looks at the head, for what another process wrote. */
export const HEAD_POLL_MS = 1000;
/** Milliseconds of silence on a replica socket after which the server asks, and after which it gives up. */
export const ASK_AFTER_MS = 30_000;
export const GIVE_UP_AFTER_MS = 90_000;
/** Milliseconds between looks for idle and expired parts. */
export const HOUSEKEEPING_MS = 60_000;
/** Parts that one look takes. */
export const HOUSEKEEPING_PARTS = 32;
/** Rows of one part, and their bytes, that one look forgets. */
export const EXPIRE_ROWS = 2_000;
export const EXPIRE_BYTES = 16 * MIB;
/** Later writes of a cell among which a snapshot looks for one that knew of an older; a value that lost before more of them goes. */
export const CELL_WRITES_LOOKED_AT = 64;
/** Docs read at once while a page is filled. */
export const PAGE_SCAN = 256;
