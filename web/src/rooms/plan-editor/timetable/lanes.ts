/** Sessions of one column that overlap stand side by side. Pure. */
export interface Laned<T> {
  item: T;
  /** Place from the left, and into how many places the width is parted. */
  lane: number;
  lanes: number;
}

/**
 * Each as far left as it goes; all that hang together share one width.
 * @param least minutes that the lowest block covers as it is drawn: shorter ones take up that much
 */
export function inLanes<T extends { id: string; from: number; until: number }>(items: readonly T[], least = 0): Laned<T>[] {
  const sorted = [...items].sort((a, b) => a.from - b.from || b.until - a.until || (a.id < b.id ? -1 : 1));
  const laid: Laned<T>[] = [];
  let cluster: Laned<T>[] = [];
  let ends: number[] = [];
  const close = (): void => {
    for (const one of cluster) one.lanes = ends.length;
    laid.push(...cluster);
    cluster = [];
    ends = [];
  };
  for (const item of sorted) {
    if (ends.every((end) => end <= item.from)) close();
    const free = ends.findIndex((end) => end <= item.from);
    const lane = free === -1 ? ends.length : free;
    ends[lane] = Math.max(item.until, item.from + least);
    cluster.push({ item, lane, lanes: 1 });
  }
  close();
  return laid;
}
