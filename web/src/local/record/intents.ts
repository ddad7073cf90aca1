import { contentHash, coveredJson, type Command, type Kind, type Move } from '@qiao/domain/kind';
import { recordId } from '@qiao/domain/shared/ids';
import * as Y from 'yjs';
import { sync } from '../sync/sync.svelte.ts';
import type { OpenRecord } from './open-record.svelte.ts';

const toBase64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));

type Body = Omit<Command, 'id'>;

async function intend(body: Body): Promise<string> {
  const { client } = await sync.opened();
  return client.intend(`${body.kind}/${body.record}`, { ...body, madeAt: Date.now() });
}

/** Makes a record: the intent is durable when it resolves, and parts may be written at once. The answer is the record's id. */
export async function createRecord(kind: Kind): Promise<string> {
  const id = recordId(Date.now(), crypto.getRandomValues(new Uint8Array(16)));
  await intend({ type: 'create', kind: kind.name, record: id });
  return id;
}

/** Makes a record that already has a name, for a picker that found nobody. */
export async function createNamed(kind: Kind, edits: readonly { part: string; key: string; value: unknown }[]): Promise<string> {
  const id = await createRecord(kind);
  for (const part of new Set(edits.map((edit) => edit.part))) {
    const open = await sync.openPart(`${kind.name}/${id}/${part}`);
    const fields = open.ydoc.getMap('fields');
    open.ydoc.transact(() => {
      for (const edit of edits) if (edit.part === part) fields.set(edit.key, edit.value);
    });
    await open.flushed();
    open.close();
  }
  return id;
}

/** A move decides on what its maker sees: the hash of the covered parts and their state vectors go with it (SPEC DEC3). */
export async function intendMove(record: OpenRecord, move: Move, words: { reason?: string; opinion?: string }): Promise<string> {
  const covers = record.kind.workflow.moves[move].covers ?? [];
  const body: Body = { type: move, kind: record.kind.name, record: record.id, ...words };
  if (covers.length === 0) return intend(body);
  // Every keystroke is durable before the decision that rests on it (SPEC PSH9).
  await Promise.all(covers.flatMap((part) => record.parts[part]?.open.flushed() ?? []));
  return intend({ ...body, ...covered(record.kind, move, record) });
}

function covered(kind: Kind, move: Move, record: OpenRecord): Pick<Command, 'contentHash' | 'vectors'> {
  const json = coveredJson(kind, move, record.projected);
  if (json === null) return {};
  const vectors: Record<string, string> = {};
  for (const part of kind.workflow.moves[move].covers ?? []) {
    const view = record.parts[part];
    if (view) vectors[part] = toBase64(Y.encodeStateVector(view.open.ydoc));
  }
  return { contentHash: contentHash(json, record.id), vectors };
}

export const intendArchive = (record: OpenRecord, reason: string): Promise<string> =>
  intend({ type: 'archive', kind: record.kind.name, record: record.id, ...(reason ? { reason } : {}) });

export const intendAssign = (record: OpenRecord, assignees: NonNullable<Command['assignees']>): Promise<string> =>
  intend({ type: 'assign', kind: record.kind.name, record: record.id, assignees });
