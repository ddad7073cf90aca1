import type { KindDefinition } from '../../kind/define.ts';
import type { Grant } from '../../kind/types.ts';

const makers: readonly Grant[] = [
  { role: 'officer', scope: 'desk' },
  { role: 'officer', scope: 'own' },
  { role: 'director', scope: 'all' },
  { role: 'liaison', scope: 'department' },
];

const deciders: readonly Grant[] = [
  { role: 'director', scope: 'all' },
  { role: 'leader', scope: 'awaiting' },
];

const keepers: readonly Grant[] = [
  { role: 'officer', scope: 'desk' },
  { role: 'director', scope: 'all' },
];

type EventState = 'draft' | 'submitted' | 'approved' | 'cancelled' | 'withdrawn';

/** What was withdrawn may be edited and submitted again: withdrawing is how one goes on after submission. */
export const workflow: KindDefinition<EventState>['workflow'] = {
  initial: 'draft',
  states: {
    draft: { label: { zh: '草稿', en: 'Draft' }, tone: 'begun', phase: { zh: '申报', en: 'Application' } },
    submitted: {
      label: { zh: '待批', en: 'Submitted' },
      tone: 'doing',
      phase: { zh: '审批', en: 'Decision' },
      frozen: ['case'],
      awaits: ['director', 'leader'],
    },
    approved: { label: { zh: '已批准', en: 'Approved' }, tone: 'passed', phase: { zh: '筹备', en: 'Preparation' }, frozen: ['case'] },
    cancelled: { label: { zh: '已取消', en: 'Cancelled' }, tone: 'attention', phase: { zh: '结束', en: 'End' }, frozen: ['case'] },
    withdrawn: { label: { zh: '已撤回', en: 'Withdrawn' }, tone: 'attention', phase: { zh: '申报', en: 'Application' } },
  },
  table: {
    draft: { submit: 'submitted', approve: null, return: null, withdraw: 'withdrawn', cancel: null },
    submitted: { submit: null, approve: 'approved', return: 'draft', withdraw: 'withdrawn', cancel: null },
    approved: { submit: null, approve: null, return: null, withdraw: null, cancel: 'cancelled' },
    cancelled: { submit: null, approve: null, return: null, withdraw: null, cancel: null },
    withdrawn: { submit: 'submitted', approve: null, return: null, withdraw: null, cancel: 'cancelled' },
  },
  moves: {
    submit: { label: { zh: '提交', en: 'Submit' }, by: makers, covers: ['case'] },
    approve: { label: { zh: '批准', en: 'Approve' }, by: deciders, covers: ['case'] },
    return: { label: { zh: '退回', en: 'Return' }, by: deciders, reason: true },
    withdraw: { label: { zh: '撤回', en: 'Withdraw' }, by: makers },
    cancel: { label: { zh: '取消', en: 'Cancel' }, by: keepers, reason: true },
  },
};
