/** Findings that one rule gives at most: more are no help to anybody, and a broken import must not stall a device. */
export const MAX_FINDINGS_PER_RULE = 500;
/** Ways out that a finding offers at most. */
export const MAX_REMEDIES = 3;
/** An end before the beginning is one on the next morning, unless the thing would then last longer than this: a slip of the pen. Minutes. */
export const MAX_OVERNIGHT_MINUTES = 12 * 60;
