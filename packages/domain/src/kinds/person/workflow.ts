import type { KindDefinition } from '../../kind/define.ts';
import type { Grant } from '../../kind/types.ts';

const keepers: readonly Grant[] = [
  { role: 'officer', scope: 'desk' },
  { role: 'director', scope: 'all' },
];

/** A person is in use or at rest; nothing is decided about them here. */
export const workflow: KindDefinition<'active' | 'dormant'>['workflow'] = {
  initial: 'active',
  states: {
    active: { label: { zh: '在用', en: 'Active' }, tone: 'steady', phase: { zh: '名录', en: 'Directory' } },
    dormant: { label: { zh: '停用', en: 'Dormant' }, tone: 'archived', phase: { zh: '名录', en: 'Directory' } },
  },
  table: {
    active: { submit: null, approve: null, return: null, withdraw: 'dormant', cancel: null },
    dormant: { submit: null, approve: null, return: 'active', withdraw: null, cancel: null },
  },
  moves: {
    submit: { label: { zh: '提交', en: 'Submit' }, by: [] },
    approve: { label: { zh: '批准', en: 'Approve' }, by: [] },
    return: { label: { zh: '恢复使用', en: 'Bring back into use' }, by: keepers },
    withdraw: { label: { zh: '停用', en: 'Set dormant' }, by: keepers },
    cancel: { label: { zh: '取消', en: 'Cancel' }, by: [] },
  },
};
