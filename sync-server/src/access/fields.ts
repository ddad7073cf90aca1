import * as v from 'valibot';

export const email = v.pipe(v.string(), v.trim(), v.toLowerCase(), v.maxLength(254), v.email());
export const personName = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(100));
