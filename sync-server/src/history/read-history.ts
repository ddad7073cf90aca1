/** What is kept of one part, page by page (SPEC HIS). Reads what was committed and writes nothing. */
import { FACTS, LEDGER, limits, parseDoc, type HistoryPage } from '@qiao/sync/protocol';
import * as Y from 'yjs';
import { personOf } from '../relay/person.ts';
import type { Rights } from '../relay/ports.ts';
import type { Reader } from '../store/contract.ts';
import { ALL_ROWS, type CheckpointRow, type LogRow, type PartRow } from '../store/rows.ts';

/** Rows read at once while a page is filled, and no more than fill one: a row may be as large as an update. */
export const HISTORY_SCAN_ROWS = 512;

export interface HistoryRequest {
  user: string;
  doc: string;
  /** Number of the last row that the asker has; 0 for none. */
  after: number;
}

/** Null for a part that is absent, or that this person may not read now: they look the same (SPEC HIS2). */
export async function readHistory(read: Reader, rights: Rights, { user, doc, after }: HistoryRequest): Promise<HistoryPage | null> {
  for (;;) {
    if (!(await mayRead(read, rights, user, doc))) return null;
    const before = await read.part(doc);
    if (!before) return null;
    const page = await makePage(read, before, after);
    // What was read belongs together only if the part did not begin anew meanwhile (SPEC HIS6).
    const now = await read.part(doc);
    if (!now || now.generation !== before.generation || page.epoch !== (await read.workspace()).epoch) continue;
    // Rights may have moved while it was read: not a byte leaves then (SPEC HIS2).
    return (await mayRead(read, rights, user, doc)) ? page : null;
  }
}

async function mayRead(read: Reader, rights: Rights, user: string, doc: string): Promise<boolean> {
  const name = parseDoc(doc);
  if (!name || name.part === FACTS || name.part === LEDGER) return false;
  const person = personOf(await read.user(user));
  const record = person && (await read.record(name.kind, name.id));
  return record !== null && rights.mayRead(person!, record, name.part);
}

async function makePage(read: Reader, part: PartRow, after: number): Promise<HistoryPage> {
  const { epoch } = await read.workspace();
  const anew = part.generation > 0 && !(await isAllOfGeneration(read, part));
  // Rows first: those that expire meanwhile are then below the base, never between base and rows.
  const { rows, more } = await rowsAbove(read, part, anew ? Math.max(after, part.snap) : after);
  const base = anew ? await snapshotOf(read, part) : await read.checkpoint(part.doc);
  const floor = base?.seq ?? 0;
  const isBelow = after < floor || after === 0;
  return {
    epoch,
    generation: part.generation,
    head: part.head,
    floor,
    base: isBelow ? (base?.bytes ?? new Uint8Array()) : null,
    rows: rows.filter((row) => row.seq > floor).map(({ seq, actor, at, update }) => ({ seq, actor, at, update })),
    authors: await read.authors(part.doc, part.generation, isBelow ? 0 : after),
    more,
  };
}

/** Rows above a number, at least one, until there are `HISTORY_PAGE_BYTES` (SPEC HIS3). */
async function rowsAbove(read: Reader, { doc, head }: PartRow, after: number): Promise<{ rows: LogRow[]; more: boolean }> {
  const rows: LogRow[] = [];
  let bytes = 0;
  for (let from = after; ;) {
    const found = await read.history(doc, head, { after: from, limit: HISTORY_SCAN_ROWS, bytes: limits.HISTORY_PAGE_BYTES });
    for (const row of found) {
      if (rows.length > 0 && bytes + row.update.length > limits.HISTORY_PAGE_BYTES) return { rows, more: true };
      rows.push(row);
      bytes += row.update.length;
    }
    const last = found.at(-1);
    if (!last || last.seq === head) return { rows, more: false };
    from = last.seq;
  }
}

/**
 * Whether all that is kept was written in the part's present generation. Rows carry none, but every client id that writes
 * is claimed in its generation (SPEC PSH7).
 */
async function isAllOfGeneration(read: Reader, { doc, generation, head }: PartRow): Promise<boolean> {
  const clients = new Set((await read.authors(doc, generation, 0)).map(({ client }) => client));
  const isOwn = (update: Uint8Array): boolean => Y.decodeUpdate(update).structs.every(({ id }) => clients.has(id.client));
  const base = await read.checkpoint(doc);
  if (base && !isOwn(base.bytes)) return false;
  for (let after = ALL_ROWS.after; ;) {
    const rows = await read.history(doc, head, { after, limit: HISTORY_SCAN_ROWS, bytes: limits.HISTORY_PAGE_BYTES });
    if (!rows.every(({ update }) => update.length === 0 || isOwn(update))) return false;
    const last = rows.at(-1);
    if (!last || last.seq === head) return true;
    after = last.seq;
  }
}

/** What every reader is given of a part that began anew, and nothing older: its history begins here. */
async function snapshotOf(read: Reader, part: PartRow): Promise<CheckpointRow | null> {
  const state = await read.partState(part.doc);
  return state && state.snapshot.length > 0 ? { doc: part.doc, seq: state.part.snap, bytes: state.snapshot } : null;
}
