/** The one way in for content, from either door (SPEC PSH, LIV1). Runs inside the writer's transaction. */
import * as Y from 'yjs';
import { isServerPart, parseDoc, type AckResult, type RelayCode } from '@qiao/sync/protocol';
import type { ClaimRow, PartRow } from '../store/rows.ts';
import { handle, jobKind, type Handlers, type Scope } from './job.ts';
import { applyAndTell, type PartDocs } from './part-docs.ts';
import { createPartSizes } from './part-size.ts';
import { personOf } from './person.ts';
import type { Rights } from './ports.ts';
import type { MayComeBack } from './returning.ts';
import { isTooDeep } from './type-depth.ts';
import { addsNothing, isComplete, newClients, readUpdate, type UpdateFacts } from './update.ts';

export interface AppendPayload {
  user: string;
  device: string;
  doc: string;
  generation: number;
  update: Uint8Array;
  /** Id of the live socket it came through; empty otherwise. */
  from: string;
  /** Brought back after a restore, with what others wrote (SPEC EPO1). */
  returned: boolean;
  /** The server did not know the device at the restore: what it brings back may not go on where a known writer left off. */
  forgotten?: boolean;
}

export const append = jobKind<AppendPayload, AckResult>('append');

export interface AppendDeps {
  rights: Rights;
  parts: PartDocs;
  mayComeBack: MayComeBack;
}

export const appendHandlers = (deps: AppendDeps): Handlers => handle(append, (scope, payload) => appendUpdate(deps, scope, payload));

/** Clocks of a client that are new, and whose they were until now. */
interface Claim {
  client: number;
  until: number;
  holder: ClaimRow | null;
}

const refuse = (code: RelayCode): AckResult => ({ kind: 'code', code });

/** The checks stand in the order of SPEC PSH6; the first that fails answers. */
export async function appendUpdate(deps: AppendDeps, scope: Scope, payload: AppendPayload): Promise<AckResult> {
  const { rights, parts } = deps;
  const { tx } = scope;
  const { doc } = payload;
  const name = parseDoc(doc);
  if (!name || isServerPart(name.part)) return refuse('bad-name');

  const person = personOf(await tx.user(payload.user));
  if (!person) return refuse('unauthenticated');
  if (payload.returned) await rememberHeld(scope, payload);
  const record = await tx.record(name.kind, name.id);
  if (!record || !rights.mayRead(person, record, name.part)) return refuse('not-found');

  const stored = await tx.part(doc);
  if ((stored?.generation ?? 0) !== payload.generation) return refuse('stale-generation');

  const read = readUpdate(payload.update, payload.returned);
  if (!read.ok) return refuse(read.code);
  const { ydoc, part } = await parts.open(tx, doc, stored);
  // After a restore readers, too, bring back what they hold; what is there already needs no right.
  if (addsNothing(ydoc, read.facts)) return { kind: 'known' };
  if (isTooDeep(ydoc, read.facts.structs)) return refuse('bad-update');
  if (isFull(ydoc, part, payload.update, read.facts)) return refuse('part-full');

  const why = rights.whyNotWrite(person, record, name.part);
  if (why && !(why === 'frozen' && (await mayStillReturn(deps, scope, payload, ydoc)))) return refuse(why);

  const claims: Claim[] = [];
  for (const { client, until } of newClients(ydoc, read.facts)) {
    const holder = await tx.claim(doc, payload.generation, client);
    if (!mayClaim(payload, holder)) return refuse('foreign-client');
    claims.push({ client, until, holder });
  }

  if (!isComplete(ydoc, read.facts)) return { kind: 'hold' };

  return store({ parts }, scope, payload, ydoc, part, claims);
}

/**
 * A decision that came back froze the part before its content could come back too. So a known device may still bring it,
 * until its first pull, as long as nothing was decided in the new epoch and the part is not yet what was decided on. Who
 * might misuse that had the right to write the part, and the hash of what was decided on stands in the ledger under its
 * signature.
 */
async function mayStillReturn(
  { mayComeBack, parts }: AppendDeps,
  { tx, now }: Scope,
  payload: AppendPayload,
  ydoc: Y.Doc,
): Promise<boolean> {
  const { doc, update, returned, forgotten } = payload;
  if (!returned || forgotten) return false;
  const then = copyWith(ydoc, update);
  return mayComeBack(tx, parseDoc(doc)!, now, parts.open, (reader, name) =>
    name === doc ? Promise.resolve({ ydoc: then, part: null }) : parts.open(reader, name),
  );
}

function copyWith(ydoc: Y.Doc, update: Uint8Array): Y.Doc {
  const copy = new Y.Doc({ gc: false });
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(ydoc));
  // Damage is found where it is stored.
  tryApply(copy, update);
  return copy;
}

async function store(
  { parts }: Pick<AppendDeps, 'parts'>,
  scope: Scope,
  payload: AppendPayload,
  ydoc: Y.Doc,
  part: PartRow | null,
  claims: readonly Claim[],
): Promise<AckResult> {
  const { tx, now } = scope;
  const { doc, user, device } = payload;
  // From here on the document may be ahead of the store.
  scope.onUndo(() => parts.drop(doc));
  const update = tryApply(ydoc, payload.update);
  if (update === 'damaged') {
    parts.drop(doc);
    return refuse('bad-update');
  }
  if (!update) return { kind: 'known' };

  const seq = await tx.nextSeq();
  const row: PartRow = {
    doc,
    generation: payload.generation,
    head: seq,
    snap: part?.snap ?? 0,
    bytes: (part?.bytes ?? 0) + update.length,
    tailRows: (part?.tailRows ?? 0) + 1,
    tailBytes: (part?.tailBytes ?? 0) + update.length,
    changedAt: now,
  };
  await tx.putPart(row);
  parts.moved(row);
  for (const each of claims) await claim(scope, payload, each, seq);
  const tail = { rows: row.tailRows, bytes: row.tailBytes };
  await scope.row({ seq, doc, actor: user, device, update, at: now }, payload.from, tail);
  return { kind: 'seq', seq };
}

/** What Yjs throws, or keeps as pending although nothing was missing, is an update that contradicts itself. */
function tryApply(ydoc: Y.Doc, update: Uint8Array): Uint8Array | null | 'damaged' {
  try {
    const fresh = applyAndTell(ydoc, update);
    return ydoc.store.pendingStructs || ydoc.store.pendingDs ? 'damaged' : fresh;
  } catch {
    return 'damaged';
  }
}

/** Taking away is always allowed. */
const isFull = (ydoc: Y.Doc, part: PartRow | null, update: Uint8Array, facts: UpdateFacts): boolean =>
  facts.clients.size > 0 && isTooMuch(ydoc, part, update.length);

const isTooMuch = createPartSizes();

/**
 * First come, first served per part, generation and client id (SPEC PSH7). One brought back by another after a restore
 * waits for its writer. Anybody can make up a device that a restore forgot, so that nobody's name may come from one.
 */
function mayClaim({ user, device, returned, forgotten }: AppendPayload, holder: ClaimRow | null): boolean {
  if (!holder || holder.user === '' || (holder.user === user && holder.device === device)) return true;
  return returned && (!forgotten || holder.user === user);
}

async function claim({ tx }: Scope, payload: AppendPayload, { client, until, holder }: Claim, seq: number): Promise<void> {
  const { doc, generation, returned } = payload;
  // Who writes a part has it, even if no page ever brought it (SPEC PUL4).
  if (!holder) await rememberHeld({ tx }, payload);
  const owner = holder && (returned || holder.user !== '') ? holder : returned ? { user: '', device: '' } : payload;
  await tx.putClaim({ doc, generation, client, user: owner.user, device: owner.device, until, seq });
}

/** What the device holds must be known, to be taken away when it is no longer due (SPEC PUL5). A restored server may have forgotten. */
async function rememberHeld({ tx }: Pick<Scope, 'tx'>, { device, doc }: AppendPayload): Promise<void> {
  if (!(await tx.heldDoc(device, doc))) await tx.putHeld({ device, doc, page: '', state: 'sent' });
}
