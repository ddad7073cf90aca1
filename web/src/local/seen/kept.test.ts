import { openMemoryStore } from '@qiao/sync/store/memory';
import type { DeviceStore } from '@qiao/sync/store';
import { beforeEach, describe, expect, it } from 'vitest';
import { forgetGone } from '../journal/forget.ts';
import { readWho, writeWho } from './kept.ts';

const RECORD = 'event/0192f0c1-2345-7abc-8def-0123456789ab';
const [FACTS, LEDGER, PLAN, BUDGET] = ['$facts', '$ledger', 'plan', 'budget'].map((part) => `${RECORD}/${part}`) as [
  string,
  string,
  string,
  string,
];

let store: DeviceStore;
let head = 1;

async function revoke(...names: string[]): Promise<void> {
  const docs = names.map((doc) => ({ kind: 'revoked' as const, doc, head: ++head }));
  const page = { type: 'page' as const, id: `p${head}`, next: head, more: false, accessVersion: head, docs };
  await store.storePage(await store.lead(), page, 2, () => `p${head}`);
}

/** As the index does with every doc that changed. */
async function told(): Promise<boolean> {
  for (const doc of [FACTS, LEDGER, PLAN, BUDGET]) await forgetGone(store, doc);
  return (await readWho(store, RECORD)) !== null;
}

beforeEach(async () => {
  store = openMemoryStore();
  const snapshot = { kind: 'snapshot' as const, generation: 0, update: Uint8Array.of(0, 0), authors: [] };
  const docs = [
    { kind: 'facts' as const, doc: FACTS, head: 1, json: '{}' },
    { ...snapshot, doc: PLAN, head: 1 },
    { ...snapshot, doc: BUDGET, head: 1 },
  ];
  await store.storePage(await store.lead(), { type: 'page', id: 'p', next: 1, more: false, accessVersion: 1, docs }, 1, () => 'p');
  await writeWho(store, RECORD, Uint8Array.of(1));
});

describe('who has seen what, as a device keeps it', () => {
  it('[SEEN4] goes with the record, and stays while all of it is here', async () => {
    expect(await told()).toBe(true);
    await revoke(FACTS, LEDGER, PLAN, BUDGET);
    expect(await told()).toBe(false);
  });

  it('[SEEN4] goes with one part too, for it names who has seen that', async () => {
    await revoke(BUDGET);
    expect(await told()).toBe(false);
  });

  it('[SEEN4] goes where nothing of the record is here but its facts', async () => {
    await revoke(FACTS);
    expect(await told()).toBe(false);
  });
});
