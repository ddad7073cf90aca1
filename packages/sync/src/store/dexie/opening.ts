import type { RelayCode } from '../../protocol/codes.ts';
import type { OutboxEdit, OutboxEntry, OutboxIntent, Proposal } from '../contract.ts';
import { openText, type Seal } from '../seal.ts';
import type { OutboxRow, ProposalRow } from './schema.ts';

/** Turns stored rows into what the contract speaks of. Outside transactions: opening may take its time. */
export function rowsOpener(seal: Seal) {
  const openEdit = async (row: OutboxRow): Promise<OutboxEdit> => ({
    type: 'edit',
    n: row.n,
    doc: await openText(seal, row.name),
    generation: row.generation,
    update: await seal.open(row.bytes),
    at: row.at,
  });
  const openIntent = async (row: OutboxRow): Promise<OutboxIntent> => {
    const { id, record, body } = JSON.parse(await openText(seal, row.bytes)) as { id: string; record: string; body: string };
    return { type: 'intent', n: row.n, id, record, body, at: row.at, sent: row.sent === true };
  };
  return {
    openEdit,
    openIntent,
    openEntry: (row: OutboxRow): Promise<OutboxEntry> => (row.type === 'edit' ? openEdit(row) : openIntent(row)),
    openAll: (rows: { bytes: Uint8Array }[]): Promise<Uint8Array[]> => Promise.all(rows.map((row) => seal.open(row.bytes))),
    openProposal: async (row: ProposalRow): Promise<Proposal> => ({
      id: row.id,
      doc: await openText(seal, row.name),
      generation: row.generation,
      code: row.code as RelayCode,
      at: row.at,
      updates: await Promise.all(row.updates.map((bytes) => seal.open(bytes))),
      kept: row.kept === 1,
    }),
    names: (rows: { name: Uint8Array }[]): Promise<string[]> => Promise.all(rows.map((row) => openText(seal, row.name))),
  };
}
