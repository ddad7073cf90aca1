import { applyUpdate, type Doc } from 'yjs';
import type { Proposal } from '@qiao/sync/store';
import { changesByPerson, type PersonChanges } from '#local/journal/changes.ts';
import { copyOf } from '#local/journal/seen.ts';

/** What refused edits would change in the part as it stands now. They are one's own, whatever client they were written under. */
export function proposed(ydoc: Doc, proposal: Proposal, me: { id: string; name: string }): PersonChanges[] {
  const after = copyOf(ydoc);
  for (const update of proposal.updates) {
    try {
      applyUpdate(after, update);
    } catch {
      // Damaged bytes are why it was refused; the rest may still be read.
    }
  }
  return changesByPerson(ydoc, after, () => ({ user: me.id, name: me.name, mine: false }));
}
