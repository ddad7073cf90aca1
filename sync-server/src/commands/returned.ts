/**
 * Signed ledger entries that devices return after a restore (SPEC EPO5): decisions that the backup did not have are made
 * again as they were. A device is believed for nothing but signatures of this workspace's keys.
 */
import { canonicalJson } from '@qiao/domain';
import { LEDGER, limits, parseDoc, type ReturnResult } from '@qiao/sync/protocol';
import { handle, type Handlers, type Scope } from '../relay/job.ts';
import { personOf } from '../relay/person.ts';
import { keepApart } from '../relay/quarantine.ts';
import { returnLedger, type ReturnPayload } from '../relay/returning.ts';
import { addLink, type Bringer } from './carry-out.ts';
import type { LedgerKey } from './ledger-key.ts';
import { entryOf, factsHash, sha256, signLink } from './ledger.ts';
import { isWhole, readReturned, saidAgain, type ReturnedEntry } from './returned-entry.ts';
import { createTrustedKeys } from './trusted-keys.ts';

export interface ReturnDeps {
  key: LedgerKey;
  /** Whether this server can keep records of the kind. */
  knows(kind: string): boolean;
  /** Sets facts that a signed entry bears out, as a decision would; `json` is theirs. Gives their number in the log. */
  putFacts(scope: Scope, by: Bringer, kind: string, json: string): Promise<number>;
}

type IsTrusted = (entry: ReturnedEntry) => Promise<boolean>;

export function returnHandlers(deps: ReturnDeps): Handlers {
  const isKeyOfChain = createTrustedKeys();
  return handle(returnLedger, (scope, payload) =>
    takeBack(deps, scope, payload, async ({ entry }) => entry.key === deps.key.id || isKeyOfChain(scope.tx, entry.key)),
  );
}

const refuse = (code: 'bad-ledger' | 'bad-name' | 'too-large' | 'not-found' | 'unauthenticated'): ReturnResult => ({ kind: 'code', code });

async function takeBack(deps: ReturnDeps, scope: Scope, payload: ReturnPayload, isTrusted: IsTrusted): Promise<ReturnResult> {
  const { tx } = scope;
  const name = parseDoc(`${payload.record}/${LEDGER}`);
  if (!name) return refuse('bad-name');
  if (!personOf(await tx.user(payload.user))) return refuse('unauthenticated');
  if (!deps.knows(name.kind)) return refuse('not-found');
  const returned = readReturned(payload.ledger);
  if (!returned) return refuse('bad-ledger');
  if (returned.length > limits.MAX_RETURN_ENTRIES) return refuse('too-large');

  const present = (await tx.decisionsOf(name.kind, name.id, 0)).map((row) => entryOf(row).command);
  const split = returned.findIndex(({ entry }, index) => entry.command !== present[index]);
  // Nothing is new: the present chain needs nobody's word.
  if (split === -1) return { kind: 'known' };
  const missing = returned.slice(split);
  let before = present[split - 1] ?? null;
  for (const one of missing) {
    if (one.entry.kind !== name.kind || one.entry.record !== name.id || !follows(one, before)) return refuse('bad-ledger');
    if (!isWhole(one) || !(await isTrusted(one))) return refuse('bad-ledger');
    before = one.entry.command;
  }

  // Pages may have brought more of the ledger than of the facts: only what the facts bear out is made again.
  const until = split < present.length ? 0 : missing.findLastIndex(bearsOut(payload.facts, name.id)) + 1;
  if (until > 0) await adopt(deps, scope, payload, name.kind, missing.slice(0, until));
  if (until === missing.length) return { kind: 'adopted' };
  const kept = await keepSigned(scope, payload);
  return until > 0 ? { kind: 'adopted' } : kept === 'kept' ? { kind: 'kept' } : refuse('too-large');
}

/** The signed entry names the decision before it, so that none can be left out. An entry from before it did so can only be the first where it made the record. */
function follows({ entry }: ReturnedEntry, before: string | null): boolean {
  return entry.follows === undefined ? (entry.from === null) === (before === null) : entry.follows === before;
}

function bearsOut(facts: string, record: string): (one: ReturnedEntry) => boolean {
  let hash: string;
  try {
    hash = factsHash(JSON.parse(facts), record);
  } catch {
    return () => false;
  }
  return ({ entry }) => entry.facts === hash;
}

async function adopt(
  deps: ReturnDeps,
  scope: Scope,
  payload: ReturnPayload,
  kind: string,
  missing: readonly ReturnedEntry[],
): Promise<void> {
  const { tx, now } = scope;
  for (const one of missing)
    await addLink(scope, payload.record, payload, (last, seq) =>
      signLink(deps.key, { last, seq, at: now, payload: one.payload, said: saidAgain(one) }),
    );
  const head = await deps.putFacts(scope, payload, kind, payload.facts);
  // Who asks again for what was accepted before the restore gets the same answer (SPEC DEC1).
  for (const { entry } of missing) {
    const digest = returnedDigest({ id: entry.command, type: entry.type, kind, record: entry.record });
    await tx.putCommand({ id: entry.command, user: entry.person.id, digest, answer: JSON.stringify({ ok: true, head }), at: now });
  }
}

/** Stands for a command of which only the signed entry is left. */
export const returnedDigest = ({ id, type, kind, record }: { id: string; type: string; kind: string; record: string }): string =>
  Buffer.from(sha256(canonicalJson(['returned', id, type, kind, record]))).toString('hex');

/** The same entries are kept once, however often they come. */
async function keepSigned(scope: Scope, { user, device, record, ledger, facts }: ReturnPayload): Promise<'kept' | 'too-large'> {
  const bytes = Buffer.from(`{"ledger":${ledger},"facts":${facts}}`);
  const hex = Buffer.from(sha256(bytes)).toString('hex');
  const id = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
  return keepApart(scope, { user, device, id, doc: `${record}/${LEDGER}`, generation: 0, code: 'diverged', bytes: new Uint8Array(bytes) });
}
