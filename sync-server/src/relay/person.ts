import type { UserRow } from '../store/rows.ts';
import type { Person } from './ports.ts';

/** Null for somebody who is gone or disabled. */
export const personOf = (user: UserRow | null): Person | null =>
  user && !user.disabled ? { id: user.id, name: user.name, roles: user.roles, accessVersion: user.accessVersion } : null;
