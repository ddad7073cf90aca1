/** Decides commands: pure, so that the server decides and a device foresees with the same code. */
import { isRecordId } from '../shared/ids.ts';
import type { DomainCode } from '../shared/errors.ts';
import { grantFor, mayRead } from './access.ts';
import { cutText } from '../shared/typed-text.ts';
import { ASSIGNEES_MAX, REASON_MAX } from './limits.ts';
import {
  COMMAND_TYPES,
  MOVES,
  type Command,
  type Decision,
  type Facts,
  type Kind,
  type LedgerText,
  type Move,
  type Person,
  type Role,
} from './types.ts';

export interface DecideContext {
  /** The record as it stands, or null when there is none. */
  facts: Facts | null;
  person: Person;
  /** `contentHash` of the covered parts as the server has them; null when the move covers none. */
  covered: string | null;
  /** Server time, milliseconds since 1970. */
  now: number;
  /** Departments that exist; any name is taken when absent. */
  departments?: readonly string[];
}

/** Facts and ledger text that follow from a command, or the code of why it is refused. Nothing is changed here. */
export function decide(kind: Kind, command: Command, context: DecideContext): Decision {
  if (!isSound(kind, command, context)) return no('bad-command');
  if (command.type === 'create') return decideCreate(kind, command, context);
  const { facts, person } = context;
  if (!facts || !mayRead(kind, person, facts, '$facts')) return no('not-found');
  if (facts.archived) return no('archived', { state: facts.state });
  if (command.type === 'assign') return decideAssign(kind, command, context, facts);
  if (command.type === 'archive') {
    const grant = grantFor(kind, kind.access.archive, person, facts);
    return grant ? yes(command, context, facts, { ...facts, archived: true }, grant.role) : no('forbidden');
  }
  return decideMove(kind, command, command.type, context, facts);
}

/** Facts of a record that is being made. */
export function newFacts(
  kind: Kind,
  made: { id: string; person: Person; now: number; department?: string; assignees?: Facts['assignees'] },
): Facts {
  return {
    kind: kind.name,
    id: made.id,
    version: kind.version,
    state: kind.workflow.initial,
    owner: made.person.id,
    ownerName: made.person.name,
    department: made.department ?? made.person.department,
    assignees: made.assignees ?? [],
    number: null,
    archived: false,
    createdAt: made.now,
    changedAt: made.now,
  };
}

const isMove = (type: string): type is Move => (MOVES as readonly string[]).includes(type);

/** SPEC DEC5: twice by its maker is known; by another it is told only to whom it may be told. */
function decideCreate(kind: Kind, command: Command, context: DecideContext): Decision {
  const { facts, person, now } = context;
  if (facts) {
    if (facts.owner === person.id) return { ...yes(command, context, null, facts, null), known: true };
    return no(mayRead(kind, person, facts, '$facts') ? 'exists' : 'not-found');
  }
  const role = kind.access.create.find((each) => person.roles.includes(each));
  if (!role) return no('forbidden');
  const made = newFacts(kind, { id: command.record, person, now, department: command.department, assignees: tidy(command.assignees) });
  const assigns = made.assignees.length > 0 || made.department !== person.department;
  if (assigns && !grantFor(kind, kind.access.assign, person, made)) return no('forbidden');
  return yes(command, context, null, made, role);
}

function decideAssign(kind: Kind, command: Command, context: DecideContext, facts: Facts): Decision {
  if (command.assignees === undefined && command.department === undefined) return no('bad-command');
  const grant = grantFor(kind, kind.access.assign, context.person, facts);
  if (!grant) return no('forbidden');
  const next = { ...facts, assignees: tidy(command.assignees) ?? facts.assignees, department: command.department ?? facts.department };
  // The ledger says who was added and who was taken away: facts only hold who is there now.
  const reason = command.reason?.trim() || whoChanged(facts.assignees, next.assignees);
  return yes({ ...command, reason }, context, facts, next, grant.role);
}

/** `+许若兰 −孙佳` */
function whoChanged(before: Facts['assignees'], after: Facts['assignees']): string {
  const without = (all: Facts['assignees'], others: Facts['assignees']) => all.filter(({ id }) => !others.some((one) => one.id === id));
  const said = [...without(after, before).map(({ name }) => `+${name}`), ...without(before, after).map(({ name }) => `−${name}`)];
  return cutText(said.join(' '), REASON_MAX);
}

function decideMove(kind: Kind, command: Command, move: Move, context: DecideContext, facts: Facts): Decision {
  const to = kind.workflow.table[facts.state]?.[move] ?? null;
  if (to === null) return no('no-transition', { state: facts.state });
  const { by, covers, reason } = kind.workflow.moves[move];
  const grant = grantFor(kind, by, context.person, facts);
  if (!grant) return no('forbidden');
  if (reason === true && (command.reason ?? '').trim() === '') return no('reason-needed');
  if ((covers ?? []).length > 0 && command.contentHash !== undefined && command.contentHash !== context.covered)
    return no('content-changed');
  return yes(command, context, facts, { ...facts, state: to }, grant.role);
}

function yes(command: Command, context: DecideContext, before: Facts | null, after: Facts, role: Role | null): Decision & { ok: true } {
  const ledger: LedgerText = {
    type: command.type,
    from: before?.state ?? null,
    to: after.state,
    person: { id: context.person.id, name: context.person.name, role },
    opinion: command.opinion?.trim() ?? '',
    reason: command.reason?.trim() ?? '',
    contentHash: isMove(command.type) ? context.covered : null,
  };
  return { ok: true, facts: before === null ? after : { ...after, changedAt: context.now }, ledger };
}

const no = (code: DomainCode, details?: Record<string, unknown>): Decision => ({ ok: false, code, ...(details ? { details } : {}) });

/** Commands come from outside: every field is looked at before it is used. */
function isSound(kind: Kind, command: Command, { departments }: DecideContext): boolean {
  if (command.kind !== kind.name || !isRecordId(command.record) || !COMMAND_TYPES.includes(command.type)) return false;
  if (![command.reason, command.opinion].every((text) => text === undefined || (typeof text === 'string' && text.length <= REASON_MAX)))
    return false;
  if (command.contentHash !== undefined && typeof command.contentHash !== 'string') return false;
  const { department, assignees } = command;
  if (department !== undefined && (typeof department !== 'string' || (departments !== undefined && !departments.includes(department))))
    return false;
  return assignees === undefined || isAssignees(assignees);
}

function isAssignees(raw: unknown): raw is NonNullable<Command['assignees']> {
  if (!Array.isArray(raw) || raw.length > ASSIGNEES_MAX) return false;
  return raw.every((each: unknown) => {
    const { id, name } = (typeof each === 'object' && each !== null ? each : {}) as { id?: unknown; name?: unknown };
    return typeof id === 'string' && id !== '' && id.length <= 100 && typeof name === 'string' && name.length <= 200;
  });
}

/** Each person once, with nothing beside id and name. */
function tidy(assignees: Command['assignees']): Facts['assignees'] | undefined {
  return assignees && [...new Map(assignees.map(({ id, name }) => [id, { id, name }])).values()];
}
