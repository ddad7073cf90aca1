/**
 * How a device recognises a password with no network. Only a slow salted hash is kept; it opens nothing on the server.
 */
export interface Pass {
  /** Base64. */
  salt: string;
  hash: string;
  iterations: number;
}

/** OWASP's figure for PBKDF2-HMAC-SHA-256 (2023). */
const ITERATIONS = 600_000;

const toBase64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));
const fromBase64 = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(text), (char) => char.charCodeAt(0));

async function derive(password: string, salt: Uint8Array<ArrayBuffer>, iterations: number): Promise<string> {
  const key = await crypto.subtle.importKey('raw', new TextEncoder().encode(password.normalize('NFC')), 'PBKDF2', false, ['deriveBits']);
  const bits = await crypto.subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-256', salt, iterations }, key, 256);
  return toBase64(new Uint8Array(bits));
}

/** Null outside a secure context, where browsers have no Web Crypto: then the password cannot be recognised offline. */
export async function makePass(password: string, iterations = ITERATIONS): Promise<Pass | null> {
  if (!('subtle' in crypto)) return null;
  const salt = crypto.getRandomValues(new Uint8Array(16));
  return { salt: toBase64(salt), hash: await derive(password, salt, iterations), iterations };
}

export async function matchesPass(pass: Pass, password: string): Promise<boolean> {
  return (await derive(password, fromBase64(pass.salt), pass.iterations)) === pass.hash;
}
