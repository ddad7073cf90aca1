/** Ids. Time and randomness come from the caller, so that a simulation gives the same ids again. */
import { v7 } from 'uuid';
import { sha256Hex } from './hash.ts';

/** Bytes of randomness that one id takes. */
export const ID_RANDOM_BYTES = 16;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether it may be a record's id (SPEC NAM1). */
export const isRecordId = (text: unknown): text is string => typeof text === 'string' && UUID.test(text);

/** A UUID of version 7: `now` in milliseconds since 1970, `random` at least `ID_RANDOM_BYTES` bytes. */
export const recordId = (now: number, random: Uint8Array): string => v7({ msecs: now, random: random.slice(0, ID_RANDOM_BYTES) });

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** Random bytes that an item id takes; 62 does not divide 256, so bytes past 247 are folded, which costs less than a tenth of a bit. */
export const ITEM_ID_BYTES = 14;

/** Id of an item in a list of a part: 14 letters and digits, about 83 bits. */
export const itemId = (random: Uint8Array): string => Array.from(random.subarray(0, ITEM_ID_BYTES), (byte) => DIGITS[byte % 62]).join('');

/** An item id that every device derives alike from a name in a file (`session`, guid), so that importing twice doubles nothing. */
export const itemIdFrom = (what: string, name: string): string => `i${sha256Hex(`${what}\n${name}`).slice(0, 23)}`;
