/** What the workflow bar shows: each move with where it leads, or why not. */
import { DOMAIN_CODES } from '../shared/errors.ts';
import { grantFor } from './access.ts';
import { MOVES, type Facts, type Kind, type Move, type Person, type Role, type Words } from './types.ts';

export interface MoveOption {
  move: Move;
  label: Words;
  /** State that it leads to; null when it does not start from here. */
  to: string | null;
  possible: boolean;
  /** Why it is not possible; null when it is. */
  why: Words | null;
  needsReason: boolean;
  covers: readonly string[];
}

/** All moves of the kind, in their fixed order, for this record and person. */
export function movesFrom(kind: Kind, facts: Facts, person: Person): readonly MoveOption[] {
  return MOVES.map((move) => {
    const { label, covers, reason } = kind.workflow.moves[move];
    const to = kind.workflow.table[facts.state]?.[move] ?? null;
    const why = whyNot(kind, facts, person, move, to);
    return { move, label, to, possible: why === null, why, needsReason: reason === true, covers: covers ?? [] };
  });
}

function whyNot(kind: Kind, facts: Facts, person: Person, move: Move, to: string | null): Words | null {
  if (facts.archived) return DOMAIN_CODES.archived;
  const { label, by } = kind.workflow.moves[move];
  const state = kind.workflow.states[facts.state]?.label ?? { zh: facts.state, en: facts.state };
  if (to === null)
    return {
      zh: `现在是“${state.zh}”，不能${label.zh}。`,
      en: `It is ${state.en.toLowerCase()} now; “${label.en}” does not start from here.`,
    };
  if (grantFor(kind, by, person, facts)) return null;
  const roles = [...new Set(by.map((grant) => grant.role))];
  return {
    zh: `“${label.zh}”由${roles.map((role) => ROLE_WORDS[role].zh).join('、')}办理。需要时可与他们联系。`,
    en: `“${label.en}” is for the ${roles.map((role) => ROLE_WORDS[role].en).join(', ')}. Ask one of them.`,
  };
}

/** Roles as people call them. */
export const ROLE_WORDS: Readonly<Record<Role, Words>> = {
  admin: { zh: '系统管理员', en: 'system keeper' },
  auditor: { zh: '审计人员', en: 'auditor' },
  director: { zh: '处长', en: 'director' },
  officer: { zh: '科员', en: 'officer' },
  leader: { zh: '校领导', en: 'university leader' },
  cosigner: { zh: '会签人', en: 'co-signer' },
  liaison: { zh: '外事秘书', en: 'liaison' },
  head: { zh: '学院负责人', en: 'head of department' },
  applicant: { zh: '申请人', en: 'applicant' },
  host: { zh: '接待人员', en: 'host' },
};
