import { DOMAIN_CODES, isDomainCode } from '@qiao/domain/shared/errors';
import { isRelayCode, RELAY_CODES } from '@qiao/sync/protocol';
import { pick, say, words } from '#messages/index.svelte.ts';

/** Why a decision or an edit did not take effect: fact, reason, remedy. */
export function refusalWords(code: string): string {
  if (isDomainCode(code)) return pick(DOMAIN_CODES[code]);
  if (isRelayCode(code)) return pick(RELAY_CODES[code]);
  return say(words().record.unknownRefusal, { code });
}

/** Who changed what meanwhile, where the server told: `{ name, at }`. */
export function refusalBy(details: string): { name: string; at: number } | null {
  try {
    const { name, by, at } = JSON.parse(details) as { name?: unknown; by?: { name?: unknown }; at?: unknown };
    const who = typeof name === 'string' ? name : by?.name;
    return typeof who === 'string' && who ? { name: who, at: typeof at === 'number' ? at : 0 } : null;
  } catch {
    return null;
  }
}
