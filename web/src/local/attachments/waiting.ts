/** Attachments of this device that the server does not have, of all records: for the sheet that says what waits. */
import { attachmentsOf, filesOf, project } from '@qiao/domain/kind';
import { kindNamed } from '@qiao/domain/kinds';
import { parseDoc, recordOf } from '@qiao/sync/protocol';
import type { BlobPlace, DeviceStore, StoredBlob } from '@qiao/sync/store';
import * as Y from 'yjs';

export interface UnsafeAttachment {
  place: BlobPlace;
  /** The thumbnail's reference, where there is one: it shares the attachment's fate. */
  with: BlobPlace[];
  record: string;
  /** Empty where the part no longer names it. */
  name: string;
  bytes: number;
  /** 0 to 1. */
  sent: number;
  state: 'waiting' | 'refused';
  code: string;
}

export async function unsafeAttachments(store: DeviceStore): Promise<UnsafeAttachment[]> {
  const blobs = await store.unsafeBlobs();
  const names = await namesIn(store, new Set(blobs.flatMap(({ refs }) => refs.map(({ doc }) => doc))));
  const found = blobs.flatMap((blob) => read(blob, names));
  const isWith = ({ place }: UnsafeAttachment): boolean => place.item.includes('.');
  return found
    .filter((one) => !isWith(one) || !found.some((other) => owns(other, one)))
    .map((one) => ({ ...one, with: found.filter((other) => owns(one, other)).map(({ place }) => place) }));
}

/** A reference `x.y` goes with `x`. */
const owns = (one: UnsafeAttachment, other: UnsafeAttachment): boolean =>
  one !== other && one.place.doc === other.place.doc && other.place.item.startsWith(`${one.place.item}.`);

function read({ hash, bytes, sent, refs }: StoredBlob, names: ReadonlyMap<string, string>): UnsafeAttachment[] {
  return refs.flatMap(({ doc, item, state, code }) =>
    state === 'waiting' || state === 'refused'
      ? [
          {
            place: { hash, doc, item },
            with: [],
            record: recordOf(doc),
            name: names.get(`${doc} ${item}`) ?? '',
            bytes,
            sent: sent / Math.max(1, bytes),
            state,
            code,
          },
        ]
      : [],
  );
}

/** What the parts call them, by doc and item. What was refused may lie in a proposal alone. */
async function namesIn(store: DeviceStore, docs: ReadonlySet<string>): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  const proposals = await store.proposals();
  for (const doc of docs) {
    const name = parseDoc(doc);
    const kind = name && kindNamed(name.kind);
    if (!name || !kind?.parts[name.part]) continue;
    const ydoc = new Y.Doc();
    try {
      const stored = await store.part(doc);
      for (const update of stored?.confirmed ?? []) Y.applyUpdate(ydoc, update);
      for (const { update } of stored?.unsent ?? []) Y.applyUpdate(ydoc, update);
      for (const proposal of proposals) if (proposal.doc === doc) for (const update of proposal.updates) Y.applyUpdate(ydoc, update);
    } catch {
      // Names are a help. What waits is listed all the same, and taken along by who saves it from a damaged device (SPEC ATT13).
    }
    const value = project(kind, name.part, ydoc);
    for (const attachment of attachmentsOf(value)) names.set(`${doc} ${attachment.id}`, attachment.name);
    for (const { item, file } of filesOf(kind.parts[name.part]!, value)) names.set(`${doc} ${item}`, file.name);
    ydoc.destroy();
  }
  return names;
}
