/** Deciding a command inside the writer's transaction, with the domain (SPEC DEC). Freeze check and content share it. */
import { canonicalJson, decide, kindNamed, mayRead, type Command, type Decision, type Facts, type Kind } from '@qiao/domain';
import { FACTS } from '@qiao/sync/protocol';
import { factsOf } from '../access/authorise.ts';
import { domainPerson } from '../access/domain-person.ts';
import { handle, jobKind, type Handlers, type Scope } from '../relay/job.ts';
import type { PartDocs } from '../relay/part-docs.ts';
import type { UserRow } from '../store/rows.ts';
import { addLink, setFacts, type Bringer } from './carry-out.ts';
import { readCovered, type Covered } from './covered.ts';
import type { LedgerKey } from './ledger-key.ts';
import { entryOf, makeLink, sha256 } from './ledger.ts';
import { returnedDigest, returnHandlers } from './returned.ts';

export type CommandAnswer =
  /** `head`: number of the new facts in the log; 0 when there is nothing new. Facts only for who may read them now (SPEC DEC6). */
  { ok: true; facts: Facts | null; head: number } | { ok: false; code: string; details?: Record<string, unknown> };

export interface DecidePayload {
  user: string;
  device: string;
  command: Command;
}

export const decideCommand = jobKind<DecidePayload, CommandAnswer>('decide');

export interface CommandDeps {
  parts: PartDocs;
  key: LedgerKey;
  /** A new salt for the words of an entry. */
  newSalt: () => string;
}

export const commandHandlers = (deps: CommandDeps): Handlers => ({
  ...handle(decideCommand, (scope, payload) => answerOnce(deps, scope, payload)),
  ...returnHandlers({ key: deps.key, knows: (kind) => kindNamed(kind) !== undefined, putFacts: putReturnedFacts }),
});

/** Facts that a signed entry bears out, set as a decision would. */
async function putReturnedFacts(scope: Scope, by: Bringer, kindName: string, json: string): Promise<number> {
  const facts = JSON.parse(json) as Facts;
  const before = await scope.tx.record(kindName, facts.id);
  return setFacts(scope, kindNamed(kindName)!, by, before && factsOf(before), facts);
}

type Kept = { ok: true; head: number } | Extract<CommandAnswer, { ok: false }>;

/** SPEC DEC1: the first answer stands. Only `hold` is no answer yet. */
export async function answerOnce(deps: CommandDeps, scope: Scope, payload: DecidePayload): Promise<CommandAnswer> {
  const { tx, now } = scope;
  const { command, user: id } = payload;
  const user = await tx.user(id);
  if (!user || user.disabled) return { ok: false, code: 'unauthenticated' };
  const digest = Buffer.from(sha256(canonicalJson(command))).toString('hex');
  const before = await tx.command(command.id);
  // Of one that came back after a restore only the signed entry is known, not all that its maker sent.
  const same = before?.digest === digest || before?.digest === returnedDigest(command);
  if (before && (before.user !== id || !same)) return { ok: false, code: 'command-reused' };

  const kept = before ? (JSON.parse(before.answer) as Kept) : await answerFirst(deps, scope, user, payload);
  if (!before && (kept.ok || kept.code !== 'hold'))
    await tx.putCommand({ id: command.id, user: id, digest, answer: JSON.stringify(kept), at: now });
  return kept.ok ? { ...kept, facts: await visibleFacts(scope, user, command) } : kept;
}

async function visibleFacts({ tx }: Scope, user: UserRow, command: Command): Promise<Facts | null> {
  const kind = kindNamed(command.kind);
  const record = await tx.record(command.kind, command.record);
  const facts = record && factsOf(record);
  return kind && facts && mayRead(kind, domainPerson(user), facts, FACTS) ? facts : null;
}

async function answerFirst(deps: CommandDeps, scope: Scope, user: UserRow, payload: DecidePayload): Promise<Kept> {
  const { tx, now } = scope;
  const { command } = payload;
  const kind = kindNamed(command.kind);
  if (!kind) return { ok: false, code: 'bad-command' };
  const person = domainPerson(user);
  const record = await tx.record(command.kind, command.record);
  const facts = record && factsOf(record);
  const visible = facts !== null && mayRead(kind, person, facts, FACTS);
  const covered = visible ? await readCovered(deps.parts, tx, kind, command, facts) : null;
  if (covered?.behind) return { ok: false, code: 'hold' };

  const decision = decide(kind, command, { facts, person, covered: covered?.hash ?? null, now });
  if (!decision.ok)
    return { ...decision, details: { ...decision.details, ...(visible ? await whoActed(scope, kind, command, decision.code) : {}) } };
  if (decision.known) return { ok: true, head: 0 };
  return { ok: true, head: await carryOut(deps, scope, kind, payload, facts, decision, covered) };
}

/** Ledger, facts, what was approved, and who sees something else now: all or nothing (SPEC DEC2). Gives the number of the facts. */
async function carryOut(
  { key, newSalt }: CommandDeps,
  scope: Scope,
  kind: Kind,
  { user, device, command }: DecidePayload,
  before: Facts | null,
  { facts, ledger }: Extract<Decision, { ok: true }>,
  covered: Covered | null,
): Promise<number> {
  const { tx, now } = scope;
  const latest = before && (await tx.decisionsOf(kind.name, command.record, 0)).at(-1);
  const link = await addLink(scope, `${kind.name}/${command.record}`, { user, device }, (last, seq) =>
    makeLink(key, {
      last,
      text: ledger,
      kind: kind.name,
      record: command.record,
      command: command.id,
      facts,
      follows: latest ? entryOf(latest).command : null,
      seq,
      at: now,
      salt: newSalt(),
    }),
  );
  if (covered) await tx.putApproved({ n: link.n, json: covered.json });
  return setFacts(scope, kind, { user, device }, before, facts);
}

/** A refusal says who was first, and when: the last decision, or the last edit of what was covered. */
async function whoActed({ tx }: Scope, kind: Kind, command: Command, code: string): Promise<Record<string, unknown>> {
  if (code === 'content-changed') {
    const covers = kind.workflow.moves[command.type as keyof Kind['workflow']['moves']].covers ?? [];
    const rows = [];
    for (const part of covers) {
      const doc = `${kind.name}/${command.record}/${part}`;
      const head = (await tx.part(doc))?.head;
      if (head !== undefined) rows.push(...(await tx.history(doc, head, { after: head - 1, limit: 1 })));
    }
    const last = rows.sort((a, b) => a.seq - b.seq).at(-1);
    return last ? by(await tx.user(last.actor), last.at) : {};
  }
  if (code !== 'no-transition' && code !== 'archived') return {};
  const last = (await tx.decisionsOf(kind.name, command.record, 0)).at(-1);
  if (!last) return {};
  const { person } = JSON.parse(last.entry) as { person: { id: string } };
  return by(await tx.user(person.id), last.at);
}

const by = (user: UserRow | null, at: number): Record<string, unknown> => (user ? { by: { id: user.id, name: user.name }, at } : {});
