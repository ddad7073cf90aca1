/** How bytes of others are given to a browser: nothing in them may run here (SPEC BLB7). */
import { MAX_BLOB_NAME } from './limits.ts';

/** Types that are named; everything else is `application/octet-stream`. None of them runs scripts. */
const TYPES: ReadonlySet<string> = new Set([
  ...['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif', 'image/heic', 'image/heif', 'image/bmp', 'image/tiff'],
  ...['audio/mpeg', 'audio/mp4', 'audio/ogg', 'audio/wav', 'audio/webm', 'video/mp4', 'video/webm', 'video/ogg', 'video/quicktime'],
  ...['application/pdf', 'application/zip', 'application/rtf', 'application/msword', 'application/vnd.ms-excel'],
  'application/vnd.ms-powerpoint',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation',
]);

export const typeOf = (wanted: string | undefined): string => {
  const type = (wanted ?? '').toLowerCase();
  if (type === 'text/plain') return 'text/plain; charset=utf-8';
  return TYPES.has(type) ? type : 'application/octet-stream';
};

/** Separators of paths, control characters, and marks that turn the direction of a name so that its end looks different. */
const UNSAFE = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069/\\:*?"<>|]+/gu;

/** RFC 6266 with the name of RFC 5987; the old form is for those who cannot read it. */
export function dispositionOf(wanted: string | undefined): string {
  const name =
    [...(wanted ?? '').toWellFormed().replace(UNSAFE, '_')]
      .slice(0, MAX_BLOB_NAME)
      .join('')
      .replace(/^[. ]+|[. ]+$/g, '') || 'attachment';
  const plain = name.replace(/[^A-Za-z0-9._ -]/g, '_');
  const coded = encodeURIComponent(name).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
  return `attachment; filename="${plain}"; filename*=UTF-8''${coded}`;
}

export type Span = { start: number; end: number };

/** One range of bytes; null for the whole: none, several, or none that can be understood. */
export function rangeOf(header: string | undefined, size: number): Span | null | 'unsatisfiable' {
  const match = /^bytes=(?:(\d{1,15})-(\d{0,15})|-(\d{1,15}))$/.exec(header?.trim() ?? '');
  if (!match) return null;
  const [, from, to, last] = match;
  if (last !== undefined) {
    const length = Math.min(Number(last), size);
    return length > 0 ? { start: size - length, end: size - 1 } : 'unsatisfiable';
  }
  const start = Number(from);
  const end = to ? Math.min(Number(to), size - 1) : size - 1;
  if (to && Number(to) < start) return null;
  return start < size ? { start, end } : 'unsatisfiable';
}
