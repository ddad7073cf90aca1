import * as Y from 'yjs';
import { MAX_CLIENTS_PER_UPDATE, MERGE_BYTES } from '../protocol/limits.ts';
import type { PushEntry } from '../protocol/messages.ts';
import type { OutboxEdit } from '../store/contract.ts';

/** One entry of a PUSH and the outbox numbers it stands for; its own number is their last. */
export interface Group extends PushEntry {
  all: number[];
}

/**
 * Neighbouring edits of one part as one update under the last number, within the wire's limits: what each would pass by
 * itself must not fail together, for many openings of a part are many writers.
 */
export function groupEdits(edits: readonly OutboxEdit[]): Group[] {
  const byDoc = new Map<string, OutboxEdit[][]>();
  const sizes = new Map<OutboxEdit[], { bytes: number; clients: Set<number> }>();
  for (const edit of edits) {
    const groups = byDoc.get(edit.doc) ?? [];
    byDoc.set(edit.doc, groups);
    const last = groups.at(-1);
    const size = last && sizes.get(last);
    const clients = [...Y.parseUpdateMeta(edit.update).to.keys()];
    const fits =
      size &&
      last[0]!.generation === edit.generation &&
      size.bytes + edit.update.length <= MERGE_BYTES &&
      new Set([...size.clients, ...clients]).size <= MAX_CLIENTS_PER_UPDATE;
    if (fits) {
      last.push(edit);
      size.bytes += edit.update.length;
      for (const client of clients) size.clients.add(client);
    } else {
      const group = [edit];
      groups.push(group);
      sizes.set(group, { bytes: edit.update.length, clients: new Set(clients) });
    }
  }
  return [...byDoc.values()].flat().map((group) => {
    const { n, doc, generation, update } = group.at(-1)!;
    const whole = group.length === 1 ? update : Y.mergeUpdates(group.map((one) => one.update));
    return { n, doc, generation, update: whole, all: group.map((one) => one.n) };
  });
}
