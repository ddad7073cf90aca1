import type { Access, Grant } from '../../kind/types.ts';

const office: readonly Grant[] = [
  { role: 'officer', scope: 'desk' },
  { role: 'officer', scope: 'own' },
  { role: 'director', scope: 'all' },
];

const department: readonly Grant[] = [
  { role: 'liaison', scope: 'department' },
  { role: 'head', scope: 'department' },
];

const decisions: readonly Grant[] = [
  { role: 'leader', scope: 'awaiting' },
  { role: 'cosigner', scope: 'awaiting' },
];

const assigned: readonly Grant[] = [
  { role: 'host', scope: 'assigned' },
  { role: 'officer', scope: 'assigned' },
];

const planners: readonly Grant[] = [...office, { role: 'liaison', scope: 'department' }, ...assigned];

/**
 * Hosts read the case and edit the plan of the events they are assigned to; minutes stay with the office and the department.
 * The budget is read by whoever decides on it too, and by no host.
 */
export const access: Access = {
  read: [...office, ...department, ...decisions, ...assigned],
  write: [...office, { role: 'liaison', scope: 'department' }],
  create: ['officer', 'director', 'liaison'],
  assign: [
    { role: 'officer', scope: 'desk' },
    { role: 'director', scope: 'all' },
  ],
  archive: [
    { role: 'officer', scope: 'desk' },
    { role: 'director', scope: 'all' },
  ],
  parts: {
    plan: { read: [...office, ...department, ...decisions, ...assigned], write: planners },
    people: { read: [...office, ...department, ...decisions, ...assigned], write: planners },
    budget: { read: [...office, ...department, ...decisions], write: [...office, { role: 'liaison', scope: 'department' }] },
    minutes: { read: [...office, ...department], write: office },
  },
};
