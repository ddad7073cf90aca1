/** A text file of cells (.csv, .tsv, .txt) as a table, in whatever encoding and with whatever separator Excel wrote it here. */
import { textCell, tooLarge, trimTable } from '@qiao/domain/plan/sheet';
import Papa from 'papaparse';
import type { ReadSheets } from './sheets.ts';

/** Excel says the separator on a line of its own, where the system has another one. */
const SEPARATOR_LINE = /^sep=(.)\r?\n/i;

/** Rows by which the separator is guessed. */
const GUESSED_ROWS = 50;

export function readText(bytes: Uint8Array, name: string): ReadSheets {
  const decoded = decode(bytes);
  if (decoded === null) return { ok: false, code: 'encoding' };
  const said = SEPARATOR_LINE.exec(decoded);
  const text = said ? decoded.slice(said[0].length) : decoded;
  // Empty lines are rows of the table, and would only mislead the guess.
  const delimiter = said?.[1] ?? Papa.parse(text, { preview: GUESSED_ROWS, skipEmptyLines: 'greedy' }).meta.delimiter;
  const { data, errors } = Papa.parse<string[]>(text, { delimiter, skipEmptyLines: false });
  const quotes = errors.find((error) => error.type === 'Quotes');
  if (quotes) return { ok: false, code: 'quotes', line: (quotes.row ?? 0) + (said ? 2 : 1) };
  const table = trimTable({ name: name.replace(/\.[a-z]+$/i, ''), rows: data.map((row) => row.map(textCell)), merges: [] });
  if (table.rows.length === 0) return { ok: false, code: 'empty' };
  const large = tooLarge(table);
  return { ok: true, tables: [{ ...table, ...(large ? { rows: [] } : {}), tooLarge: large }] };
}

/** UTF-8 and UTF-16 by their marks, UTF-8 that is whole, else what Chinese Windows writes. Null: none of these, or no text at all. */
export function decode(bytes: Uint8Array): string | null {
  const marked = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : null;
  for (const encoding of marked ? [marked] : ['utf-8', 'gb18030']) {
    try {
      const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
      // No text has characters that end strings in C.
      return text.includes('\0') ? null : text;
    } catch {
      continue;
    }
  }
  return null;
}
