import type { DevicePerson } from './people.ts';

export const testPerson = (change: Partial<DevicePerson> = {}): DevicePerson => ({
  user: { id: 'u-luo', name: '罗文静', email: 'luo@school.edu.cn', roles: ['officer'], desks: [7], department: '' },
  device: 'd-1',
  workspace: 'w-1',
  leaseDays: 30,
  contactAt: 0,
  unsent: 0,
  pass: null,
  ...change,
});
