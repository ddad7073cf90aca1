/** How long a part must be on screen before its version counts as seen, milliseconds (SPEC SEEN1). */
export const SEEN_AFTER_MS = 2000;
/** Least time between two tellings of this device, milliseconds (SPEC SEEN3). */
export const SEEN_EVERY_MS = 10_000;
/** Versions that this device remembers to have told; the oldest go first. */
export const MAX_SEEN_KEPT = 1000;
/** Least time between two questions who has seen a record, milliseconds. */
export const SEEN_ASK_EVERY_MS = 10_000;
