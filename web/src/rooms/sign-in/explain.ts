import { say, words } from '#messages/index.svelte.ts';

/** Why signing in did not work: fact, and what to do. */
export function explain(failure: { code: string; details: Record<string, unknown> }): string {
  const t = words().signIn;
  const seconds = Number(failure.details['retryAfter'] ?? 60);
  const tries = failure.details['triesLeft'];
  switch (failure.code) {
    case 'missing':
      return t.missing;
    case 'no-network':
      return t.noNetwork;
    case 'too-many':
      return say(t.throttled, { minutes: Math.max(1, Math.ceil(seconds / 60)) });
    case 'wrong-password':
      return typeof tries === 'number' ? say(t.wrongTries, { n: tries }) : t.wrong;
    case 'setup-done':
      return t.first.done;
    default:
      return say(t.server, { code: failure.code });
  }
}
