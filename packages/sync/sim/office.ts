/**
 * A small office for the simulator: records with readers, frozen parts and an archive, decided in the writer's
 * transaction like real commands are. Rules of real kinds are the domain's and are tested there.
 */
import { addLink } from '../../../sync-server/src/commands/carry-out.ts';
import type { LedgerKey } from '../../../sync-server/src/commands/ledger-key.ts';
import { entryOf, makeLink } from '../../../sync-server/src/commands/ledger.ts';
import { returnHandlers } from '../../../sync-server/src/commands/returned.ts';
import { handle, jobKind, type Handlers, type Scope } from '../../../sync-server/src/relay/job.ts';
import type { Person, RecordRow, Rights } from '../../../sync-server/src/relay/ports.ts';
import type { PostAnswer } from '../src/client/ports.ts';

export interface Facts {
  id: string;
  owner: string;
  /** Besides the owner and the boss. */
  readers: string[];
  frozen: string[];
}

export type Decision =
  | { type: 'create'; id: string; record: string }
  | { type: 'grant' | 'revoke'; id: string; record: string; user: string }
  | { type: 'freeze' | 'thaw'; id: string; record: string };

export const BOSS = 'boss';
/** Nobody but the boss reads it. */
export const PRIVATE = 'private';
/** The part that a decision freezes. */
export const CASE = 'case';
export const PARTS = ['plan', CASE, PRIVATE] as const;

const factsOf = (record: Pick<RecordRow, 'facts'>): Facts => JSON.parse(record.facts) as Facts;

export function mayRead(user: string, record: Pick<RecordRow, 'facts'>, part: string): boolean {
  if (user === BOSS) return true;
  const { owner, readers } = factsOf(record);
  return part !== PRIVATE && (owner === user || readers.includes(user));
}

export const rights: Rights = {
  mayRead: (person: Person, record, part) => mayRead(person.id, record, part),
  whyNotWrite(person, record, part) {
    if (!mayRead(person.id, record, part)) return 'not-found';
    return factsOf(record).frozen.includes(part) ? 'frozen' : null;
  },
};

export const decide = jobKind<{ user: string; decision: Decision }, PostAnswer>('decide');

/** `key` outlives the server's process, as the file in its data folder does. */
export const officeHandlers = (key: LedgerKey): Handlers => ({
  ...handle(decide, (scope, { user, decision }) => answerOnce(scope, { key, user, decision })),
  // The real thing: only what facts do here is the office's own.
  ...returnHandlers({
    key,
    knows: () => true,
    putFacts: async (scope, _by, kind, json) => {
      const facts = JSON.parse(json) as Facts;
      return write(scope, kind, facts.id, facts);
    },
  }),
});

interface Asked {
  key: LedgerKey;
  user: string;
  decision: Decision;
}

async function answerOnce(scope: Scope, asked: Asked): Promise<PostAnswer> {
  const { user, decision } = asked;
  const before = await scope.tx.command(decision.id);
  if (before) return JSON.parse(before.answer) as PostAnswer;
  const answer = await answerFirst(scope, asked);
  await scope.tx.putCommand({ id: decision.id, user, digest: '', answer: JSON.stringify(answer), at: scope.now });
  return answer;
}

const refuse = (code: string): PostAnswer => ({ ok: false, code, details: '{}', again: false });

/** What each is called in the ledger, whose words are the domain's. */
const IN_LEDGER = { create: 'create', grant: 'assign', revoke: 'assign', freeze: 'submit', thaw: 'return' } as const;

async function answerFirst(scope: Scope, asked: Asked): Promise<PostAnswer> {
  const { user, decision } = asked;
  const [kind, id] = decision.record.split('/') as [string, string];
  const record = await scope.tx.record(kind, id);
  const facts = record && factsOf(record);
  const after = decided(facts, user, id, decision);
  if (typeof after === 'string') return refuse(after);
  const latest = (await scope.tx.decisionsOf(kind, id, 0)).at(-1);
  await addLink(scope, decision.record, { user, device: '' }, (last, seq) =>
    makeLink(asked.key, {
      last,
      text: {
        type: IN_LEDGER[decision.type],
        from: facts && stateOf(facts),
        to: stateOf(after),
        person: { id: user, name: user, role: null },
        opinion: '',
        reason: '',
        contentHash: null,
      },
      kind,
      record: id,
      command: decision.id,
      facts: after,
      follows: latest ? entryOf(latest).command : null,
      seq,
      at: scope.now,
      salt: '',
    }),
  );
  return { ok: true, head: await write(scope, kind, id, after) };
}

const stateOf = ({ frozen }: Facts): string => (frozen.length > 0 ? 'frozen' : 'open');

/** The facts that follow, or why not. */
function decided(facts: Facts | null, user: string, id: string, decision: Decision): Facts | 'exists' | 'not-found' | 'no-transition' {
  if (decision.type === 'create') return facts ? 'exists' : { id, owner: user, readers: [], frozen: [] };
  if (!facts || !mayRead(user, { facts: JSON.stringify(facts) }, CASE)) return 'not-found';
  switch (decision.type) {
    case 'grant':
      return { ...facts, readers: [...new Set([...facts.readers, decision.user])] };
    case 'revoke':
      return { ...facts, readers: facts.readers.filter((one) => one !== decision.user) };
    case 'freeze':
      return facts.frozen.length > 0 ? 'no-transition' : { ...facts, frozen: [CASE] };
    case 'thaw':
      return { ...facts, frozen: [] };
  }
}

/** Facts are a row of the log, and whoever may see more or less than before is told so. Gives their number. */
async function write(scope: Scope, kind: string, id: string, facts: Facts): Promise<number> {
  const json = JSON.stringify(facts);
  const doc = `${kind}/${id}/$facts`;
  const before = await scope.tx.record(kind, id);
  await scope.tx.putRecord({ kind, id, facts: json });
  const seq = await scope.tx.nextSeq();
  await scope.tx.putPart({ doc, generation: 0, head: seq, snap: 0, bytes: json.length, tailRows: 0, tailBytes: 0, changedAt: scope.now });
  await scope.row({ seq, doc, actor: '', device: '', update: new Uint8Array(), at: scope.now });
  for (const { id: user } of await scope.tx.users()) {
    const did = before !== null && mayRead(user, before, CASE);
    if (did !== mayRead(user, { facts: json }, CASE)) await scope.access(user);
  }
  return seq;
}
