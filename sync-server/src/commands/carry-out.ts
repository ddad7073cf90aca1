/** What a decision writes: links of the ledger and facts, each with its row of the log (SPEC DEC2). */
import type { Facts, Kind } from '@qiao/domain';
import { FACTS, LEDGER } from '@qiao/sync/protocol';
import type { Scope } from '../relay/job.ts';
import type { DecisionRow } from '../store/rows.ts';
import { accessChanges } from './access-changes.ts';

/** Who brings it: user id and device. */
export interface Bringer {
  user: string;
  device: string;
}

/** Adds the link that `make` builds upon the last of the chain. `record` is `kind/id`. */
export async function addLink(
  scope: Scope,
  record: string,
  by: Bringer,
  make: (last: DecisionRow | null, seq: number) => DecisionRow,
): Promise<DecisionRow> {
  const seq = await addServerRow(scope, `${record}/${LEDGER}`, by);
  const link = make(await scope.tx.lastDecision(), seq);
  await scope.tx.addDecision(link);
  return link;
}

/** Sets a record's facts, who is assigned, and tells those who may see something else now. Gives the number of the facts. */
export async function setFacts(scope: Scope, kind: Kind, by: Bringer, before: Facts | null, facts: Facts): Promise<number> {
  const { tx } = scope;
  await tx.putRecord({ kind: kind.name, id: facts.id, facts: JSON.stringify(facts) });
  await tx.setAssigned(
    kind.name,
    facts.id,
    facts.assignees.map((assignee) => assignee.id),
  );
  const head = await addServerRow(scope, `${kind.name}/${facts.id}/${FACTS}`, by);
  // A new record lies above every cursor, so that it needs no comparison of lists.
  if (before) for (const id of accessChanges(kind, before, facts, await tx.users())) await scope.access(id);
  return head;
}

async function addServerRow(scope: Scope, doc: string, { user, device }: Bringer): Promise<number> {
  const { tx, now } = scope;
  const seq = await tx.nextSeq();
  await tx.putPart({ doc, generation: 0, head: seq, snap: 0, bytes: 0, tailRows: 0, tailBytes: 0, changedAt: now });
  await scope.row({ seq, doc, actor: user, device, update: new Uint8Array(), at: now });
  return seq;
}
