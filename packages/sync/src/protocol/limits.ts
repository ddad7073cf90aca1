/** Every limit of the wire and of both its ends: name, number, unit. SPEC NAM4. */

const KIB = 1024;
const MIB = 1024 * KIB;
const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** Bytes of one Yjs update. */
export const MAX_UPDATE_BYTES = 1 * MIB;
/** Bytes of one wire message; also the WebSocket's payload limit. */
export const MAX_MESSAGE_BYTES = 4 * MIB;
/** Entries in one PUSH. */
export const MAX_PUSH_ENTRIES = 256;
/** Structs and delete ranges in one update. */
export const MAX_STRUCTS_PER_UPDATE = 50_000;
/** Distinct client ids with new structs in one update. */
export const MAX_CLIENTS_PER_UPDATE = 64;
/** Bytes of a part's whole state. */
export const MAX_PART_BYTES = 16 * MIB;
/** Bytes of one message that a device reads: a page may hold one whole part (PUL3). */
export const MAX_PAGE_MESSAGE_BYTES = MAX_PART_BYTES + 2 * MIB;
/** Bytes of one awareness message. */
export const MAX_AWARENESS_BYTES = 16 * KIB;
/** Bytes of a quarantined proposal; it must fit into a message. */
export const MAX_QUARANTINE_BYTES = 3 * MIB;
/** Bytes of a record's ledger and facts in one RETURN, as UTF-8, and entries of that ledger: a record of which more was decided is not returned. */
export const MAX_RETURN_BYTES = 3 * MIB;
export const MAX_RETURN_ENTRIES = 1000;
/** Unanswered RETURNs of one device. */
export const MAX_RETURNS_IN_FLIGHT = 32;
/** Bytes of a page that a device asks for, and the most it may ask for. */
export const PAGE_BYTES = 512 * KIB;
export const MAX_PAGE_BYTES = 2 * MIB;
/** Live sockets of one session. */
export const MAX_LIVE_PER_SESSION = 64;
/** Live openings of one session within a minute. */
export const MAX_LIVE_OPENS_PER_MINUTE = 600;
/** Questions for state or presence that one session's live sockets may ask within a minute, and bytes of state after which it gets no more. */
export const MAX_LIVE_ASKS_PER_MINUTE = 1200;
export const MAX_LIVE_STATE_BYTES_PER_MINUTE = 256 * MIB;
/** Replica sockets of one device: a new one replaces the old. */
export const MAX_REPLICA_PER_DEVICE = 1;
/** Unsent bytes after which a reader is cut (SES8). */
export const SLOW_READER_BYTES = 8 * MIB;
/** Pushed entries of one device that wait for the writer; more are answered `busy`. */
export const MAX_QUEUED_PER_DEVICE = 1024;

/** Milliseconds between PINGs, and after which silence means a dead socket (SES6). */
export const PING_EVERY_MS = 5 * SECOND;
export const DEAD_AFTER_MS = 10 * SECOND;
/** Milliseconds between signs of life on a live socket (LIV6); the provider gives up after 30 s. */
export const LIVE_PULSE_MS = 15 * SECOND;
/** Full-jitter reconnect delays (SES7). Whoever looks at the page should not sit before a server that is back. */
export const RECONNECT_MIN_MS = 200;
export const RECONNECT_MAX_MS = 30 * SECOND;
export const RECONNECT_VISIBLE_MAX_MS = 5 * SECOND;
/** How long a held update waits when no page comes (PSH5). */
export const HOLD_RETRY_MS = 2 * SECOND;
/** How long an unanswered PUSH, PULL or command waits before it is asked again. */
export const ANSWER_WITHIN_MS = 15 * SECOND;
/** Bytes up to which edits are merged into one, on their way into the store and to the server. */
export const MERGE_BYTES = 128 * KIB;
/** Local edits of one part are merged for this long before they are pushed. */
export const PUSH_MERGE_MS = 250;

/** Group commit (SRV1). */
export const GROUP_COMMIT_MS = 5;
export const GROUP_COMMIT_ROWS = 256;
/** Compaction (SRV2). */
export const COMPACT_UPDATES = 200;
export const COMPACT_BYTES = 64 * KIB;
export const COMPACT_IDLE_MS = 10 * MINUTE;
export const CHECKPOINT_DAYS = 30;
/** Bytes of rows after which a page of a part's history ends (SPEC HIS3). */
export const HISTORY_PAGE_BYTES = 1 * MIB;
/** Bytes of one part's history that a device keeps to show it without a network (SPEC HIS5). */
export const MAX_KEPT_HISTORY_BYTES = 16 * MIB;

/** Leader tab: heartbeat, and the silence after which another tab takes over. */
export const LEADER_BEAT_MS = 2 * SECOND;
export const LEADER_FROZEN_MS = 10 * SECOND;
/** Days without a WELCOME after which content locks on the device (DEV10). */
export const OFFLINE_LEASE_DAYS = 30;
/** Confirmed rows of one part on the device after which they are merged. */
export const DEVICE_COMPACT_ROWS = 100;

/** Versions that a device tells at once that its user has seen (SPEC SEEN3). */
export const MAX_SEEN_MARKS = 100;

/** Bytes of one attachment (SPEC BLB2), and of one piece of an upload. */
export const MAX_BLOB_BYTES = 200 * MIB;
export const BLOB_PIECE_BYTES = 1 * MIB;
/** Milliseconds after which an upload without an answer is tried again: after the first failure, and at most (SPEC ATT3). */
export const UPLOAD_RETRY_MS = 1 * SECOND;
export const UPLOAD_RETRY_MAX_MS = 60 * SECOND;
/** How long an upload waits when the server has no room, for the person or for all. */
export const UPLOAD_FULL_RETRY_MS = 60 * SECOND;
/** How long one piece may take. */
export const PIECE_WITHIN_MS = 2 * MINUTE;
