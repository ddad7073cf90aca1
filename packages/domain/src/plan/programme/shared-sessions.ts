import { planItems } from '../items.ts';
import { derivedGuid } from './derived.ts';
import type { Schedule } from './format.ts';
import type { Present } from './source.ts';

/** How many sessions of a file the event has already: from an earlier import, or because the file was exported from it. */
export function sharedSessions(schedule: Schedule, { parts, sources }: Present): number {
  const guids = new Set(planItems(parts).sessions.map(({ id, guid }) => `session/${(guid || derivedGuid('session', id)).toLowerCase()}`));
  const isHere = (key: string): boolean => guids.has(key) || sources.has(key);
  return schedule.sessions.filter(({ guid }) => isHere(`session/${guid.toLowerCase()}`)).length;
}
