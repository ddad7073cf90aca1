/** The writer with all its jobs, over a store. Several processes may each have one. */
import { randomBytes } from 'node:crypto';
import { accessHandlers } from './access/jobs.ts';
import { rights } from './access/authorise.ts';
import { blobHandlers } from './blobs/jobs.ts';
import { systemClock } from './clock.ts';
import { commandHandlers, type CommandDeps } from './commands/decide.ts';
import { openLedgerKey } from './commands/ledger-key.ts';
import { mayComeBack } from './commands/coming-back.ts';
import { openStore, type Place } from './open-store.ts';
import { probeHandlers } from './ops/probe.ts';
import { relayHandlers } from './relay/index.ts';
import type { Handlers, Writer } from './relay/job.ts';
import { createPartDocs } from './relay/part-docs.ts';
import { createWriter } from './relay/writer.ts';
import { seenHandlers } from './seen/jobs.ts';
import type { Store } from './store/contract.ts';

/** `more` adds jobs that only this process needs. */
export async function openWriter(
  place: Place,
  more: (deps: CommandDeps) => Handlers = () => ({}),
): Promise<{ store: Store; writer: Writer }> {
  const store = await openStore(place);
  const parts = createPartDocs();
  const deps: CommandDeps = { parts, key: openLedgerKey(place.dataDir), newSalt: () => randomBytes(16).toString('base64') };
  const handlers = {
    ...relayHandlers({ rights, parts, mayComeBack }),
    ...commandHandlers(deps),
    ...accessHandlers(),
    ...blobHandlers(rights),
    ...seenHandlers(rights),
    ...probeHandlers(),
    ...more(deps),
  };
  return { store, writer: createWriter({ store, clock: systemClock, handlers }) };
}
