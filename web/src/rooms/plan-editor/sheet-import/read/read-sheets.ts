/** Reads a file of sheets. Runs in a worker; pure but for the platform's decoders. */
import { SHEET_MAX_BYTES } from '@qiao/domain/plan/sheet';
import { readText } from './read-text.ts';
import { readWorkbook } from './read-workbook.ts';
import { kindOf, type ReadSheets } from './sheets.ts';

export async function readSheets(bytes: Uint8Array, name: string): Promise<ReadSheets> {
  if (bytes.length > SHEET_MAX_BYTES) return { ok: false, code: 'too-large' };
  const kind = kindOf(bytes, name);
  if (kind === 'workbook') return readWorkbook(bytes);
  return kind === 'text' ? readText(bytes, name) : { ok: false, code: kind };
}
