/** The server's end of the lane of attachments: the real code of pieces, references and reading, over a disk that forgets. */
import { blobPath, createBlobFiles } from '../../../sync-server/src/blobs/files.ts';
import { createInTurn } from '../../../sync-server/src/blobs/in-turn.ts';
import { referTo } from '../../../sync-server/src/blobs/jobs.ts';
import { mayReadBlob } from '../../../sync-server/src/blobs/may-read-blob.ts';
import { createUploads } from '../../../sync-server/src/blobs/uploads.ts';
import type { Disk } from '../../../sync-server/src/blobs/disk.ts';
import type { Relay } from '../../../sync-server/src/relay/index.ts';
import { personOf } from '../../../sync-server/src/relay/person.ts';
import type { Reader } from '../../../sync-server/src/store/contract.ts';
import type { BlobAnswer } from '../src/client/ports.ts';
import type { BlobPlace } from '../src/store/contract.ts';
import { BlobDisk } from './blob-disk.ts';
import { rights } from './office.ts';

const FOLDER = '/blobs';

export type Bytes = { ok: true; bytes: Uint8Array } | { ok: false; code: string };

/** What a running server answers; each promise may never come back, when it dies. */
export interface Lane {
  put(user: string, hash: string, size: number, offset: number, bytes: Uint8Array): Promise<BlobAnswer>;
  refer(user: string, place: BlobPlace): Promise<BlobAnswer>;
  get(user: string, hash: string): Promise<Bytes>;
}

/** The disk outlives the processes that serve from it. */
export class BlobFolder {
  readonly disk = new BlobDisk();

  /** Bytes that stand under a hash, whatever comes. */
  durable(hash: string): Uint8Array | null {
    return this.disk.durable(blobPath(FOLDER, hash));
  }

  /** What a backup holds: no half uploads. */
  wholeFiles(): ReadonlyMap<string, Uint8Array> {
    return new Map([...this.disk.copy()].filter(([path]) => !path.startsWith(`${FOLDER}/uploads/`)));
  }

  /** `disk`: as the process sees it. */
  open(read: Reader, relay: Relay, disk: Disk): Lane {
    const files = createBlobFiles(FOLDER, disk);
    const take = createUploads({ read, writer: relay.writer, files, inTurn: createInTurn() });
    return {
      put: async (user, hash, size, offset, bytes) => take({ user, hash, size, offset, bytes }),
      refer: async (user, { hash, doc, item }) => {
        const code = await relay.writer.submit(referTo, { user, hash, doc, item });
        return code === 'referred' ? { ok: true, received: 0, done: true } : { ok: false, code };
      },
      get: async (user, hash) => {
        const person = personOf(await read.user(user));
        if (!person || !(await mayReadBlob(read, rights, person, hash))) return { ok: false, code: 'not-found' };
        const blob = await read.blob(hash);
        if (!blob) return { ok: false, code: 'not-found' };
        const bytes = (await files.has(hash, blob.bytes)) ? this.durable(hash) : null;
        return bytes ? { ok: true, bytes } : { ok: false, code: 'blob-missing' };
      },
    };
  }
}
