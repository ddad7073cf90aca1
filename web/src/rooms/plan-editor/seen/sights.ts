/** Who has seen a part, as it is listed. Pure. */
import type { Facts } from '@qiao/domain/kind';
import type { Sight } from '#local/seen/who.svelte.ts';

export interface Seen {
  /** Devices that have shown the newest version, the first to do so first. */
  latest: readonly Sight[];
  /** Devices that have shown an older one, the last first. */
  earlier: readonly Sight[];
  /** Names of those who work on the event and have seen no version at all. */
  missing: readonly string[];
  /** Names of those who work on the event and have not seen the newest. */
  notLatest: readonly string[];
}

/** Owner and helpers are those who ought to see it; `me` knows what is on the own screen. */
export function seenOf(devices: readonly Sight[], facts: Facts | null, me: string): Seen {
  const latest = devices.filter((one) => one.latest).sort((a, b) => a.at - b.at);
  const earlier = devices.filter((one) => !one.latest).sort((a, b) => b.at - a.at);
  const [saw, sawSome] = [new Set(latest.map(({ user }) => user)), new Set(devices.map(({ user }) => user))];
  const expected = new Map(facts ? [[facts.owner, facts.ownerName], ...facts.assignees.map(({ id, name }) => [id, name] as const)] : []);
  const named = (without: ReadonlySet<string>): string[] =>
    [...expected].filter(([id, name]) => id !== me && name && !without.has(id)).map(([, name]) => name);
  return { latest, earlier, missing: named(sawSome), notLatest: named(saw) };
}
