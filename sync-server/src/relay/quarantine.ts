/** Refused work is kept here too, so that a lost tablet loses nothing (SPEC REF2). Runs inside the writer's transaction. */
import type { RelayCode } from '@qiao/sync/protocol';
import { handle, jobKind, type Handlers } from './job.ts';
import { MAX_QUARANTINE_BYTES_PER_USER } from './limits.ts';

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

export const quarantineHandlers = (): Handlers =>
  handle(quarantine, async ({ tx, now }, payload) => {
    if ((await tx.quarantineBytes(payload.user)) + payload.bytes.length > MAX_QUARANTINE_BYTES_PER_USER) return 'too-large';
    await tx.addQuarantine({ ...payload, at: now });
    return 'kept';
  });
