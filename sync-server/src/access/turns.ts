/** Lets so many run at once and so many more wait for their turn. */
export interface Turns {
  /** Runs the task in its turn; null, without running it, when too many wait already. */
  take<T>(task: () => Promise<T>): Promise<T | null>;
}

export function createTurns(atOnce: number, mayWait: number): Turns {
  let running = 0;
  const queue: (() => void)[] = [];
  return {
    async take(task) {
      if (running < atOnce) running++;
      else if (queue.length >= mayWait) return null;
      // Who ends hands its place on.
      else await new Promise<void>((resolve) => queue.push(resolve));
      try {
        return await task();
      } finally {
        const next = queue.shift();
        if (next) next();
        else running--;
      }
    },
  };
}
