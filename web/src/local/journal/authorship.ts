import type { Author } from '@qiao/sync/protocol';
import type { OutboxEdit } from '@qiao/sync/store';
import * as Y from 'yjs';

/** Who wrote something, as far as this device can tell. */
export interface Writer {
  /** User id; empty when the server has not told yet. */
  user: string;
  name: string;
  mine: boolean;
}

export const NOBODY: Writer = { user: '', name: '', mine: false };

/**
 * Writers by Yjs client id. What waits in the outbox and what this tab writes is one's own before the server says so.
 * @param own client ids of this tab and of unsent edits
 */
export function writersOf(
  authors: readonly Author[],
  own: Iterable<number>,
  me: { id: string; name: string },
): (client: number | null) => Writer {
  const known = new Map<number, Writer>();
  for (const { client, user, name } of authors) known.set(client, { user, name, mine: user === me.id });
  const myself: Writer = { user: me.id, name: me.name, mine: true };
  for (const client of own) if (!known.has(client)) known.set(client, myself);
  return (client) => (client === null ? NOBODY : (known.get(client) ?? NOBODY));
}

/** Structs of an update; none of a damaged one. */
export function structsOf(update: Uint8Array): readonly (Y.Item | Y.GC | Y.Skip)[] {
  try {
    return Y.decodeUpdate(update).structs;
  } catch {
    return [];
  }
}

/** Client ids that wrote what this device has not had confirmed. */
export function clientsOf(unsent: readonly OutboxEdit[]): Set<number> {
  return new Set(unsent.flatMap((edit) => structsOf(edit.update).map((struct) => struct.id.client)));
}

/** A run of writes of one client, and when it was made, milliseconds since 1970. */
interface WrittenSpan {
  from: number;
  end: number;
  at: number;
}

/**
 * When a write was made, by these updates; null for what is in none. The earliest that any of them says: a live answer tells
 * again, later, what pages tell with its time.
 */
export function timesOf(edits: readonly { update: Uint8Array; at: number }[]): (client: number, clock: number) => number | null {
  const spans = new Map<number, WrittenSpan[]>();
  for (const { update, at } of edits)
    for (const { id, length } of structsOf(update)) {
      const own = spans.get(id.client) ?? [];
      own.push({ from: id.clock, end: id.clock + length, at });
      spans.set(id.client, own);
    }
  return (client, clock) => {
    const times = (spans.get(client) ?? []).filter((span) => clock >= span.from && clock < span.end).map((span) => span.at);
    return times.length === 0 ? null : Math.min(...times);
  };
}
