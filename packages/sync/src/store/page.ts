import type { Author, Page, PageDoc } from '../protocol/messages.ts';
import { FACTS, LEDGER, partOf, recordOf } from '../protocol/names.ts';

/** What one doc of a page does to the store, free of how the store is made. */
export type DocChange =
  | { do: 'grow'; doc: string; head: number; generation: number; updates: { update: Uint8Array; at: number }[]; authors: Author[] }
  | { do: 'facts'; doc: string; record: string; json: string }
  | { do: 'ledger'; doc: string; record: string; entries: { seq: number; json: string }[] }
  | { do: 'wipe-facts'; doc: string; record: string }
  | { do: 'wipe-ledger'; doc: string; record: string }
  | { do: 'wipe-part'; doc: string; head: number };

function changeOf(doc: PageDoc): DocChange {
  const record = recordOf(doc.doc);
  switch (doc.kind) {
    case 'tail':
      return {
        do: 'grow',
        doc: doc.doc,
        head: doc.head,
        generation: doc.generation,
        updates: doc.rows.map(({ update, at }) => ({ update, at })),
        authors: doc.authors,
      };
    case 'snapshot':
      // Appended, not put in place of what is here: rows heard live may be newer than the snapshot, and local edits may depend on them.
      return {
        do: 'grow',
        doc: doc.doc,
        head: doc.head,
        generation: doc.generation,
        updates: [{ update: doc.update, at: 0 }],
        authors: doc.authors,
      };
    case 'facts':
      return { do: 'facts', doc: doc.doc, record, json: doc.json };
    case 'ledger':
      return { do: 'ledger', doc: doc.doc, record, entries: readEntries(doc.json) };
    case 'revoked':
      if (partOf(doc.doc) === FACTS) return { do: 'wipe-facts', doc: doc.doc, record };
      if (partOf(doc.doc) === LEDGER) return { do: 'wipe-ledger', doc: doc.doc, record };
      return { do: 'wipe-part', doc: doc.doc, head: doc.head };
  }
}

/** What is wiped when a page says so, or when nothing brought it again after a restore. */
export const wipeOf = (doc: string): DocChange => changeOf({ kind: 'revoked', doc, head: 0 });

/** Ledgers of a page that stand in place of uncertain ones: entries of the old epoch have numbers that mean nothing in the new. */
export const renewedLedgers = (page: Page, isStale: (doc: string) => boolean): string[] =>
  page.docs.flatMap(({ kind, doc }) => (kind === 'ledger' && isStale(doc) ? [doc] : []));

/** All that is stored here is uncertain until a page brings it again; a record's ledger with its facts. */
export const staleAfterRestore = (docs: readonly string[]): string[] =>
  docs.flatMap((doc) => (partOf(doc) === FACTS ? [doc, `${recordOf(doc)}/${LEDGER}`] : [doc]));

/** Total: an entry without a number is left out rather than stopping the page. */
function readEntries(json: string): { seq: number; json: string }[] {
  const list: unknown = JSON.parse(json);
  if (!Array.isArray(list)) return [];
  return list.flatMap((entry: unknown) => {
    const seq = typeof entry === 'object' && entry !== null && 'seq' in entry ? entry.seq : null;
    return typeof seq === 'number' ? [{ seq, json: JSON.stringify(entry) }] : [];
  });
}

export const changesOf = (page: Page): DocChange[] => page.docs.map(changeOf);
