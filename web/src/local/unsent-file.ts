import { readBytes } from '@qiao/sync/blobs';
import type { OpenPart } from '@qiao/sync/client';
import type { DeviceStore } from '@qiao/sync/store';
import { openDexieStore } from '@qiao/sync/store/dexie';
import * as Y from 'yjs';
import { unsafeAttachments } from './attachments/waiting.ts';
import { databaseOf, type DevicePerson } from './session/people.ts';
import { archivesOf, MAX_ARCHIVE_BYTES, type ArchiveEntry } from './zip.ts';

const toBase64 = (bytes: Uint8Array): string => {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
};

interface Stored {
  outbox: unknown[];
  proposals: unknown[];
  /** `file`: its path in the archive; null when its bytes are not whole here. */
  attachments: { hash: string; doc: string; item: string; name: string; bytes: number; state: string; code: string; file: string | null }[];
}

const NO_FILES: { attachments: Stored['attachments']; files: ArchiveEntry[] } = { attachments: [], files: [] };

/** What is stored, and the bytes that `attachments` name. */
async function readStored(person: DevicePerson): Promise<{ stored: Stored; files: ArchiveEntry[] }> {
  const store = openDexieStore(databaseOf(person));
  try {
    const [entries, proposals, { attachments, files }] = await Promise.all([
      store.outbox(),
      store.proposals(),
      readAttachments(store).catch(() => NO_FILES),
    ]);
    return {
      stored: {
        outbox: entries.map((entry) => (entry.type === 'edit' ? { ...entry, update: toBase64(entry.update) } : entry)),
        proposals: proposals.map((proposal) => ({ ...proposal, updates: proposal.updates.map(toBase64) })),
        attachments,
      },
      files,
    };
  } finally {
    await store.close();
  }
}

/** Attachments that the server does not have, whether they wait or were refused; bytes that several name are there once. */
async function readAttachments(store: DeviceStore): Promise<typeof NO_FILES> {
  const files = new Map<string, ArchiveEntry | null>();
  const attachments: Stored['attachments'] = [];
  for (const { place, with: others, name, bytes, state, code } of await unsafeAttachments(store)) {
    for (const { hash, doc, item } of [place, ...others]) {
      const called = item === place.item ? name : '';
      if (!files.has(hash)) {
        const whole = await readBytes(store, hash, 'application/octet-stream').catch(() => null);
        // The number keeps apart what is called the same, and from other names on a disk that knows no large letters.
        files.set(hash, whole && { name: `files/${files.size + 1} ${called.replace(UNSAFE, '_') || hash}`, bytes: whole });
      }
      const size = item === place.item ? bytes : (files.get(hash)?.bytes.size ?? 0);
      attachments.push({ hash, doc, item, name: called, bytes: size, state, code, file: files.get(hash)?.name ?? null });
    }
  }
  return { attachments, files: [...files.values()].filter((file) => file !== null) };
}

/** What a name in an archive must not have. */
const UNSAFE = /[\p{Cc}/\\:*?"<>|]+/gu;

export interface UnsentFile {
  name: string;
  bytes: Blob;
}

/**
 * Everything of this person that the server has not confirmed: edits and intents in their order, proposals, and the whole state
 * of the parts that are open (they may hold what this device could not store), as JSON; with attachments that the server does not
 * have it lies in an archive, they beside it. Needs neither network nor an open lease (SPEC DEV1, DEV10, ATT13).
 */
export async function unsentFiles(
  person: DevicePerson,
  open: readonly OpenPart[] = [],
  now = new Date(),
  most = MAX_ARCHIVE_BYTES,
): Promise<UnsentFile[]> {
  // A database that no longer answers is the very reason for the export: what is in memory still comes out.
  const { stored, files } = await readStored(person).catch(() => ({ stored: { outbox: [], proposals: [], attachments: [] }, files: [] }));
  const content = {
    format: 'qiao-unsent',
    version: 1,
    user: person.user.id,
    device: person.device,
    workspace: person.workspace,
    madeAt: now.toISOString(),
    ...stored,
    open: open.map((part) => ({ doc: part.doc, generation: part.generation, state: toBase64(Y.encodeStateAsUpdate(part.ydoc)) })),
  };
  const json = new Blob([JSON.stringify(content)], { type: 'application/json' });
  const name = `qiao-unsent-${now.toISOString().slice(0, 10)}`;
  if (files.length === 0) return [{ name: `${name}.json`, bytes: json }];
  const archives = await archivesOf([{ name: 'unsent.json', bytes: json }, ...files], now, most);
  return archives.map((bytes, n) => ({ name: n === 0 ? `${name}.zip` : `${name}-${n + 1}.zip`, bytes }));
}

/** Milliseconds after which the browser has surely taken the file over. */
const TAKEN_AFTER_MS = 60_000;

/** Hands the files to the person; as a rule there is one. */
export async function exportUnsent(person: DevicePerson, open: readonly OpenPart[] = []): Promise<void> {
  for (const { name, bytes } of await unsentFiles(person, open)) {
    const url = URL.createObjectURL(bytes);
    const link = document.createElement('a');
    link.href = url;
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), TAKEN_AFTER_MS);
  }
}
