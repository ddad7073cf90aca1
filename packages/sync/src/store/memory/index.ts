import type { RelayCode } from '../../protocol/codes.ts';
import { FACTS, recordOf } from '../../protocol/names.ts';
import { Fenced, type DeviceStore, type Mark, type OutboxEdit, type Proposal } from '../contract.ts';
import { changesOf, renewedLedgers, staleAfterRestore, wipeOf, type DocChange } from '../page.ts';
import { doubtBlobs, forgetBlobsOf, memoryBlobs } from './blobs.ts';
import { newDisk, type Disk, type DiskPart } from './disk.ts';

export { newDisk, type Disk } from './disk.ts';

/**
 * A store over a disk in memory, for tests and the simulator. `fault` is awaited before and after each transaction:
 * throwing before means it never happened, throwing after means it did and nobody heard.
 */
export function openMemoryStore(disk: Disk = newDisk(), fault: (point: string) => Promise<void> | void = () => undefined): DeviceStore {
  async function run<T>(point: string, job: () => T): Promise<T> {
    await fault(`${point}:before`);
    const answer = job();
    await fault(`${point}:after`);
    return answer;
  }
  const asLeader = <T>(point: string, term: number, job: () => T): Promise<T> =>
    run(point, () => {
      if (disk.lead.term !== term) throw new Fenced();
      return job();
    });

  const editsOf = (doc: string): OutboxEdit[] =>
    disk.outbox.filter((entry): entry is OutboxEdit => entry.type === 'edit' && entry.doc === doc);
  const addRow = (part: DiskPart, bytes: Uint8Array, at: number): void => void part.rows.push({ row: disk.nextRow++, bytes, at });
  const markOf = (part: DiskPart, edits: readonly OutboxEdit[], from: Mark): Mark => ({
    row: part.rows.at(-1)?.row ?? from.row,
    n: edits.at(-1)?.n ?? from.n,
  });

  const allDocs = (): string[] => [
    ...[...disk.parts].filter(([, part]) => !part.gone).map(([doc]) => doc),
    ...[...disk.facts.keys()].map((of) => `${of}/${FACTS}`),
  ];

  function partAt(doc: string, generation: number, incarnation = 0): DiskPart {
    let part = disk.parts.get(doc);
    if (!part) disk.parts.set(doc, (part = { generation, incarnation, head: 0, gone: false, rows: [], authors: new Map() }));
    return part;
  }
  function addEdit(doc: string, generation: number, update: Uint8Array, at: number): number {
    const n = disk.nextN++;
    disk.outbox.push({ type: 'edit', n, doc, generation, update, at });
    return n;
  }
  function takeUnsent(doc: string, code: RelayCode, at: number, id: string): Proposal | null {
    const edits = editsOf(doc);
    if (edits.length === 0) return null;
    disk.outbox = disk.outbox.filter((entry) => entry.type !== 'edit' || entry.doc !== doc);
    const proposal: Proposal = {
      id,
      doc,
      generation: edits[0]!.generation,
      code,
      at,
      updates: edits.map((edit) => edit.update),
      kept: false,
    };
    disk.proposals.set(id, proposal);
    disk.dirty.add(doc);
    return proposal;
  }

  function apply(change: DocChange, now: number, proposalId: () => string): void {
    disk.dirty.add(change.doc);
    switch (change.do) {
      case 'grow': {
        const part = partAt(change.doc, change.generation);
        if (part.generation !== change.generation) {
          takeUnsent(change.doc, 'stale-generation', now, proposalId());
          forgetBlobsOf(disk, change.doc, false);
          part.rows = [];
          part.authors.clear();
          part.incarnation++;
        }
        part.generation = change.generation;
        part.gone = false;
        part.head = change.head;
        for (const { update, at } of change.updates) addRow(part, update, at);
        for (const author of change.authors) part.authors.set(author.client, author);
        return;
      }
      case 'facts':
        disk.facts.set(change.record, change.json);
        return;
      case 'ledger': {
        const entries = disk.ledger.get(change.record) ?? new Map<number, string>();
        for (const entry of change.entries) entries.set(entry.seq, entry.json);
        disk.ledger.set(change.record, entries);
        return;
      }
      case 'wipe-facts':
        disk.facts.delete(change.record);
        // Also for parts that never were here: nothing was written in them but the attachment's name.
        forgetBlobsOf(disk, change.record, true);
        return;
      case 'wipe-ledger':
        disk.ledger.delete(change.record);
        return;
      case 'wipe-part': {
        const part = partAt(change.doc, 0);
        takeUnsent(change.doc, 'revoked', now, proposalId());
        forgetBlobsOf(disk, change.doc, true);
        part.rows = [];
        part.authors.clear();
        part.gone = true;
        part.head = change.head;
        part.incarnation++;
      }
    }
  }

  return {
    ...memoryBlobs(disk, run, asLeader),

    cursor: () => run('cursor', () => ({ ...disk.lead })),

    part: (doc) =>
      run('part', () => {
        const part = disk.parts.get(doc);
        const unsent = editsOf(doc);
        if (!part || (part.gone && unsent.length === 0)) return null;
        const { generation, incarnation, head } = part;
        const mark = markOf(part, unsent, { row: 0, n: 0 });
        return {
          doc,
          generation,
          incarnation,
          head,
          mark,
          confirmed: part.rows.map((row) => row.bytes),
          times: part.rows.map((row) => row.at),
          unsent,
          authors: [...part.authors.values()],
        };
      }),

    newer: (doc, mark) =>
      run('newer', () => {
        const part = disk.parts.get(doc);
        if (!part) return null;
        const rows = part.rows.filter((row) => row.row > mark.row);
        const edits = editsOf(doc).filter((edit) => edit.n > mark.n);
        const updates = [...rows.map((row) => row.bytes), ...edits.map((edit) => edit.update)];
        return { generation: part.generation, incarnation: part.incarnation, updates, mark: markOf(part, edits, mark) };
      }),

    authors: (doc) => run('authors', () => [...(disk.parts.get(doc)?.authors.values() ?? [])]),
    facts: (record) => run('facts', () => disk.facts.get(record) ?? null),
    ledger: (record) =>
      run(
        'ledger',
        () =>
          `[${[...(disk.ledger.get(record) ?? new Map<number, string>())]
            .sort(([a], [b]) => a - b)
            .map(([, json]) => json)
            .join(',')}]`,
      ),
    docs: (record) => run('docs', () => (record === undefined ? allDocs() : allDocs().filter((doc) => recordOf(doc) === record))),

    saveEdit: (edit) =>
      run('saveEdit', () => {
        disk.dirty.add(edit.doc);
        const part = disk.parts.get(edit.doc);
        if (part && (part.incarnation !== edit.incarnation || part.generation !== edit.generation)) {
          const code: RelayCode = part.gone ? 'revoked' : part.generation === edit.generation ? 'frozen' : 'stale-generation';
          const updates = [...(disk.proposals.get(edit.proposalId)?.updates ?? []), edit.update];
          disk.proposals.set(edit.proposalId, {
            id: edit.proposalId,
            doc: edit.doc,
            generation: edit.generation,
            code,
            at: edit.at,
            updates,
            kept: false,
          });
          return { n: null };
        }
        if (!part) partAt(edit.doc, edit.generation, edit.incarnation);
        return { n: addEdit(edit.doc, edit.generation, edit.update, edit.at) };
      }),

    saveHeard: (doc, generation, update, at) =>
      run('saveHeard', () => {
        const part = disk.parts.get(doc);
        if (!part || part.gone || part.generation !== generation) return;
        addRow(part, update, at);
        disk.dirty.add(doc);
      }),

    saveIntent: (intent) =>
      run('saveIntent', () => {
        const n = disk.nextN++;
        disk.outbox.push({ type: 'intent', n, ...intent, sent: false });
        disk.dirty.add(`${intent.record}/${FACTS}`);
        return n;
      }),

    withdrawIntent: (id) =>
      run('withdrawIntent', () => {
        const intent = disk.outbox.find((entry) => entry.type === 'intent' && entry.id === id);
        if (intent?.type !== 'intent' || intent.sent) return false;
        disk.outbox = disk.outbox.filter((entry) => entry !== intent);
        disk.dirty.add(`${intent.record}/${FACTS}`);
        return true;
      }),

    outbox: (after = 0) => run('outbox', () => disk.outbox.filter((entry) => entry.n > after)),
    waiting: () =>
      run('waiting', () => {
        const edits = disk.outbox.filter((entry) => entry.type === 'edit').length;
        return { edits, intents: disk.outbox.length - edits, oldest: disk.outbox[0]?.at ?? 0 };
      }),
    refusedIntents: () => run('refusedIntents', () => [...disk.refused.values()].sort((a, b) => a.at - b.at)),
    dismissIntent: (id) => run('dismissIntent', () => void disk.refused.delete(id)),
    proposals: () => run('proposals', () => [...disk.proposals.values()].sort((a, b) => a.at - b.at)),

    retryProposal: (id, at) =>
      run('retryProposal', () => {
        const proposal = disk.proposals.get(id);
        if (!proposal) return [];
        const part = partAt(proposal.doc, proposal.generation);
        part.gone = false;
        for (const update of proposal.updates) addEdit(proposal.doc, part.generation, update, at);
        disk.proposals.delete(id);
        disk.dirty.add(proposal.doc);
        return [proposal.doc];
      }),

    discardProposal: (id) => run('discardProposal', () => void disk.proposals.delete(id)),

    compact: (doc, merge) =>
      run('compact', () => {
        const part = disk.parts.get(doc);
        if (!part || part.rows.length < 2) return;
        const merged = merge(part.rows.map((row) => row.bytes));
        part.rows = [];
        addRow(part, merged, 0);
      }),

    derived: (key) => run('derived', () => disk.derived.get(key) ?? null),
    putDerived: (key, value) => run('putDerived', () => void (value ? disk.derived.set(key, value) : disk.derived.delete(key))),
    dirty: () => run('dirty', () => [...disk.dirty]),
    clearDirty: (docs) => run('clearDirty', () => docs.forEach((doc) => disk.dirty.delete(doc))),

    lead: () =>
      run('lead', () => {
        disk.lead = { ...disk.lead, term: disk.lead.term + 1 };
        return disk.lead.term;
      }),
    welcome: (term, { epoch, at, ledgerHash }) =>
      asLeader('welcome', term, () => void (disk.lead = { ...disk.lead, epoch, welcomedAt: at, ledgerHash })),

    storePage: (term, page, now, proposalId) =>
      asLeader('storePage', term, () => {
        for (const doc of renewedLedgers(page, (one) => disk.stale.has(one))) apply(wipeOf(doc), now, proposalId);
        for (const doc of page.docs) disk.stale.delete(doc.doc);
        const swept = page.more ? [] : [...disk.stale];
        for (const change of [...changesOf(page), ...swept.map(wipeOf)]) apply(change, now, proposalId);
        for (const doc of swept) disk.stale.delete(doc);
        disk.lead = { ...disk.lead, cursor: page.next, accessVersion: page.accessVersion, have: page.id };
        return [...page.docs.map((doc) => doc.doc), ...swept];
      }),

    accept: (term, ns) =>
      asLeader('accept', term, () => {
        const accepted = new Set(ns);
        for (const entry of disk.outbox) {
          const part = entry.type === 'edit' && accepted.has(entry.n) ? disk.parts.get(entry.doc) : undefined;
          if (part && !part.gone && entry.type === 'edit') addRow(part, entry.update, entry.at);
        }
        disk.outbox = disk.outbox.filter((entry) => entry.type !== 'edit' || !accepted.has(entry.n));
      }),

    refuse: (term, doc, code, now, proposalId) =>
      asLeader('refuse', term, () => {
        const part = disk.parts.get(doc);
        if (part) part.incarnation++;
        return takeUnsent(doc, code, now, proposalId);
      }),

    markSent: (term, id, sent) =>
      asLeader('markSent', term, () => {
        const at = disk.outbox.findIndex((entry) => entry.type === 'intent' && entry.id === id);
        const intent = disk.outbox[at];
        if (intent?.type !== 'intent') return false;
        disk.outbox[at] = { ...intent, sent };
        return true;
      }),
    settleIntent: (term, id, answer) =>
      asLeader('settleIntent', term, () => {
        const intent = disk.outbox.find((entry) => entry.type === 'intent' && entry.id === id);
        if (intent?.type !== 'intent') return;
        disk.outbox = disk.outbox.filter((entry) => entry !== intent);
        if (!answer.ok) {
          const { record, body, at } = intent;
          disk.refused.set(id, { id, record, body, at, code: answer.code, details: answer.details });
        }
        disk.dirty.add(`${intent.record}/${FACTS}`);
      }),

    markKept: (term, id) =>
      asLeader('markKept', term, () => {
        const proposal = disk.proposals.get(id);
        if (proposal) disk.proposals.set(id, { ...proposal, kept: true });
      }),

    reopenAll: (term, epoch, docs, now, split) =>
      asLeader('reopenAll', term, () => {
        let count = 0;
        for (const doc of staleAfterRestore(allDocs())) disk.stale.add(doc);
        for (const doc of docs) {
          const part = disk.parts.get(doc);
          if (!part || part.gone || part.rows.length === 0) continue;
          for (const row of part.rows) for (const piece of split(row.bytes)) addEdit(doc, part.generation, piece, now);
          count += part.rows.length;
          part.rows = [];
        }
        doubtBlobs(disk);
        disk.lead = { ...disk.lead, epoch, cursor: 0, have: '', accessVersion: 0 };
        return count;
      }),

    close: async () => undefined,
  };
}
