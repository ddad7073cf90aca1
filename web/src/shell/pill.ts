import type { SyncStatus } from '@qiao/sync/client';
import { clockTime } from '#messages/dates.ts';
import { say, type Messages } from '#messages/index.svelte.ts';

export interface Pill {
  /** Whose line it has: the server has it, only here, only here and no network, not even here. */
  sign: 'synced' | 'sending' | 'offline' | 'unsaved';
  label: string;
  /** What stands behind the hairline; empty for nothing. */
  then: string;
  alarm: boolean;
}

/** Where my work is, in two or three words. The worst that is true wins. */
export function pillOf(status: SyncStatus, words: Messages): Pill {
  const t = words.sync;
  const waiting = status.edits + status.intents + status.blobs.waiting;
  const toSend = waiting > 0 ? say(t.toSend, { n: waiting }) : '';
  const pill = (sign: Pill['sign'], label: string, then: string, alarm = false): Pill => ({ sign, label, then, alarm });
  if (status.unsaved > 0) return pill('unsaved', t.notSaved, '');
  switch (status.phase) {
    case 'locked':
      return pill('offline', t.locked, toSend);
    case 'signed-out':
      return pill('offline', t.signedOut, toSend);
    case 'drain':
      return pill('sending', t.outdated, toSend);
    case 'offline':
      return pill('offline', say(t.offlineSince, { time: clockTime(status.since) }), toSend);
    default:
  }
  if (waiting > 0) return pill('sending', t.saved, toSend);
  if (status.refused > 0) return pill('synced', t.saved, say(t.returned, { n: status.refused }), true);
  if (status.phase === 'connecting') return pill('sending', t.saved, t.connecting);
  if (status.phase === 'catching-up' || status.bootstrap) return pill('sending', t.saved, t.catchingUp);
  return pill('synced', t.saved, t.synced);
}
