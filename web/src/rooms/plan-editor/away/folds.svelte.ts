import { SvelteMap } from 'svelte/reactivity';
import type { PlanRoom } from '../live/plan-room.svelte.ts';

/** Which groups of the list a person opened or closed: kept as long as the plan is open, whichever tab one goes to. */
export class Folds {
  readonly #chosen = new SvelteMap<string, boolean>();

  isOpen(id: string, byDefault: boolean): boolean {
    return this.#chosen.get(id) ?? byDefault;
  }

  set(id: string, open: boolean): void {
    this.#chosen.set(id, open);
  }
}

const known = new WeakMap<PlanRoom, Folds>();

export function foldsOf(room: PlanRoom): Folds {
  const folds = known.get(room) ?? new Folds();
  known.set(room, folds);
  return folds;
}
