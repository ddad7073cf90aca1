import { kindNamed, newFacts } from '@qiao/domain';
import { expect, it } from 'vitest';
import type { UserRow } from '../store/rows.ts';
import { accessChanges } from './access-changes.ts';

it('[PUL5] counts people who are disabled too, for their devices must give the record back once they are enabled', () => {
  const kind = kindNamed('event')!;
  const person = { id: 'owner', name: 'O', roles: [], desks: [], department: '' };
  const before = newFacts(kind, { id: '00000000-0000-4000-8000-000000000001', person, now: 0, assignees: [{ id: 'bob', name: 'B' }] });
  const bob: UserRow = {
    id: 'bob',
    email: 'b@example.test',
    name: 'B',
    roles: JSON.stringify({ roles: ['host'], desks: [], department: 'office' }),
    password: '',
    disabled: true,
    accessVersion: 1,
    createdAt: 0,
  };
  expect(accessChanges(kind, before, { ...before, assignees: [] }, [bob])).toEqual(['bob']);
  expect(accessChanges(kind, before, before, [bob])).toEqual([]);
});
