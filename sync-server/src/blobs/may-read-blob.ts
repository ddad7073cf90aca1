import { parseDoc } from '@qiao/sync/protocol';
import type { Person, Rights } from '../relay/ports.ts';
import type { Reader } from '../store/contract.ts';

/** Whether the person may read a part that refers to the blob (SPEC BLB6). */
export async function mayReadBlob(
  read: Pick<Reader, 'blobDocs' | 'record'>,
  rights: Pick<Rights, 'mayRead'>,
  person: Person,
  hash: string,
): Promise<boolean> {
  for (const doc of await read.blobDocs(hash)) {
    const name = parseDoc(doc);
    const record = name && (await read.record(name.kind, name.id));
    if (record && rights.mayRead(person, record, name.part)) return true;
  }
  return false;
}
