import type { Role } from '@qiao/domain/kind';
import { ask, type Answer, type Refusal } from '#local/api.ts';
import { say, words } from '#messages/index.svelte.ts';

/** An account as an administrator sees it. */
export interface Account {
  id: string;
  name: string;
  email: string;
  roles: readonly Role[];
  desks: readonly number[];
  department: string;
  disabled?: boolean;
}

export interface AccountForm {
  /** Absent for a new account. */
  id?: string;
  name: string;
  email: string;
  roles: readonly Role[];
  desks: readonly number[];
  department: string;
  /** Empty: made by the server for a new account, left as it is for another. */
  password: string;
}

export const listAccounts = (): Promise<Answer<{ users: Account[] }>> => ask('GET', '/api/users');

/** `password` is the one that the server made, told once. */
export const saveAccount = ({ password, ...form }: AccountForm): Promise<Answer<{ password?: string }>> =>
  ask('POST', '/api/users', { ...form, ...(password ? { password } : {}) });

export const disableAccount = (id: string, disabled: boolean): Promise<Answer<unknown>> => ask('POST', '/api/users', { id, disabled });

/** Why an account was not saved: fact and remedy. */
export function accountRefusal(code: string): string {
  const t = words().settings.reasons;
  switch (code) {
    case 'email-taken':
      return t.taken;
    case 'last-admin':
      return t.lastAdmin;
    case 'weak-password':
      return t.weak;
    case 'bad-request':
      return t.shape;
    case 'no-network':
      return t.network;
    default:
      return say(t.other, { code });
  }
}

/** Why one's own password was not changed: fact and remedy. */
export function ownPasswordRefusal({ code, details }: Refusal): string {
  const t = words().settings;
  switch (code) {
    case 'wrong-password':
      return t.ownPassword.wrong;
    case 'no-network':
      return t.ownPassword.network;
    case 'too-many':
      return say(words().signIn.throttled, { minutes: Math.max(1, Math.ceil(Number(details['retryAfter'] ?? 60) / 60)) });
    default:
      return accountRefusal(code);
  }
}
