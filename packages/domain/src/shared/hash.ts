import { toHexString } from 'lib0/buffer';
import { digest } from 'lib0/hash/sha256';
import { encodeUtf8 } from 'lib0/string';

/** SHA-256 of the text's UTF-8, 64 hex characters. Synchronous, so that pure code may use it. */
export const sha256Hex = (text: string): string => toHexString(digest(encodeUtf8(text)));

/** Id of something derived (a finding, a clash): the same on every device that derives it. 32 hex characters. */
export const derivedId = (rule: string, members: readonly string[]): string =>
  sha256Hex([rule, ...[...members].sort()].join('\n')).slice(0, 32);
