/** Confirmed rows on their way back into the outbox after a restore (SPEC EPO1). */
import type { Seal } from '../seal.ts';
import type { DeviceDb, UpdateRow } from './schema.ts';

/** Cuts rows before the transaction: what is sealed cannot be looked into inside it. */
export function rowPieces(seal: Seal, split: (update: Uint8Array) => Uint8Array[]) {
  const known = new Map<number, Uint8Array[]>();
  return {
    /** Pieces of a row, sealed; null for one that came after the last cutting. */
    of: (row: UpdateRow): Uint8Array[] | null => known.get(row.row) ?? null,
    async cut(rows: readonly UpdateRow[]): Promise<void> {
      for (const { row, bytes } of rows) {
        if (known.has(row)) continue;
        const pieces = split(await seal.open(bytes));
        known.set(row, pieces.length === 1 ? [bytes] : await Promise.all(pieces.map((piece) => seal.seal(piece))));
      }
    },
  };
}

/** Inside the leader's transaction. Counts the rows; null, with nothing moved, when another tab has added one meanwhile. */
export async function moveRowsBack(
  db: DeviceDb,
  docs: readonly { k: string; name: Uint8Array }[],
  piecesOf: (row: UpdateRow) => Uint8Array[] | null,
  now: number,
): Promise<number | null> {
  const found = await Promise.all(docs.map(async (doc) => ({ ...doc, part: await db.parts.get(doc.k), rows: await rowsOf(db, doc.k) })));
  const held = found.filter(({ part }) => part && !part.gone);
  if (held.some(({ rows }) => rows.some((row) => piecesOf(row) === null))) return null;
  for (const { k, name, part, rows } of held) {
    const { record, generation } = part!;
    const edits = rows.flatMap((row) => piecesOf(row)!);
    await db.outbox.bulkAdd(edits.map((bytes) => ({ type: 'edit' as const, key: k, record, name, generation, at: now, bytes })));
    await db.rows.bulkDelete(rows.map((row) => row.row));
  }
  return held.reduce((sum, { rows }) => sum + rows.length, 0);
}

const rowsOf = (db: DeviceDb, key: string): Promise<UpdateRow[]> => db.rows.where('key').equals(key).sortBy('row');
