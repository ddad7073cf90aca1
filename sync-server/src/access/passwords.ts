import { hash, verify } from '@node-rs/argon2';
import { randomBytes } from 'node:crypto';
import { MAX_PASSWORD, MIN_PASSWORD } from './limits.ts';

/** argon2id with the library's (OWASP's) memory and time cost. */
export const hashPassword = (password: string): Promise<string> => hash(password);

export const isAcceptable = (password: string): boolean => password.length >= MIN_PASSWORD && password.length <= MAX_PASSWORD;

/** Readable over the telephone: no letters that look alike. About 80 bits. */
export const newPassword = (): string => Array.from(randomBytes(16), (byte) => 'abcdefghjkmnpqrstuvwxyz23456789-'[byte % 32]).join('');

let nobody: Promise<string> | null = null;

/** Takes as long for somebody who does not exist as for a wrong password. */
export async function isPassword(stored: string | null, password: string): Promise<boolean> {
  const against = stored ?? (await (nobody ??= hashPassword(randomBytes(16).toString('hex'))));
  const right = await verify(against, password.slice(0, MAX_PASSWORD + 1)).catch(() => false);
  return stored !== null && right;
}
