import { project, readPart, type Facts, type Kind, type PartValue } from '@qiao/domain/kind';
import type { DeviceStore } from '@qiao/sync/store';
import * as Y from 'yjs';
import { makeRow, partsOfRow, type Row } from './row.ts';
import { spell } from './spelling.ts';

/** Facts as stored; null when the server has not accepted the record, or they are no facts. */
export async function readFacts(store: DeviceStore, record: string): Promise<Facts | null> {
  const json = await store.facts(record);
  if (json === null) return null;
  const facts: unknown = JSON.parse(json);
  return typeof facts === 'object' && facts !== null ? (facts as Facts) : null;
}

/** A part as this device has it, confirmed and unsent; null when nothing of it is here. To be destroyed by who asked. */
export async function readStoredDoc(store: DeviceStore, doc: string): Promise<Y.Doc | null> {
  const stored = await store.part(doc);
  if (!stored) return null;
  const ydoc = new Y.Doc();
  ydoc.transact(() => {
    for (const update of stored.confirmed) Y.applyUpdate(ydoc, update);
    for (const edit of stored.unsent) Y.applyUpdate(ydoc, edit.update);
  });
  return ydoc;
}

/** The same as a value; undefined when nothing of it is here. The Y.Doc is let go at once. */
export async function readStoredPart(
  store: DeviceStore,
  kind: Kind,
  doc: string,
  part: string,
  version: number,
): Promise<PartValue | undefined> {
  const ydoc = await readStoredDoc(store, doc);
  if (!ydoc) return undefined;
  try {
    return readPart(kind, part, project(kind, part, ydoc), version);
  } finally {
    ydoc.destroy();
  }
}

/** The row of a record from what the store holds; null when it is not (or no longer) here. `made`: a create of mine waits. */
export async function readRow(store: DeviceStore, kind: Kind, id: string, made: boolean): Promise<Row | null> {
  const record = `${kind.name}/${id}`;
  const facts = await readFacts(store, record);
  const parts: Record<string, PartValue | undefined> = {};
  let found = facts !== null || made;
  for (const part of partsOfRow(kind)) {
    parts[part] = await readStoredPart(store, kind, `${record}/${part}`, part, facts?.version ?? kind.version);
    found ||= parts[part] !== undefined;
  }
  return found ? makeRow(kind, id, facts, parts, spell) : null;
}
