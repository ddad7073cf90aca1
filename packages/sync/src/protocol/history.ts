/** One page of a part's history, as the history door answers it and as a device keeps it (SPEC HIS). */
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { MAX_PAGE_MESSAGE_BYTES } from './limits.ts';
import type { Author, TailRow } from './messages.ts';
import {
  BadMessage,
  fail,
  readAuthor,
  readBytes,
  readList,
  readRow,
  readText,
  readUint,
  writeAuthor,
  writeBytes,
  writeList,
  writeRow,
  writeText,
  writeUint,
} from './primitives.ts';

export interface HistoryPage {
  /** Of the workspace: with another one the same numbers mean other rows (SPEC EPO1). */
  epoch: string;
  generation: number;
  /** Head of the part when the page was read. */
  head: number;
  /** Rows up to this number are no longer kept one by one; 0 while all are (SPEC HIS4). */
  floor: number;
  /** The state at `floor`; null when the asker is above it, and empty when nothing is below the rows. */
  base: Uint8Array | null;
  /** In order of seq, all above what was asked for and above `floor`. */
  rows: TailRow[];
  /** Who wrote with which client id (SPEC PUL8). */
  authors: Author[];
  more: boolean;
}

/** Raised when the bytes would be read otherwise. */
const VERSION = 1;
const NO_BASE = 0;
const WITH_BASE = 1;

export function encodeHistory(page: HistoryPage): Uint8Array {
  const out = encoding.createEncoder();
  writeUint(out, VERSION);
  writeText(out, page.epoch);
  writeUint(out, page.generation);
  writeUint(out, page.head);
  writeUint(out, page.floor);
  writeUint(out, page.base ? WITH_BASE : NO_BASE);
  if (page.base) writeBytes(out, page.base);
  writeList(out, page.rows, writeRow);
  writeList(out, page.authors, writeAuthor);
  writeUint(out, page.more ? 1 : 0);
  return encoding.toUint8Array(out);
}

/** @throws BadMessage for anything else than one whole page of this version (SPEC NAM3) */
export function decodeHistory(bytes: Uint8Array, most = MAX_PAGE_MESSAGE_BYTES): HistoryPage {
  if (bytes.length > most) throw new BadMessage('too large');
  try {
    const input = decoding.createDecoder(bytes);
    if (readUint(input) !== VERSION) fail('unknown version');
    const page: HistoryPage = {
      epoch: readText(input),
      generation: readUint(input),
      head: readUint(input),
      floor: readUint(input),
      base: readUint(input) === WITH_BASE ? readBytes(input) : null,
      rows: readList(input, readRow),
      authors: readList(input, readAuthor),
      more: readUint(input) === 1,
    };
    if (decoding.hasContent(input)) fail('bytes left over');
    return page;
  } catch (error) {
    if (error instanceof BadMessage) throw error;
    throw new BadMessage('ends early', { cause: error });
  }
}
