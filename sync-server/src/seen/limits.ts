/** Limits of who has seen what on the server alone (SPEC NAM4). */
const DAY = 24 * 60 * 60 * 1000;

/** Devices that one answer names for a part, those with the newest version first. */
export const MAX_SEEN_SHOWN = 200;
/** Milliseconds for which it is kept that a device has seen a version. */
export const SEEN_KEEP_MS = 180 * DAY;
