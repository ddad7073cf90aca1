/** Takes out of a picture what it says of itself: place, camera, times, names (SPEC ATT10). Pixels are not touched. */
import { stripBoxes } from './boxes.ts';
import { stripJpeg } from './jpeg.ts';
import { stripPng } from './png.ts';
import { stripWebp } from './webp.ts';

/** Bytes of a picture that is looked into: it lies in memory whole while that is done. */
export const MAX_STRIP_BYTES = 64 * 1024 * 1024;

/**
 * `stripped`: what is left says nothing of itself. `unread`: of a sort that is not looked into; it is as it was.
 * `broken`: a picture that cannot be taken apart with certainty.
 */
export type Stripped = { outcome: 'stripped'; bytes: Blob } | { outcome: 'unread' } | { outcome: 'broken' };

type Strip = (bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer> | null;

const starts = (bytes: Uint8Array, at: number, text: string): boolean =>
  [...text].every((letter, n) => bytes[at + n] === letter.charCodeAt(0));

/** By what the bytes are, whatever the file is called. */
function stripperOf(head: Uint8Array): Strip | null {
  if (head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff) return stripJpeg;
  if (head[0] === 0x89 && starts(head, 1, 'PNG\r\n\x1a\n')) return stripPng;
  if (starts(head, 0, 'RIFF') && starts(head, 8, 'WEBP')) return stripWebp;
  const brands = ['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'mif1', 'msf1', 'avif', 'avis'];
  if (starts(head, 4, 'ftyp') && brands.some((brand) => starts(head, 8, brand))) return stripBoxes;
  return null;
}

/** Total: whatever the bytes are, the answer is one of the three. Throws only what reading the file throws. */
export async function strip(file: Blob): Promise<Stripped> {
  const strip = stripperOf(new Uint8Array(await file.slice(0, 16).arrayBuffer()));
  if (!strip) return { outcome: 'unread' };
  if (file.size > MAX_STRIP_BYTES) return { outcome: 'broken' };
  const bytes = strip(new Uint8Array(await file.arrayBuffer()));
  return bytes ? { outcome: 'stripped', bytes: new Blob([bytes], { type: file.type }) } : { outcome: 'broken' };
}
