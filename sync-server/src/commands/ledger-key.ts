import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify, type KeyObject } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Signs the ledger's links with Ed25519 (SPEC DEC4). */
export interface LedgerKey {
  /** Raw public key, base64: stands in each entry, so that old links can be checked after a new key. */
  id: string;
  sign(hash: Uint8Array): Uint8Array;
}

const FILE = 'ledger-key.pem';

/** The key kept in the data folder, readable by its owner only; made at first use. */
export function openLedgerKey(folder: string): LedgerKey {
  const file = join(folder, FILE);
  if (!existsSync(file)) {
    const pem = newPrivateKey().export({ type: 'pkcs8', format: 'pem' });
    try {
      writeFileSync(file, pem, { mode: 0o600, flag: 'wx' });
    } catch (error) {
      // Another process was first: its key is the one.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
  return keyFrom(createPrivateKey(readFileSync(file)));
}

/** A key that is kept nowhere, for tests. */
export const newLedgerKey = (): LedgerKey => keyFrom(newPrivateKey());

const newPrivateKey = (): KeyObject => generateKeyPairSync('ed25519').privateKey;

function keyFrom(secret: KeyObject): LedgerKey {
  const { x } = createPublicKey(secret).export({ format: 'jwk' });
  return { id: Buffer.from(x!, 'base64url').toString('base64'), sign: (hash) => new Uint8Array(sign(null, hash, secret)) };
}

/** Whether this signature over the hash was made with the key of that id. */
export function isSignedBy(id: string, hash: Uint8Array, signature: Uint8Array): boolean {
  try {
    const key = createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(id, 'base64').toString('base64url') } });
    return verify(null, hash, key, signature);
  } catch {
    return false;
  }
}
