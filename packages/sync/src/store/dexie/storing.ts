/** What pages and refusals do inside a transaction. Sealing happens before it: IndexedDB commits when it has to wait for anything else. */
import type { RelayCode } from '../../protocol/codes.ts';
import { recordOf } from '../../protocol/names.ts';
import type { DocChange } from '../page.ts';
import { sealText, type Seal } from '../seal.ts';
import { forgetBlobsOf } from './blobs.ts';
import type { DeviceDb, ProposalRow } from './schema.ts';

type Sealed = { key: string; record: string; name: Uint8Array };
export type SealedChange = Sealed &
  (
    | {
        do: 'grow';
        head: number;
        generation: number;
        updates: { bytes: Uint8Array; at: number }[];
        authors: { client: number; value: Uint8Array }[];
      }
    | { do: 'facts'; bytes: Uint8Array }
    | { do: 'ledger'; entries: { seq: number; bytes: Uint8Array }[] }
    | { do: 'wipe-facts' }
    | { do: 'wipe-ledger' }
    | { do: 'wipe-part'; head: number }
  );

export async function sealChange(seal: Seal, change: DocChange): Promise<SealedChange> {
  const base = { key: seal.key(change.doc), record: seal.key(recordOf(change.doc)), name: await sealText(seal, change.doc) };
  switch (change.do) {
    case 'grow':
      return {
        ...base,
        do: 'grow',
        head: change.head,
        generation: change.generation,
        updates: await Promise.all(change.updates.map(async ({ update, at }) => ({ bytes: await seal.seal(update), at }))),
        authors: await Promise.all(
          change.authors.map(async (author) => ({ client: author.client, value: await sealText(seal, JSON.stringify(author)) })),
        ),
      };
    case 'facts':
      return { ...base, do: 'facts', bytes: await sealText(seal, change.json) };
    case 'ledger':
      return {
        ...base,
        do: 'ledger',
        entries: await Promise.all(change.entries.map(async (entry) => ({ seq: entry.seq, bytes: await sealText(seal, entry.json) }))),
      };
    case 'wipe-facts':
      return { ...base, do: 'wipe-facts' };
    case 'wipe-ledger':
      return { ...base, do: 'wipe-ledger' };
    case 'wipe-part':
      return { ...base, do: 'wipe-part', head: change.head };
  }
}

/** Takes all unsent edits of a part out of the outbox into one proposal (SPEC REF1, REF2). */
export async function takeUnsent(db: DeviceDb, key: string, code: RelayCode, now: number, proposalId: string): Promise<ProposalRow | null> {
  const rows = await db.outbox.where('key').equals(key).sortBy('n');
  const first = rows[0];
  if (!first) return null;
  const proposal: ProposalRow = {
    id: proposalId,
    key,
    name: first.name,
    generation: first.generation,
    code,
    at: now,
    kept: 0,
    updates: rows.map((row) => row.bytes),
  };
  await db.proposals.put(proposal);
  await db.outbox.bulkDelete(rows.map((row) => row.n));
  await db.dirty.put({ key, name: first.name });
  return proposal;
}

async function wipeBytes(db: DeviceDb, key: string): Promise<void> {
  await db.rows.where('key').equals(key).delete();
  await db.authors.where('key').equals(key).delete();
}

/** Applies one doc of a page. A part of a new generation begins anew; its older unsent edits become a proposal (SPEC EPO3). */
export async function applyChange(db: DeviceDb, change: SealedChange, now: number, proposalId: () => string): Promise<void> {
  const { key, record, name } = change;
  await db.dirty.put({ key, name });
  switch (change.do) {
    case 'grow': {
      const before = await db.parts.get(key);
      const renewed = before !== undefined && before.generation !== change.generation;
      if (renewed) {
        await wipeBytes(db, key);
        await takeUnsent(db, key, 'stale-generation', now, proposalId());
        await forgetBlobsOf(db, { doc: key }, false);
      }
      await db.parts.put({
        key,
        record,
        name,
        generation: change.generation,
        head: change.head,
        gone: false,
        incarnation: (before?.incarnation ?? 0) + (renewed ? 1 : 0),
      });
      await db.rows.bulkAdd(change.updates.map((update) => ({ key, ...update })));
      await db.authors.bulkPut(change.authors.map((author) => ({ key, ...author })));
      return;
    }
    case 'facts':
      await db.facts.put({ key, record, name, bytes: change.bytes });
      return;
    case 'ledger':
      await db.ledger.bulkPut(change.entries.map((entry) => ({ record, ...entry })));
      return;
    case 'wipe-facts':
      await db.facts.delete(key);
      // Also for parts that never were here: nothing was written in them but the attachment's name.
      await forgetBlobsOf(db, { record }, true);
      return;
    case 'wipe-ledger':
      await db.ledger.where('record').equals(record).delete();
      return;
    case 'wipe-part': {
      const before = await db.parts.get(key);
      await wipeBytes(db, key);
      await takeUnsent(db, key, 'revoked', now, proposalId());
      await forgetBlobsOf(db, { doc: key }, true);
      await db.parts.put({
        key,
        record,
        name,
        generation: before?.generation ?? 0,
        head: change.head,
        gone: true,
        incarnation: (before?.incarnation ?? 0) + 1,
      });
    }
  }
}
