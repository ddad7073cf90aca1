import { say, words } from '#messages/index.svelte.ts';

/** Why signing in did not work: fact, and what to do. */
export function explain(failure: { code: string; details: Record<string, unknown> }): string {
  const t = words().signIn;
  const seconds = Number(failure.details['retryAfter'] ?? failure.details['seconds'] ?? 60);
  switch (failure.code) {
    case 'missing':
      return t.missing;
    case 'no-network':
      return t.noNetwork;
    case 'throttled':
    case 'too-many':
    case 'http-429':
      return say(t.throttled, { minutes: Math.max(1, Math.ceil(seconds / 60)) });
    case 'unauthenticated':
    case 'wrong-password':
    case 'bad-credentials':
    case 'http-401':
      return t.wrong;
    default:
      return say(t.server, { code: failure.code });
  }
}
