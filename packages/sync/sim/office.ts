/**
 * A small office for the simulator: records with readers, frozen parts and an archive, decided in the writer's
 * transaction like real commands are. Rules of real kinds are the domain's and are tested there.
 */
import { handle, jobKind, type Handlers, type Scope } from '../../../sync-server/src/relay/job.ts';
import type { Person, RecordRow, Rights } from '../../../sync-server/src/relay/ports.ts';
import type { PostAnswer } from '../src/client/ports.ts';

export interface Facts {
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

export const officeHandlers = (): Handlers => handle(decide, (scope, { user, decision }) => answerOnce(scope, user, decision));

async function answerOnce(scope: Scope, user: string, decision: Decision): Promise<PostAnswer> {
  const before = await scope.tx.command(decision.id);
  if (before) return JSON.parse(before.answer) as PostAnswer;
  const answer = await answerFirst(scope, user, decision);
  await scope.tx.putCommand({ id: decision.id, user, digest: '', answer: JSON.stringify(answer), at: scope.now });
  return answer;
}

const refuse = (code: string): PostAnswer => ({ ok: false, code, details: '{}', again: false });

async function answerFirst(scope: Scope, user: string, decision: Decision): Promise<PostAnswer> {
  const [kind, id] = decision.record.split('/') as [string, string];
  const record = await scope.tx.record(kind, id);
  if (decision.type === 'create') {
    if (record) return refuse('exists');
    return write(scope, kind, id, { owner: user, readers: [], frozen: [] }, [BOSS, user]);
  }
  if (!record || !mayRead(user, record, CASE)) return refuse('not-found');
  const facts = factsOf(record);
  switch (decision.type) {
    case 'grant':
      return write(scope, kind, id, { ...facts, readers: [...new Set([...facts.readers, decision.user])] }, [decision.user]);
    case 'revoke':
      return write(scope, kind, id, { ...facts, readers: facts.readers.filter((one) => one !== decision.user) }, [decision.user]);
    case 'freeze':
      return facts.frozen.length > 0 ? refuse('no-transition') : write(scope, kind, id, { ...facts, frozen: [CASE] }, []);
    case 'thaw':
      return write(scope, kind, id, { ...facts, frozen: [] }, []);
  }
}

/** Facts are a row of the log, and whoever may see more or less than before is told so. */
async function write(scope: Scope, kind: string, id: string, facts: Facts, concerned: readonly string[]): Promise<PostAnswer> {
  const json = JSON.stringify(facts);
  const doc = `${kind}/${id}/$facts`;
  await scope.tx.putRecord({ kind, id, facts: json });
  const seq = await scope.tx.nextSeq();
  await scope.tx.putPart({ doc, generation: 0, head: seq, snap: 0, bytes: json.length, tailRows: 0, tailBytes: 0, changedAt: scope.now });
  await scope.row({ seq, doc, actor: '', device: '', update: new Uint8Array(), at: scope.now });
  for (const user of concerned) await scope.access(user);
  return { ok: true, head: seq };
}
