/** Undo over several parts: one step takes back what one act wrote, in whichever parts, and nothing that others wrote. */
import * as Y from 'yjs';

/** Origin of what this tab writes here. */
export const EDITED = Symbol('edited in the plan');

/** Acts that can be taken back; the oldest are forgotten first. */
export const MAX_UNDO = 200;

type Step = readonly Y.UndoManager[];

export class PlanUndo {
  readonly #managers = new Map<string, Y.UndoManager>();
  #done: Step[] = [];
  #undone: Step[] = [];
  /** Managers that the act now running wrote to. */
  #writing: Set<Y.UndoManager> | null = null;

  /** Watches the root maps of a part. A part bound again begins anew: what could be taken back is gone (SPEC REF1). */
  bind(part: string, ydoc: Y.Doc, roots: readonly string[]): void {
    this.unbind(part);
    const manager = new Y.UndoManager(
      roots.map((root) => ydoc.getMap(root)),
      { trackedOrigins: new Set([EDITED]), captureTimeout: 0 },
    );
    manager.on('stack-item-added', (event: { type: 'undo' | 'redo' }) => {
      if (event.type === 'undo') this.#writing?.add(manager);
    });
    this.#managers.set(part, manager);
  }

  unbind(part: string): void {
    const manager = this.#managers.get(part);
    if (!manager) return;
    const without = (steps: Step[]): Step[] => steps.map((step) => step.filter((one) => one !== manager)).filter((step) => step.length > 0);
    this.#done = without(this.#done);
    this.#undone = without(this.#undone);
    this.#managers.delete(part);
    manager.destroy();
  }

  /** Runs an act as one step; acts within acts are part of the outer one. */
  run<T>(act: () => T): T {
    if (this.#writing) return act();
    const writing = (this.#writing = new Set<Y.UndoManager>());
    for (const manager of this.#managers.values()) manager.stopCapturing();
    // Within one act everything that is written to a part is one item of its stack.
    for (const manager of this.#managers.values()) manager.captureTimeout = Number.MAX_SAFE_INTEGER;
    try {
      return act();
    } finally {
      this.#writing = null;
      for (const manager of this.#managers.values()) manager.captureTimeout = 0;
      if (writing.size > 0) {
        this.#done = [...this.#done, [...writing]].slice(-MAX_UNDO);
        this.#undone = [];
      }
    }
  }

  /** False when there is nothing to take back. What others have overwritten since stays theirs. */
  undo(): boolean {
    const step = this.#done.pop();
    if (!step) return false;
    // A step that changes nothing any more is passed over.
    const changed = step.map((manager) => manager.undo() !== null).some(Boolean);
    this.#undone.push(step);
    return changed || this.undo();
  }

  redo(): boolean {
    const step = this.#undone.pop();
    if (!step) return false;
    const changed = step.map((manager) => manager.redo() !== null).some(Boolean);
    this.#done.push(step);
    return changed || this.redo();
  }

  get canUndo(): boolean {
    return this.#done.length > 0;
  }
  get canRedo(): boolean {
    return this.#undone.length > 0;
  }

  close(): void {
    for (const part of [...this.#managers.keys()]) this.unbind(part);
  }
}
