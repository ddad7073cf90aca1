import { NotSaved } from '@qiao/sync/store';

/**
 * Acts on what waits here: sending it again, giving it up, taking it back. Each is written to this device first; where that fails
 * nothing has happened, and it is said at the thing itself until it is tried again (SPEC DEV1).
 */
export class StoredActs {
  #failed = $state<string | null>(null);

  /** Whether the last act could not be stored, and was on this one. */
  failed(id: string): boolean {
    return this.#failed === id;
  }

  /** Runs an act on one of them. */
  async run(id: string, act: () => Promise<unknown>): Promise<void> {
    this.#failed = null;
    try {
      await act();
    } catch (error) {
      this.#failed = id;
      if (!(error instanceof NotSaved)) throw error;
    }
  }
}
