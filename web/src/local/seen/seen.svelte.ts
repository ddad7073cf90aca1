/** Tells the server which versions were seen on this device, for the person who is signed in. */
import type { DeviceStore } from '@qiao/sync/store';
import { ask } from '../api.ts';
import { sync } from '../sync/sync.svelte.ts';
import { SeenMarks } from './marks.ts';
import type { Version } from './on-screen.ts';

let kept: { store: DeviceStore; marks: SeenMarks } | null = null;

async function marksHere(): Promise<SeenMarks> {
  const { store, user } = await sync.opened();
  if (kept?.store !== store) {
    kept?.marks.close();
    kept = { store, marks: open(store, user) };
  }
  return kept.marks;
}

const open = (store: DeviceStore, user: string): SeenMarks =>
  new SeenMarks({
    store,
    now: () => Date.now(),
    after: (ms, task) => {
      const timer = setTimeout(task, ms);
      return () => clearTimeout(timer);
    },
    alone: <T>(run: () => Promise<T>) => {
      // Absent outside a secure context.
      const locks = navigator.locks as LockManager | undefined;
      return locks ? (locks.request(`qiao.seen.${user}`, run) as Promise<T>) : run();
    },
    isFree: () => sync.status.phase === 'live' && sync.unsent === 0,
    async tell(epoch, marks) {
      const answer = await ask<{ results: string[] }>('POST', '/api/seen', { epoch, marks });
      return answer.ok ? answer.value.results : null;
    },
  });

/**
 * That nothing can be told of what was seen must disturb nobody's work: a full device or a database that closes under it loses a
 * mark, and the next version is marked again.
 */
const quietly = (job: Promise<void>): void => void job.catch(() => undefined);

export const seen = {
  /** The person has had this version on screen. */
  saw(doc: string, version: Version): void {
    quietly(marksHere().then((marks) => marks.saw(doc, version)));
  },

  /** Tells what waits whenever there is a connection and nothing else to send. The answer ends it. */
  follow(): () => void {
    return $effect.root(() => {
      $effect(() => {
        if (sync.status.phase === 'live' && sync.unsent === 0) quietly(marksHere().then((marks) => marks.tell()));
      });
    });
  },
};
