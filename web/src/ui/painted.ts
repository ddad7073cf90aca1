/** A hidden page has no frames: after so many milliseconds it counts as painted all the same. */
const LONGEST_MS = 500;

/** Resolves when what is on the page now has been painted: for work that nobody waits to see. */
export const painted = (): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, LONGEST_MS);
    requestAnimationFrame(() => setTimeout(resolve));
  });
