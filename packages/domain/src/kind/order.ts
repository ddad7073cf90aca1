/** Fractional order keys, as `fractional-indexing` makes them. */
import { ORDER_MAX } from './limits.ts';

/** Whether the key is one that may be sorted by and put between: a foreign client may have written anything. */
export function isOrderKey(raw: unknown): raw is string {
  if (typeof raw !== 'string' || raw.length > ORDER_MAX || !/^[A-Za-z][0-9A-Za-z]*$/.test(raw)) return false;
  const whole = wholeLength(raw.charCodeAt(0));
  if (raw.length < whole) return false;
  if (raw.length > whole && raw.endsWith('0')) return false;
  return raw !== SMALLEST;
}

/** The library refuses the one key that nothing can precede. */
const SMALLEST = 'A' + '0'.repeat(26);

/** The first letter says how long the whole part is: a…z count up from 2, Z…A count up from 2 for what lies before zero. */
const wholeLength = (head: number): number => (head >= 97 ? head - 97 + 2 : 90 - head + 2);

/** Order of items on screen: by key, those without one last, ties by id, so that every device shows the same. */
export function compareItems(a: { id: string; order: string }, b: { id: string; order: string }): number {
  if (a.order !== b.order) {
    if (a.order === '') return 1;
    if (b.order === '') return -1;
    return a.order < b.order ? -1 : 1;
  }
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}
