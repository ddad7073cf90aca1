import { limits } from '@qiao/sync/protocol';
import { MAX_QUEUED_BYTES_PER_DEVICE } from './limits.ts';

/** How much of each device waits for the writer, over both doors: one device cannot fill the queue, or the memory, for all. */
export interface Waiting {
  /** False when the device has too many entries or bytes already; else they count until `done` with the same bytes. */
  begin(device: string, bytes: number): boolean;
  done(device: string, bytes: number): void;
}

export function createWaiting(): Waiting {
  const waiting = new Map<string, { entries: number; bytes: number }>();
  return {
    begin(device, bytes) {
      const sum = waiting.get(device) ?? { entries: 0, bytes: 0 };
      if (sum.entries >= limits.MAX_QUEUED_PER_DEVICE || sum.bytes + bytes > MAX_QUEUED_BYTES_PER_DEVICE) return false;
      waiting.set(device, { entries: sum.entries + 1, bytes: sum.bytes + bytes });
      return true;
    },
    done(device, bytes) {
      const sum = waiting.get(device);
      if (!sum) return;
      if (sum.entries === 1) waiting.delete(device);
      else waiting.set(device, { entries: sum.entries - 1, bytes: sum.bytes - bytes });
    },
  };
}
