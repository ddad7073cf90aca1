import { say, words } from '#messages/index.svelte.ts';

/** Why signing in did not work: fact, and what to do. */
export function explain(failure: { code: string; details: Record<string, unknown> }): string {
  const t = words().signIn;
  const minutes = Math.max(1, Math.ceil(Number(failure.details['retryAfter'] ?? 60) / 60));
  const tries = failure.details['triesLeft'];
  switch (failure.code) {
    case 'missing':
      return t.missing;
    case 'no-network':
      return t.noNetwork;
    case 'too-many':
      return say(t.throttled, { minutes });
    case 'wrong-password':
      if (typeof tries !== 'number') return t.wrong;
      return tries > 0 ? say(t.wrongTries, { n: tries }) : say(t.wrongLast, { minutes });
    case 'account-disabled':
      return t.disabled;
    case 'setup-done':
      return t.first.done;
    default:
      return say(t.server, { code: failure.code });
  }
}
