/** The writer with all its jobs, over the SQLite file of a data folder. Several processes may each have one. */
import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { accessHandlers } from './access/jobs.ts';
import { rights } from './access/authorise.ts';
import { systemClock } from './clock.ts';
import { commandHandlers, type CommandDeps } from './commands/decide.ts';
import { openLedgerKey } from './commands/ledger-key.ts';
import { isBroughtBack } from './commands/returned.ts';
import { probeHandlers } from './ops/probe.ts';
import { relayHandlers } from './relay/index.ts';
import type { Handlers, Writer } from './relay/job.ts';
import { createPartDocs } from './relay/part-docs.ts';
import { createWriter } from './relay/writer.ts';
import type { Store } from './store/contract.ts';
import { openSqliteStore } from './store/sqlite/index.ts';

export const databaseFile = (dataDir: string): string => join(dataDir, 'qiao.sqlite');

/** `more` adds jobs that only this process needs. */
export function openWriter(dataDir: string, more: (deps: CommandDeps) => Handlers = () => ({})): { store: Store; writer: Writer } {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const store = openSqliteStore(databaseFile(dataDir));
  const parts = createPartDocs();
  const deps: CommandDeps = { parts, key: openLedgerKey(dataDir), newSalt: () => randomBytes(16).toString('base64') };
  const handlers = {
    ...relayHandlers({ rights, parts, isBroughtBack }),
    ...commandHandlers(deps),
    ...accessHandlers(),
    ...probeHandlers(),
    ...more(deps),
  };
  return { store, writer: createWriter({ store, clock: systemClock, handlers }) };
}
