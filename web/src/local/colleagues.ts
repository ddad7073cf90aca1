import type { Choice } from '#ui/choice.ts';
import { ask } from './api.ts';
import { fold, initials } from './records/fold.ts';
import { session } from './session/session.svelte.ts';

/** An account of the office, as far as it is needed to assign somebody. */
interface Colleague {
  id: string;
  name: string;
  disabled?: boolean;
}

const MOST = 8;
const key = (): string => `qiao.colleagues.${session.me.user.id}`;

function kept(): Colleague[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(key()) ?? '[]');
    return Array.isArray(stored) ? (stored as Colleague[]) : [];
  } catch {
    return [];
  }
}

let fresh: Promise<Colleague[]> | null = null;

/** The accounts as the server last told; kept on this device, so that assigning works with no network too. */
async function colleagues(): Promise<Colleague[]> {
  fresh ??= ask<{ users: Colleague[] } | Colleague[]>('GET', '/api/users').then((answer) => {
    if (!answer.ok) {
      fresh = null;
      return kept();
    }
    const users = (Array.isArray(answer.value) ? answer.value : answer.value.users)
      .filter((user) => !user.disabled)
      .map(({ id, name }) => ({ id, name }));
    localStorage.setItem(key(), JSON.stringify(users));
    return users;
  });
  return fresh;
}

/** By name, or by initials of a Chinese one. */
export async function findColleagues(typed: string): Promise<Choice[]> {
  const wanted = fold(typed.trim());
  const all = await colleagues();
  return all
    .filter((one) => !wanted || fold(one.name).includes(wanted) || initials(one.name).startsWith(wanted))
    .slice(0, MOST)
    .map((one) => ({ value: one.id, label: one.name }));
}
