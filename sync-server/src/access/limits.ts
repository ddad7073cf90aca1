/** Limits of signing in: name, number, unit. */
const SECOND = 1000;
const HOUR = 3600 * SECOND;

/** Wrong passwords for one e-mail address, and from one network address, before it must wait. */
export const FREE_TRIES_PER_EMAIL = 5;
export const FREE_TRIES_PER_ADDRESS = 50;
/** The first wait in milliseconds, doubled with each further wrong try up to the longest. */
export const FIRST_WAIT_MS = 30 * SECOND;
export const LONGEST_WAIT_MS = 1 * HOUR;
/** Milliseconds without a wrong try after which all is forgotten. */
export const FORGET_AFTER_MS = 24 * HOUR;
/** Addresses remembered at once; the oldest is forgotten first. */
export const MAX_REMEMBERED = 20_000;

/** Passwords verified at once, each with 19 MiB and a core; and how many more may wait for that. */
export const MAX_VERIFYING = 4;
export const MAX_VERIFY_QUEUE = 256;

/** Characters of a password. */
export const MIN_PASSWORD = 10;
export const MAX_PASSWORD = 200;
/** Characters of what a browser calls itself, and of the name that its owner gives it. */
export const MAX_LABEL = 80;
/** Devices of one person; the least recently seen without a session goes first. */
export const MAX_DEVICES = 50;
/** Milliseconds between looks whether those who are connected still may be (SPEC SES5: within 5 s). */
export const WATCH_MS = 2 * SECOND;
/** Milliseconds between looks for sessions that have ended by time. They open nothing; they are only in the way. */
export const SWEEP_MS = 1 * HOUR;
