import { ATTACHMENTS_MAX } from '@qiao/domain/kind';
import { limits } from '@qiao/sync/protocol';
import { PROGRAM_ENDINGS } from './limits.ts';

export type Unfit = 'empty' | 'too-large' | 'program' | 'too-many';

/** Why a file is not taken, or null (SPEC ATT11). `already`: attachments that the part has. */
export function judge({ name, size }: { name: string; size: number }, already: number): Unfit | null {
  if (size === 0) return 'empty';
  if (size > limits.MAX_BLOB_BYTES) return 'too-large';
  if (PROGRAM_ENDINGS.has(endingOf(name))) return 'program';
  return already >= ATTACHMENTS_MAX ? 'too-many' : null;
}

/** Without the dot, in small letters. Dots and blanks at the end are dropped, as Windows does when it opens a file. */
export function endingOf(name: string): string {
  const clean = name.replace(/[. ]+$/u, '').toLowerCase();
  const dot = clean.lastIndexOf('.');
  return dot < 0 ? '' : clean.slice(dot + 1);
}

/** Raster pictures alone: what is shown, and under which type (SPEC ATT12). An SVG is a program that draws. */
const SHOWN = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif', 'image/bmp']);

export const isShown = (media: string): boolean => SHOWN.has(media);

/** A type as the part may hold it; what the browser does not know has none that anybody would believe. */
export const mediaOf = (type: string): string => {
  const media = type.toLowerCase().split(';')[0]!.trim();
  return /^[a-z0-9.+-]{1,60}\/[a-z0-9.+-]{1,100}$/.test(media) ? media : 'application/octet-stream';
};
