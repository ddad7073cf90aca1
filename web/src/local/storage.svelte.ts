/** How much this device keeps, and whether the browser has promised not to clear it. */
interface Estimate {
  /** Bytes. */
  used: number;
  quota: number;
}

let estimate = $state.raw<Estimate | null>(null);
/** Null: the browser does not say. */
let kept = $state<boolean | null>(null);
let asked = false;

export const storage = {
  get estimate(): Estimate | null {
    return estimate;
  },
  get kept(): boolean | null {
    return kept;
  },

  async look(): Promise<void> {
    // Absent outside a secure context.
    const manager = navigator.storage as StorageManager | undefined;
    if (!manager) return;
    kept = await manager.persisted();
    const { usage, quota } = await manager.estimate();
    estimate = usage === undefined || quota === undefined ? null : { used: usage, quota };
  },

  /** Asks the browser to keep what is stored; true when it agrees. */
  async askToKeep(): Promise<boolean> {
    const manager = navigator.storage as StorageManager | undefined;
    if (!manager) return false;
    kept = await manager.persist();
    return kept;
  },

  /** The sensible moment: something of the person's own is stored here for the first time. Asks once a page. */
  async workIsHere(): Promise<void> {
    if (asked) return;
    asked = true;
    const manager = navigator.storage as StorageManager | undefined;
    if (manager && !(await manager.persisted())) await storage.askToKeep();
  },
};
