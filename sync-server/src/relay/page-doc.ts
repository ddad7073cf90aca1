/** One doc of a page: tail, snapshot, facts or ledger (SPEC PUL1, PUL2, PUL8), and how many bytes it takes. */
import * as Y from 'yjs';
import { FACTS, LEDGER, type Author, type PageDoc } from '@qiao/sync/protocol';
import type { Reader } from '../store/contract.ts';
import type { DecisionRow, PartContent, PartRow, PartState, RecordRow } from '../store/rows.ts';
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

/** A doc that is due to a device, and whether it has what lies below the cursor (SPEC PUL4). */
export interface DueDoc {
  part: PartRow;
  record: RecordRow;
  /** The part's name within its record. */
  name: string;
  held: boolean;
}

/**
 * The docs as they must be sent to a device at `cursor`, in the order asked and read together. Null for one that is gone,
 * `unreadable` for one that Yjs cannot build.
 */
export async function makeDocs(read: Reader, due: readonly DueDoc[], cursor: number): Promise<(PageDoc | null | 'unreadable')[]> {
  const parts = due.filter(({ name }) => name !== FACTS && name !== LEDGER);
  const ledgers = due.filter(({ name }) => name === LEDGER);
  const contents = new Map<string, PartContent>();
  if (parts.length > 0) {
    const asked = parts.map(({ part, held }) => ({ doc: part.doc, held }));
    for (const content of await read.contents(asked, cursor)) contents.set(content.part.doc, content);
  }
  const entries = new Map<RecordRow, DecisionRow[]>();
  if (ledgers.length > 0) {
    const found = await read.decisionsOfAll(ledgers.map(({ record, held }) => ({ ...named(record), afterSeq: held ? cursor : 0 })));
    const all = Map.groupBy(found, ({ kind, record }) => `${kind}/${record}`);
    for (const { record } of ledgers) entries.set(record, all.get(`${record.kind}/${record.id}`) ?? []);
  }
  return due.map(({ part: { doc, head }, record, name }) => {
    if (name === FACTS) return { kind: 'facts', doc, head, json: record.facts };
    if (name === LEDGER) return { kind: 'ledger', doc, head, json: ledgerJson(entries.get(record)!) };
    return contentDoc(contents.get(doc), head);
  });
}

const named = ({ kind, id }: RecordRow): { kind: string; record: string } => ({ kind, record: id });

function contentDoc(content: PartContent | undefined, head: number): PageDoc | null | 'unreadable' {
  if (!content) return null;
  const { snapshot, rows, authors } = content;
  const { doc, generation } = content.part;
  if (snapshot === null) {
    return { kind: 'tail', doc, head, generation, rows: rows.map(({ seq, actor, at, update }) => ({ seq, actor, at, update })), authors };
  }
  try {
    return { kind: 'snapshot', doc, head, generation, update: stateBytes({ snapshot, tail: rows }), authors };
  } catch {
    return 'unreadable';
  }
}

/** A part's whole state as one update. */
export function stateBytes(state: Pick<PartState, 'snapshot' | 'tail'>): Uint8Array {
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
