import { handle, jobKind, type Handlers } from '../relay/job.ts';

/** Writes for real, so that a full or read-only disk is noticed. */
export const probe = jobKind<Record<string, never>, true>('probe');

export const probeHandlers = (): Handlers =>
  handle(probe, async ({ tx, now }) => {
    await tx.dropExpiredSessions(now);
    await tx.setEpoch((await tx.workspace()).epoch);
    return true as const;
  });
