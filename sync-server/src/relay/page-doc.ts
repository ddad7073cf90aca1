/** One doc of a page: tail, snapshot, facts or ledger (SPEC PUL1, PUL2, PUL8), and how many bytes it takes. */
import * as Y from 'yjs';
import { FACTS, LEDGER, type Author, type PageDoc } from '@qiao/sync/protocol';
import type { Reader } from '../store/contract.ts';
import type { DecisionRow, PartRow, PartState, RecordRow } from '../store/rows.ts';
import { buildDoc } from './part-docs.ts';

/** Most bytes of a varUint below 2^53, and of a short text's length. */
const NUMBER = 8;

/** Upper bound of what a doc takes in a page. */
export function pageBytes(doc: PageDoc): number {
  const head = 1 + NUMBER + textBytes(doc.doc) + NUMBER;
  switch (doc.kind) {
    case 'tail':
      return (
        head +
        3 * NUMBER +
        doc.rows.reduce((sum, row) => sum + 3 * NUMBER + textBytes(row.actor) + row.update.length, 0) +
        authorBytes(doc.authors)
      );
    case 'snapshot':
      return head + 3 * NUMBER + doc.update.length + authorBytes(doc.authors);
    case 'facts':
    case 'ledger':
      return head + textBytes(doc.json);
    case 'revoked':
      return head;
  }
}

const textBytes = (text: string): number => NUMBER + text.length * 3;
const authorBytes = (authors: readonly Author[]): number =>
  authors.reduce((sum, author) => sum + NUMBER + textBytes(author.user) + textBytes(author.name), NUMBER);

/** The doc as it must be sent to a device at `cursor`; `held` says whether it has what lies below (SPEC PUL4). Null when it is gone, `unreadable` when Yjs cannot build it. */
export async function makeDoc(
  read: Reader,
  record: RecordRow,
  name: string,
  part: PartRow,
  cursor: number,
  held: boolean,
): Promise<PageDoc | null | 'unreadable'> {
  const { doc, head } = part;
  if (name === FACTS) return { kind: 'facts', doc, head, json: record.facts };
  if (name === LEDGER)
    return { kind: 'ledger', doc, head, json: ledgerJson(await read.decisionsOf(record.kind, record.id, held ? cursor : 0)) };
  const tail = held ? await read.tail(doc, cursor) : null;
  if (tail) {
    const rows = tail.rows.map(({ seq, actor, at, update }) => ({ seq, actor, at, update }));
    return {
      kind: 'tail',
      doc,
      head,
      generation: tail.part.generation,
      rows,
      authors: await read.authors(doc, tail.part.generation, cursor),
    };
  }
  const state = await read.partState(doc);
  if (!state) return null;
  const { generation } = state.part;
  let update: Uint8Array;
  try {
    update = stateBytes(state);
  } catch {
    return 'unreadable';
  }
  return { kind: 'snapshot', doc, head, generation, update, authors: await read.authors(doc, generation, 0) };
}

/** A part's whole state as one update. */
export function stateBytes(state: PartState): Uint8Array {
  if (state.tail.length === 0) return state.snapshot;
  if (state.tail.length === 1 && state.snapshot.length === 0) return state.tail[0]!.update;
  const ydoc = buildDoc(state);
  const update = Y.encodeStateAsUpdate(ydoc);
  ydoc.destroy();
  return update;
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

/** Entries as devices keep them: `entry` is the signed canonical JSON as a value, `words` what may be erased. */
export function ledgerJson(rows: readonly DecisionRow[]): string {
  const items = rows.map(
    ({ n, seq, at, entry, payload, hash, signature }) =>
      `{"n":${n},"seq":${seq},"at":${at},"entry":${entry},"words":${payload ?? 'null'},"hash":"${base64(hash)}","signature":"${base64(signature)}"}`,
  );
  return `[${items.join(',')}]`;
}
