/**
 * What other processes wrote (an administrator's command, another instance): nobody tells of it here, so the head is
 * looked at. A head that is still ahead at the next look is not one of our own commits on its way.
 */
import type { Reader } from '../store/contract.ts';
import type { Commit } from './job.ts';
import { HEAD_POLL_MS } from './limits.ts';
import type { Clock } from './ports.ts';

export interface Feed {
  /** A commit of our own writer. */
  committed(commit: Commit): void;
  close(): void;
}

export interface FeedDeps {
  read: Reader;
  clock: Clock;
  missed: (head: number) => void;
  /** The store was restored under us: nothing that anybody holds open is true any more (SPEC EPO1). */
  restored: () => void;
}

export function createFeed({ read, clock, missed, restored }: FeedDeps): Feed {
  /** Up to here everything was told; null until the first look. */
  let known: number | null = null;
  let seen = 0;
  let epoch: string | null = null;
  let stop = clock.after(0, tick);
  let closed = false;

  function tick(): void {
    void look().finally(() => {
      if (!closed) stop = clock.after(HEAD_POLL_MS, tick);
    });
  }

  async function look(): Promise<void> {
    try {
      const workspace = await read.workspace();
      const { head } = workspace;
      if (epoch !== null && workspace.epoch !== epoch) {
        known = head;
        seen = head;
        restored();
      }
      epoch = workspace.epoch;
      known ??= head;
      if (seen > known) {
        known = seen;
        missed(head);
      }
      seen = head;
    } catch {
      // The store is busy or closing: the next look sees the same.
    }
  }

  return {
    committed({ head, rows }) {
      const first = rows[0]?.seq;
      if (first === undefined) return;
      // Numbers that nobody told of lie between: somebody else's.
      if (known !== null && first > known + 1) missed(head);
      known = Math.max(known ?? 0, head);
    },
    close() {
      closed = true;
      stop();
    },
  };
}
