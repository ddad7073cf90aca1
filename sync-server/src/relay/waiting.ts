import { limits } from '@qiao/sync/protocol';

/** How many updates of each device wait for the writer, over both doors: one device cannot fill the queue for all. */
export interface Waiting {
  /** False when the device has too many already; else it counts one more until `done`. */
  begin(device: string): boolean;
  done(device: string): void;
}

export function createWaiting(): Waiting {
  const counts = new Map<string, number>();
  return {
    begin(device) {
      const count = counts.get(device) ?? 0;
      if (count >= limits.MAX_QUEUED_PER_DEVICE) return false;
      counts.set(device, count + 1);
      return true;
    },
    done(device) {
      const count = (counts.get(device) ?? 0) - 1;
      if (count > 0) counts.set(device, count);
      else counts.delete(device);
    },
  };
}
