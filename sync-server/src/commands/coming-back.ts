/** Whether content of a frozen part is still on its way back after a restore (SPEC EPO6). */
import { kindNamed, type Kind, type Move } from '@qiao/domain';
import { limits } from '@qiao/sync/protocol';
import { factsOf } from '../access/authorise.ts';
import type { OpenDoc } from '../relay/part-docs.ts';
import type { MayComeBack } from '../relay/returning.ts';
import { readCovered } from './covered.ts';
import { entryOf, type LedgerEntry } from './ledger.ts';

/** How long after its decision came back content may still do so: a device that stays away longer has locked it (SPEC DEV10). */
export const COMES_BACK_WITHIN_MS = limits.OFFLINE_LEASE_DAYS * 24 * 60 * 60 * 1000;

export const mayComeBack: MayComeBack = async (read, { kind: name, id, part }, at, now, then) => {
  const decisions = await read.decisionsOf(name, id, 0);
  const chain = decisions.map(entryOf);
  if (chain.at(-1)?.returned === undefined || at - decisions.at(-1)!.at > COMES_BACK_WITHIN_MS) return false;
  const kind = kindNamed(name);
  const record = await read.record(name, id);
  const decided = kind && decidedOn(kind, chain, part);
  if (!decided || !record) return true;
  const hashOf = async (open: OpenDoc): Promise<string | undefined> =>
    (await readCovered({ open }, read, kind, { type: decided.move, record: id }, factsOf(record)))?.hash;
  // Once it is what was decided on, it stays so.
  return (await hashOf(now)) !== decided.hash || (await hashOf(then)) === decided.hash;
};

/** The content that the part has been frozen with ever since; null when no decision says, as where a record was archived. */
function decidedOn(kind: Kind, chain: readonly LedgerEntry[], part: string): { move: Move; hash: string } | null {
  for (const { type, to, contentHash, returned } of chain.toReversed()) {
    if (!kind.workflow.states[to]?.frozen?.includes(part)) return null;
    const hash = contentHash ?? returned?.contentHash ?? null;
    const move = type as Move;
    if (hash !== null && kind.workflow.moves[move].covers?.includes(part)) return { move, hash };
  }
  return null;
}
