/** Writes what a preview showed: people first, so that nothing names somebody who is not there yet. */
import type * as Y from 'yjs';
import { cellValue, livingCells, readCell } from '../../kind/cells.ts';
import { appendKeys, sameValue, setCell } from '../../kind/edit.ts';
import { isEmptyValue } from '../../kind/fields/field.ts';
import { own } from '../../kind/fields/rules.ts';
import type { Projected } from '../../kind/types.ts';
import { IMPORT_TRANSACTION_MAX } from '../programme/apply.ts';
import { SOURCE_ROOT, type SourceEntry } from '../programme/source.ts';
import type { Added } from './names.ts';
import type { SheetEvent, SheetPreview, SheetWrite } from './preview.ts';
import type { SheetPart } from './targets.ts';

/** Docs that a sheet reads and writes: the list's own and those of what it may add. */
export type SheetDocs = Readonly<Partial<Record<SheetPart, Y.Doc>>>;

export interface SheetApplied {
  /** Rows added and rows changed. */
  created: number;
  changed: number;
  /** Cells left because somebody wrote them since the preview. */
  left: number;
}

/** The event as the docs have it; `parts` is their projection with the case's. */
export function readSheetEvent(parts: Projected, docs: SheetDocs): SheetEvent {
  const removed = new Set<string>();
  const sources = new Map<string, SourceEntry>();
  for (const [part, ydoc] of Object.entries(docs)) {
    for (const root of Object.keys(parts[part]?.lists ?? {})) {
      for (const [key, cell] of livingCells(ydoc, root)) {
        if (key.endsWith('/removed') && cellValue(cell) === true) removed.add(`${part}/${root}/${key.slice(0, -'/removed'.length)}`);
      }
    }
    for (const [key, cell] of livingCells(ydoc, SOURCE_ROOT)) {
      const cells = key.startsWith('sheet/') ? own(cellValue(cell), 'cells') : null;
      if (typeof cells !== 'object' || cells === null) continue;
      const hashes = Object.entries(cells).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
      sources.set(key, { item: key.slice(key.lastIndexOf('/') + 1), cells: Object.fromEntries(hashes) });
    }
  }
  return { parts, sources, removed };
}

/** One transaction a part, in pieces only where one would be too large to be sent. Throws when a doc that it writes is missing. */
export function applySheet(preview: SheetPreview, docs: SheetDocs, origin?: unknown): SheetApplied {
  const applied: SheetApplied = { created: 0, changed: 0, left: 0 };
  const { part, root } = preview.target;
  const writing = new Set<SheetPart>([part, ...preview.added.map((added) => added.part)]);
  for (const one of writing) if (!docs[one]) throw new Error(`no doc for part ${one}`);
  for (const one of ['people', 'plan'] as const) {
    const added = preview.added.filter((each) => each.part === one);
    const ydoc = docs[one];
    if (ydoc && added.length > 0) ydoc.transact(() => addNamed(ydoc, added), origin);
  }
  const ydoc = docs[part]!;
  const creates = preview.writes.filter((write) => write.creates);
  const orders = new Map(appendKeys(ydoc, root, creates.length).map((key, n) => [creates[n]!.id, key]));
  for (const piece of pieces(preview.writes)) {
    ydoc.transact(() => piece.forEach((write) => writeRow(ydoc, root, write, orders.get(write.id), applied)), origin);
  }
  return applied;
}

function addNamed(ydoc: Y.Doc, added: readonly Added[]): void {
  for (const [root, group] of Map.groupBy(added, (each) => each.root)) {
    const keys = appendKeys(ydoc, root, group.length);
    group.forEach(({ id, values }, n) => {
      if (readCell(ydoc, root, `${id}/order`) === undefined) setCell(ydoc, root, `${id}/order`, keys[n]);
      for (const [key, value] of Object.entries(values)) setCell(ydoc, root, `${id}/${key}`, value);
    });
  }
}

function writeRow(ydoc: Y.Doc, root: string, write: SheetWrite, order: string | undefined, applied: SheetApplied): void {
  const { id, creates, changes, source } = write;
  if (creates && readCell(ydoc, root, `${id}/order`) === undefined) setCell(ydoc, root, `${id}/order`, order);
  let written = 0;
  for (const { key, before, after } of changes) {
    const now = readCell(ydoc, root, `${id}/${key}`) ?? null;
    if (sameValue(now, before) || sameValue(now, after) || (isEmptyValue(now) && isEmptyValue(before))) {
      setCell(ydoc, root, `${id}/${key}`, after);
      written += 1;
    } else applied.left += 1;
  }
  setCell(ydoc, SOURCE_ROOT, `sheet/${root}/${id}`, source);
  if (creates) applied.created += 1;
  else if (written > 0) applied.changed += 1;
}

function* pieces(writes: readonly SheetWrite[]): Generator<readonly SheetWrite[]> {
  let piece: SheetWrite[] = [];
  let size = 0;
  for (const write of writes) {
    const own = JSON.stringify([write.changes.map(({ key, after }) => [key, after]), write.source]).length;
    if (piece.length > 0 && size + own > IMPORT_TRANSACTION_MAX) {
      yield piece;
      [piece, size] = [[], 0];
    }
    piece.push(write);
    size += own;
  }
  if (piece.length > 0) yield piece;
}
