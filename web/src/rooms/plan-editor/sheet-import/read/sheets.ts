/** What reading a file of sheets answers. */
import type { SheetTable } from '@qiao/domain/plan/sheet';

export const READ_FAULTS = [
  'too-large',
  'unpacks-too-large',
  'too-many-tables',
  'old-format',
  'encrypted',
  'broken',
  'encoding',
  'quotes',
  'empty',
] as const;
export type ReadFault = (typeof READ_FAULTS)[number];

/** A table that is beyond the limits has no rows. */
export interface ReadTable extends SheetTable {
  tooLarge: 'rows' | 'columns' | null;
}

/** `line` is that of a text file, from 1. */
export type ReadSheets = { ok: true; tables: readonly ReadTable[] } | { ok: false; code: ReadFault; line?: number };

/** Bytes that a zip begins with: a workbook since 2007. */
const ZIP = [0x50, 0x4b, 0x03, 0x04];
/** Bytes of the older container: a workbook before 2007, or one with a password. */
const OLE = [0xd0, 0xcf, 0x11, 0xe0];

export function kindOf(bytes: Uint8Array, name: string): 'workbook' | 'old-format' | 'encrypted' | 'text' {
  const begins = (signature: readonly number[]): boolean => signature.every((byte, n) => bytes[n] === byte);
  if (begins(ZIP)) return 'workbook';
  if (begins(OLE)) return /\.xls$/i.test(name) ? 'old-format' : 'encrypted';
  return /\.xls[xmb]?$/i.test(name) ? 'old-format' : 'text';
}
