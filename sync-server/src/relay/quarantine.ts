/** Refused work is kept here too, so that a lost tablet loses nothing (SPEC REF2). Runs inside the writer's transaction. */
import type { RelayCode } from '@qiao/sync/protocol';
import { handle, jobKind, type Handlers, type Scope } from './job.ts';
import { MAX_QUARANTINE_BYTES_PER_USER, MAX_QUARANTINE_ROWS_PER_USER } from './limits.ts';

export interface QuarantinePayload {
  user: string;
  device: string;
  id: string;
  doc: string;
  generation: number;
  code: RelayCode;
  bytes: Uint8Array;
}

/** `kept` also when it was kept before. */
export const quarantine = jobKind<QuarantinePayload, 'kept' | 'too-large'>('quarantine');

export const quarantineHandlers = (): Handlers => handle(quarantine, keepApart);

export async function keepApart({ tx, now }: Scope, payload: QuarantinePayload): Promise<'kept' | 'too-large'> {
  try {
    await tx.savepoint(async () => {
      // Kept before: that answer stands, however full it is by now.
      if (!(await tx.addQuarantine({ ...payload, at: now }))) return;
      const { rows, bytes } = await tx.quarantineSize(payload.user);
      if (rows > MAX_QUARANTINE_ROWS_PER_USER || bytes > MAX_QUARANTINE_BYTES_PER_USER) throw new Full();
    });
    return 'kept';
  } catch (error) {
    if (error instanceof Full) return 'too-large';
    throw error;
  }
}

class Full extends Error {}
