import type { Changed, CursorRow, DeviceStore, Mark, NewEdit, RefusedIntent, StoredPart } from '../contract.ts';
import { Fenced } from '../contract.ts';
import { changesOf, renewedLedgers, staleAfterRestore, wipeOf } from '../page.ts';
import type { RelayCode } from '../../protocol/codes.ts';
import type { Author, Page } from '../../protocol/messages.ts';
import { recordOf } from '../../protocol/names.ts';
import { identitySeal, openText, sealText, type Seal } from '../seal.ts';
import { dexieBlobs, doubtBlobs } from './blobs.ts';
import { attempt as attemptOn } from './connection.ts';
import { rowsOpener } from './opening.ts';
import { DeviceDb, type LeadRow, type OutboxRow, type PartRow } from './schema.ts';
import { moveRowsBack, rowPieces } from './reopening.ts';
import { applyChange, sealChange, takeUnsent } from './storing.ts';

type Rest = Omit<CursorRow, 'term'>;
const START: Rest = { epoch: '', cursor: 0, accessVersion: 0, have: '', welcomedAt: 0, ledgerHash: '' };

/** Opens (and makes) the database of one user and workspace in this browser (SPEC DEV9). */
export function openDexieStore(name: string, seal: Seal = identitySeal): DeviceStore {
  const db = new DeviceDb(name);
  const key = (doc: string): string => seal.key(doc);
  const record = (doc: string): string => seal.key(recordOf(doc));

  const attempt = <T>(job: () => Promise<T>): Promise<T> => attemptOn(db, job);
  // A keystroke does not wait for a large attachment: only what must touches the bytes of blobs.
  const words = db.tables.filter((table) => !db.blobTables.includes(table));
  const write = <T>(job: () => Promise<T>, tables = words): Promise<T> => attempt(() => db.transaction('rw', tables, job));

  /** One transaction of the leader: nothing of it happens when another tab leads (SPEC DEV6). */
  const asLeader = <T>(term: number, job: (lead: LeadRow) => Promise<T>, tables = words): Promise<T> =>
    write(async () => {
      const lead = await db.lead.get('lead');
      if (!lead || lead.term !== term) throw new Fenced();
      return job(lead);
    }, tables);

  async function openLead(lead: LeadRow | undefined): Promise<CursorRow> {
    const rest = lead ? { ...START, ...(JSON.parse(await openText(seal, lead.rest)) as Partial<Rest>) } : START;
    return { term: lead?.term ?? 0, ...rest };
  }

  /** Only the leader writes the sealed rest, so reading it before the transaction cannot lose another's write. */
  async function sealRest(term: number, change: Partial<Rest>): Promise<Uint8Array> {
    const { term: stored, ...rest } = await openLead(await db.lead.get('lead'));
    if (stored !== term) throw new Fenced();
    return sealText(seal, JSON.stringify({ ...rest, ...change }));
  }

  const { openEdit, openIntent, openEntry, openAll, openProposal, names } = rowsOpener(seal);

  async function readPart(doc: string, mark: Mark | null) {
    return db.transaction('r', [db.parts, db.rows, db.outbox, db.authors], async () => {
      const part = await db.parts.get(key(doc));
      const rows = await db.rows
        .where('key')
        .equals(key(doc))
        .filter((row) => row.row > (mark?.row ?? 0))
        .sortBy('row');
      const unsent = await db.outbox
        .where('key')
        .equals(key(doc))
        .filter((row) => row.n > (mark?.n ?? 0))
        .sortBy('n');
      const authors = mark ? [] : await db.authors.where('key').equals(key(doc)).toArray();
      const end: Mark = { row: rows.at(-1)?.row ?? mark?.row ?? 0, n: unsent.at(-1)?.n ?? mark?.n ?? 0 };
      return { part, rows, unsent, authors, end };
    });
  }

  return {
    ...dexieBlobs(db, seal, attempt, (term, job) => asLeader(term, job, [db.lead, db.blobs, db.blobRefs])),

    cursor: () => attempt(async () => openLead(await db.lead.get('lead'))),

    async part(doc): Promise<StoredPart | null> {
      const { part, rows, unsent, authors, end } = await attempt(() => readPart(doc, null));
      if (!part || (part.gone && unsent.length === 0)) return null;
      return {
        doc,
        generation: part.generation,
        incarnation: part.incarnation,
        head: part.head,
        mark: end,
        confirmed: await openAll(rows),
        times: rows.map((row) => row.at ?? 0),
        unsent: await Promise.all(unsent.map(openEdit)),
        authors: await Promise.all(authors.map(async (row) => JSON.parse(await openText(seal, row.value)) as Author)),
      };
    },

    async newer(doc, mark) {
      const { part, rows, unsent, end } = await attempt(() => readPart(doc, mark));
      if (!part) return null;
      return {
        generation: part.generation,
        incarnation: part.incarnation,
        updates: [...(await openAll(rows)), ...(await openAll(unsent))],
        mark: end,
      };
    },

    async authors(doc) {
      const rows = await attempt(() => db.authors.where('key').equals(key(doc)).toArray());
      return Promise.all(rows.map(async (row) => JSON.parse(await openText(seal, row.value)) as Author));
    },

    async facts(of) {
      const row = await attempt(() => db.facts.get(key(`${of}/$facts`)));
      return row ? openText(seal, row.bytes) : null;
    },

    async ledger(of) {
      const rows = await attempt(() => db.ledger.where('record').equals(seal.key(of)).sortBy('seq'));
      return `[${(await Promise.all(rows.map((row) => openText(seal, row.bytes)))).join(',')}]`;
    },

    async docs(of) {
      const { parts, facts } = await attempt(async () => ({
        parts: await (of === undefined ? db.parts.toArray() : db.parts.where('record').equals(seal.key(of)).toArray()),
        facts: await (of === undefined ? db.facts.toArray() : db.facts.where('record').equals(seal.key(of)).toArray()),
      }));
      return names([...parts.filter((row) => !row.gone), ...facts]);
    },

    async saveEdit(edit: NewEdit) {
      const [bytes, name] = await Promise.all([seal.seal(edit.update), sealText(seal, edit.doc)]);
      return write(async () => {
        const k = key(edit.doc);
        const part = await db.parts.get(k);
        await db.dirty.put({ key: k, name });
        if (part && (part.incarnation !== edit.incarnation || part.generation !== edit.generation)) {
          const code: RelayCode = part.gone ? 'revoked' : part.generation === edit.generation ? 'frozen' : 'stale-generation';
          const before = await db.proposals.get(edit.proposalId);
          await db.proposals.put({
            id: edit.proposalId,
            key: k,
            name,
            generation: edit.generation,
            code,
            at: edit.at,
            kept: 0,
            updates: [...(before?.updates ?? []), bytes],
          });
          return { n: null };
        }
        if (!part)
          await db.parts.add({
            key: k,
            record: record(edit.doc),
            name,
            generation: edit.generation,
            incarnation: edit.incarnation,
            head: 0,
            gone: false,
          });
        const n = await db.outbox.add({
          type: 'edit',
          key: k,
          record: record(edit.doc),
          name,
          generation: edit.generation,
          at: edit.at,
          bytes,
        });
        return { n };
      });
    },

    async saveHeard(doc, generation, update, at) {
      const [bytes, name] = await Promise.all([seal.seal(update), sealText(seal, doc)]);
      await write(async () => {
        const part = await db.parts.get(key(doc));
        if (!part || part.gone || part.generation !== generation) return;
        await db.rows.add({ key: key(doc), bytes, at });
        await db.dirty.put({ key: key(doc), name });
      });
    },

    async saveIntent(intent) {
      const [bytes, name] = await Promise.all([
        sealText(seal, JSON.stringify({ id: intent.id, record: intent.record, body: intent.body })),
        sealText(seal, `${intent.record}/$facts`),
      ]);
      return write(async () => {
        await db.dirty.put({ key: key(`${intent.record}/$facts`), name });
        return db.outbox.add({
          type: 'intent',
          key: seal.key(intent.id),
          record: seal.key(intent.record),
          name,
          generation: 0,
          at: intent.at,
          bytes,
        });
      });
    },

    async withdrawIntent(id) {
      const row = await attempt(() => db.outbox.where('key').equals(seal.key(id)).first());
      if (!row) return false;
      const facts = key(await openText(seal, row.name));
      return write(async () => {
        const now = await db.outbox.get(row.n);
        if (!now || now.sent) return false;
        await db.outbox.delete(row.n);
        await db.dirty.put({ key: facts, name: row.name });
        return true;
      });
    },

    async outbox(after = 0) {
      const rows = await attempt(() => db.outbox.where('n').above(after).sortBy('n'));
      return Promise.all(rows.map(openEntry));
    },

    waiting: () =>
      attempt(async () => ({
        edits: await db.outbox.where('type').equals('edit').count(),
        intents: await db.outbox.where('type').equals('intent').count(),
        oldest: (await db.outbox.orderBy('n').first())?.at ?? 0,
      })),

    async refusedIntents() {
      const rows = await attempt(() => db.refused.toArray());
      const all = await Promise.all(rows.map(async (row) => JSON.parse(await openText(seal, row.bytes)) as RefusedIntent));
      return all.sort((a, b) => a.at - b.at);
    },

    dismissIntent: (id) => write(() => db.refused.delete(seal.key(id))),

    async proposals() {
      const rows = await attempt(() => db.proposals.toArray());
      return Promise.all(rows.sort((a, b) => a.at - b.at).map(openProposal));
    },

    async retryProposal(id, at): Promise<Changed> {
      const found = await attempt(() => db.proposals.get(id));
      if (!found) return [];
      const doc = await openText(seal, found.name);
      const of = record(doc);
      return write(async () => {
        const row = await db.proposals.get(id);
        if (!row) return [];
        const part = await db.parts.get(row.key);
        const generation = part?.generation ?? row.generation;
        if (part?.gone) await db.parts.update(row.key, { gone: false });
        if (!part) await db.parts.add({ key: row.key, record: of, name: row.name, generation, incarnation: 0, head: 0, gone: false });
        for (const bytes of row.updates)
          await db.outbox.add({ type: 'edit', key: row.key, record: of, name: row.name, generation, at, bytes });
        await db.proposals.delete(id);
        await db.dirty.put({ key: row.key, name: row.name });
        return [doc];
      });
    },

    discardProposal: (id) => write(() => db.proposals.delete(id)),

    async compact(doc, merge) {
      const rows = await attempt(() => db.rows.where('key').equals(key(doc)).sortBy('row'));
      if (rows.length < 2) return;
      const bytes = await seal.seal(merge(await openAll(rows)));
      const ids = rows.map((row) => row.row);
      await write(async () => {
        // Wiped or compacted by another tab meanwhile: leave it.
        if ((await db.rows.bulkGet(ids)).some((row) => row === undefined)) return;
        await db.rows.bulkDelete(ids);
        // Under a new number: a tab whose mark lies inside the merged ones must still come to read them.
        await db.rows.add({ key: key(doc), bytes });
      });
    },

    async derived(name_) {
      const row = await attempt(() => db.derived.get(seal.key(name_)));
      return row ? seal.open(row.bytes) : null;
    },

    async putDerived(name_, value) {
      const bytes = value && (await seal.seal(value));
      await write(async () => {
        if (bytes) await db.derived.put({ key: seal.key(name_), bytes });
        else await db.derived.delete(seal.key(name_));
      });
    },

    dirty: async () => names(await attempt(() => db.dirty.toArray())),
    clearDirty: (docs) => write(() => db.dirty.bulkDelete(docs.map(key))),

    async lead() {
      const rest = await sealText(seal, JSON.stringify(START));
      return write(async () => {
        const before = await db.lead.get('lead');
        const term = (before?.term ?? 0) + 1;
        await db.lead.put({ id: 'lead', term, rest: before?.rest ?? rest });
        return term;
      });
    },

    async welcome(term, welcome) {
      const rest = await attempt(() => sealRest(term, { epoch: welcome.epoch, welcomedAt: welcome.at, ledgerHash: welcome.ledgerHash }));
      await asLeader(term, async (lead) => void (await db.lead.put({ ...lead, rest })));
    },

    async storePage(term, page: Page, now, proposalId): Promise<Changed> {
      const here = new Set(page.docs.map((doc) => key(doc.doc)));
      // Only the leader adds to or takes from the stale ones, so what is read before the transaction holds in it.
      const stale = await attempt(() => db.stale.toArray());
      const left = stale.filter((row) => !here.has(row.key));
      const renewed = renewedLedgers(page, (doc) => stale.some((row) => row.key === key(doc)));
      const swept = page.more ? [] : await names(left);
      const changes = await Promise.all(
        [...renewed.map(wipeOf), ...changesOf(page), ...swept.map(wipeOf)].map((change) => sealChange(seal, change)),
      );
      const rest = await attempt(() => sealRest(term, { cursor: page.next, accessVersion: page.accessVersion, have: page.id }));
      await asLeader(
        term,
        async (lead) => {
          for (const change of changes) await applyChange(db, change, now, proposalId);
          await (page.more ? db.stale.bulkDelete([...here]) : db.stale.clear());
          await db.lead.put({ ...lead, rest });
        },
        db.tables,
      );
      return [...page.docs.map((doc) => doc.doc), ...swept];
    },

    accept: (term, ns) =>
      asLeader(term, async () => {
        const rows = (await db.outbox.bulkGet([...ns])).filter((row) => row?.type === 'edit') as OutboxRow[];
        const gone = new Set(
          (
            await db.parts
              .where('key')
              .anyOf(rows.map((row) => row.key))
              .toArray()
          )
            .filter((part) => part.gone)
            .map((part) => part.key),
        );
        await db.rows.bulkAdd(rows.filter((row) => !gone.has(row.key)).map(({ key: k, bytes, at }) => ({ key: k, bytes, at })));
        await db.outbox.bulkDelete(rows.map((row) => row.n));
      }),

    async refuse(term, doc, code, now, proposalId) {
      const row = await asLeader(term, async () => {
        const part: PartRow | undefined = await db.parts.get(key(doc));
        if (part) await db.parts.update(part.key, { incarnation: part.incarnation + 1 });
        return takeUnsent(db, key(doc), code, now, proposalId);
      });
      return row ? openProposal(row) : null;
    },

    markSent: (term, id, sent) => asLeader(term, async () => (await db.outbox.where('key').equals(seal.key(id)).modify({ sent })) > 0),

    async settleIntent(term, id, answer) {
      const row = await attempt(() => db.outbox.where('key').equals(seal.key(id)).first());
      if (!row) return;
      const intent = await openIntent(row);
      const refused: RefusedIntent | null = answer.ok
        ? null
        : { id, record: intent.record, body: intent.body, at: intent.at, code: answer.code, details: answer.details };
      const bytes = refused && (await sealText(seal, JSON.stringify(refused)));
      const k = key(`${intent.record}/$facts`);
      await asLeader(term, async () => {
        await db.outbox.delete(row.n);
        if (bytes) await db.refused.put({ key: row.key, record: row.record, name: row.name, bytes });
        await db.dirty.put({ key: k, name: row.name });
      });
    },

    markKept: (term, id) => asLeader(term, async () => void (await db.proposals.update(id, { kept: 1 }))),

    async reopenAll(term, epoch, docs, now, split) {
      const rest = await attempt(() => sealRest(term, { epoch, cursor: 0, have: '', accessVersion: 0 }));
      const named = await Promise.all(docs.map(async (doc) => ({ k: key(doc), name: await sealText(seal, doc) })));
      const uncertain = staleAfterRestore(await this.docs());
      const stale = await Promise.all(uncertain.map(async (doc) => ({ key: key(doc), name: await sealText(seal, doc) })));
      const pieces = rowPieces(seal, split);
      for (;;) {
        await pieces.cut(await attempt(() => db.rows.toArray()));
        const count = await asLeader(
          term,
          async (lead) => {
            await db.stale.bulkPut(stale);
            await doubtBlobs(db);
            const moved = await moveRowsBack(db, named, pieces.of, now);
            if (moved !== null) await db.lead.put({ ...lead, rest });
            return moved;
          },
          db.tables,
        );
        if (count !== null) return count;
      }
    },

    close: async () => db.close(),
  };
}
