/** Drops half uploads and blobs to which nothing refers, in the store first and then on the disk (SPEC BLB8). */
import type { Writer } from '../relay/job.ts';
import type { Clock } from '../relay/ports.ts';
import type { Reader } from '../store/contract.ts';
import type { BlobFiles } from './files.ts';
import type { InTurn } from './in-turn.ts';
import { dropHalf, dropLoose } from './jobs.ts';
import { BLOB_SWEEP_MS, HALF_UPLOAD_MS, LOOSE_BLOB_MS, STRAY_LOOK_MS, SWEEP_ROWS } from './limits.ts';

export interface BlobSweepDeps {
  read: Reader;
  writer: Writer;
  files: BlobFiles;
  inTurn: InTurn;
  clock: Clock;
  /** Told when a look could not be finished; the next one finds the same. */
  failed: (error: unknown) => void;
}

/** Looks at once and then every `BLOB_SWEEP_MS`; the answer ends it. */
export function sweepBlobs({ read, writer, files, inTurn, clock, failed }: BlobSweepDeps): () => void {
  let stop: () => void = () => undefined;
  let ended = false;
  let strayLook = -Infinity;

  /** Somebody may be putting the same bytes in place at this moment. */
  const dropFile = (hash: string): Promise<void> =>
    inTurn(hash, async () => {
      if (!(await read.blob(hash))) await files.drop(hash);
    });

  async function dropRows(): Promise<void> {
    for (let more = true; more && !ended;) {
      const half = await writer.submit(dropHalf, {});
      for (const id of half) await files.dropUpload(id);
      const loose = await writer.submit(dropLoose, {});
      for (const hash of loose) await dropFile(hash);
      more = half.length === SWEEP_ROWS || loose.length === SWEEP_ROWS;
    }
  }

  /** Files of which the store knows nothing: a death between the two, or an older backup. */
  async function dropStrays(): Promise<void> {
    for await (const found of files.old(clock.now() - HALF_UPLOAD_MS)) if ('upload' in found) await files.dropUpload(found.upload);
    for await (const found of files.old(clock.now() - LOOSE_BLOB_MS)) {
      if (ended) return;
      if ('hash' in found) await dropFile(found.hash);
    }
  }

  async function sweep(): Promise<void> {
    try {
      await dropRows();
      if (clock.now() - strayLook >= STRAY_LOOK_MS) {
        strayLook = clock.now();
        await dropStrays();
      }
    } catch (error) {
      if (!ended) failed(error);
    }
    if (!ended) stop = clock.after(BLOB_SWEEP_MS, () => void sweep());
  }
  void sweep();

  return () => {
    ended = true;
    stop();
  };
}
