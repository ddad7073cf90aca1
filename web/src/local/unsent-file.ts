import type { OpenPart } from '@qiao/sync/client';
import { openDexieStore } from '@qiao/sync/store/dexie';
import * as Y from 'yjs';
import { databaseOf, type DevicePerson } from './session/people.ts';

const toBase64 = (bytes: Uint8Array): string => {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
};

interface Stored {
  outbox: unknown[];
  proposals: unknown[];
}

async function readStored(person: DevicePerson): Promise<Stored> {
  const store = openDexieStore(databaseOf(person));
  try {
    const [entries, proposals] = await Promise.all([store.outbox(), store.proposals()]);
    return {
      outbox: entries.map((entry) => (entry.type === 'edit' ? { ...entry, update: toBase64(entry.update) } : entry)),
      proposals: proposals.map((proposal) => ({ ...proposal, updates: proposal.updates.map(toBase64) })),
    };
  } finally {
    await store.close();
  }
}

/**
 * Everything of this person that the server has not confirmed, as one JSON file: edits and intents in their order,
 * proposals, and the whole state of the parts that are open (they may hold what this device could not store). Needs
 * neither network nor an open lease (SPEC DEV1, DEV10).
 */
export async function unsentFile(person: DevicePerson, open: readonly OpenPart[] = []): Promise<Blob> {
  // A database that no longer answers is the very reason for the export: what is in memory still comes out.
  const stored = await readStored(person).catch((): Stored => ({ outbox: [], proposals: [] }));
  const file = {
    format: 'qiao-unsent',
    version: 1,
    user: person.user.id,
    device: person.device,
    workspace: person.workspace,
    madeAt: new Date().toISOString(),
    ...stored,
    open: open.map((part) => ({ doc: part.doc, generation: part.generation, state: toBase64(Y.encodeStateAsUpdate(part.ydoc)) })),
  };
  return new Blob([JSON.stringify(file)], { type: 'application/json' });
}

/** Milliseconds after which the browser has surely taken the file over. */
const TAKEN_AFTER_MS = 60_000;

/** Hands the file to the person. */
export async function exportUnsent(person: DevicePerson, open: readonly OpenPart[] = []): Promise<void> {
  const url = URL.createObjectURL(await unsentFile(person, open));
  const link = document.createElement('a');
  link.href = url;
  link.download = `qiao-unsent-${new Date().toISOString().slice(0, 10)}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), TAKEN_AFTER_MS);
}
