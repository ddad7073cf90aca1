import * as v from 'valibot';

/**
 * Text that every store can hold as it came. Half of a surrogate pair is no text: it has no canonical JSON to sign, and no UTF-8.
 * PostgreSQL holds no U+0000.
 */
export const text = v.pipe(
  v.string(),
  v.check((value) => value.isWellFormed() && !value.includes('\0')),
);
export const email = v.pipe(v.string(), v.trim(), v.toLowerCase(), v.maxLength(254), v.email());
export const personName = v.pipe(text, v.trim(), v.minLength(1), v.maxLength(100));
