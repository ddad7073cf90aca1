/** Which waiting entries may go now. SPEC PSH9, REF3. */
import { MAX_PUSH_ENTRIES, MAX_UPDATE_BYTES } from '../protocol/limits.ts';
import type { State, Waiting } from './state.ts';

/** Unanswered pushed entries at a time: enough to fill group commits, few enough to notice a refusal soon. */
export const MAX_IN_FLIGHT = 2 * MAX_PUSH_ENTRIES;

const isUnderWay = (state: State, entry: Waiting): boolean =>
  entry.type === 'edit' ? state.inFlight.has(entry.n) || state.accepting.has(entry.n) : state.posted.has(entry.id);

/** Edits that may be pushed now, in order: not under way, their part not parked, nothing held before them, their record not waiting to be made. */
export function pushable(state: State, now: number): number[] {
  const ns: number[] = [];
  const waitingForCreate = new Set<string>();
  const blocked = new Set<string>();
  let bytes = 0;
  let room = MAX_IN_FLIGHT - state.inFlight.size;
  for (const entry of state.outbox) {
    if (entry.type === 'intent') {
      if (entry.opens) waitingForCreate.add(entry.record);
      continue;
    }
    if (ns.length === MAX_PUSH_ENTRIES || room === 0) break;
    if (isUnderWay(state, entry) || state.parked.has(entry.doc) || waitingForCreate.has(entry.record) || blocked.has(entry.doc)) continue;
    // What follows a held edit in its part very likely depends on it: keep the order.
    if ((state.held.get(entry.n) ?? 0) > now) {
      blocked.add(entry.doc);
      continue;
    }
    if (ns.length > 0 && bytes + entry.bytes > MAX_UPDATE_BYTES) break;
    ns.push(entry.n);
    bytes += entry.bytes;
    room--;
  }
  return ns;
}

/** Intents that may be posted now: nothing of their record waits before them. */
export function postable(state: State, now: number): string[] {
  const busy = new Set<string>();
  const ids: string[] = [];
  for (const entry of state.outbox) {
    if (
      entry.type === 'intent' &&
      !entry.held &&
      !busy.has(entry.record) &&
      !state.posted.has(entry.id) &&
      (state.postAfter.get(entry.id) ?? 0) <= now
    )
      ids.push(entry.id);
    // A parked part's edits are on their way out of the outbox; until then the intent waits as for any other.
    busy.add(entry.record);
  }
  return ids;
}
