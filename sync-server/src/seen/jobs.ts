/** What devices tell of the versions that their users have seen, as the writer takes it (SPEC SEEN). */
import { isServerPart, parseDoc } from '@qiao/sync/protocol';
import { handle, jobKind, type Handlers, type Scope } from '../relay/job.ts';
import { personOf } from '../relay/person.ts';
import type { Person, Rights } from '../relay/ports.ts';
import type { Reader } from '../store/contract.ts';
import type { PartRow } from '../store/rows.ts';
import { SEEN_KEEP_MS } from './limits.ts';

export interface SeenMark {
  doc: string;
  generation: number;
  /** Head of the part as the device showed it. */
  seq: number;
  /** Milliseconds since it was seen, fractions too: clocks of devices may be wrong, how long ago something was they still know. */
  ago: number;
}

/** `known`: this device has seen that version, or a newer one. `stale`: no version of this part as it stands (SPEC SEEN5). */
export type SeenResult = 'seen' | 'known' | 'stale' | 'not-found';

export interface NoteSeen {
  user: string;
  device: string;
  /** In which the device counts its versions. */
  epoch: string;
  marks: readonly SeenMark[];
}

/** One result for each mark, in order. */
export const noteSeen = jobKind<NoteSeen, SeenResult[]>('note-seen');

export const seenHandlers = (rights: Rights): Handlers =>
  handle(noteSeen, async (scope, { user, device, epoch, marks }) => {
    const { tx, now } = scope;
    await tx.dropSeenBefore(now - SEEN_KEEP_MS);
    const person = personOf(await tx.user(user));
    const isOwn = (await tx.device(device))?.user === user;
    const isNow = (await tx.workspace()).epoch === epoch;
    const results: SeenResult[] = [];
    for (const mark of marks) {
      const part = person && isOwn ? await readable(tx, rights, person, mark.doc) : null;
      if (!part) results.push('not-found');
      else results.push(isNow ? await note(scope, device, part, mark) : 'stale');
    }
    return results;
  });

/** Null for a part that is not there and one that this person may not read alike (SPEC SEEN2). */
export async function readable(read: Reader, rights: Rights, person: Person, doc: string): Promise<PartRow | null> {
  const name = parseDoc(doc);
  const record = name && !isServerPart(name.part) ? await read.record(name.kind, name.id) : null;
  return name && record && rights.mayRead(person, record, name.part) ? read.part(doc) : null;
}

async function note({ tx, now }: Scope, device: string, part: PartRow, { doc, generation, seq, ago }: SeenMark): Promise<SeenResult> {
  if (generation !== part.generation || seq > part.head) return 'stale';
  const before = await tx.seen(device, doc);
  if (before && before.generation === generation && before.seq >= seq) return 'known';
  const madeAt = seq === part.head ? part.changedAt : ((await tx.rowTime(doc, seq)) ?? 0);
  // Nobody has seen a version before it was made, nor after now.
  const at = Math.min(now, Math.max(madeAt, now - Math.round(Math.min(ago, SEEN_KEEP_MS))));
  await tx.putSeen({ device, doc, generation, seq, madeAt, at });
  return 'seen';
}
