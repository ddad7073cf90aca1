import type { Missing } from './column.ts';
import { editsOf, planPaste, type PastePlan, type PasteTarget } from './paste.ts';
import type { Range } from './selection.ts';
import type { GridSource } from './source.ts';

/** `made`: written at once. `waits`: shown, and written on the person's word. */
export type Offered = 'made' | 'waits' | 'empty' | 'too-large';

/** The paste of one grid: planned, shown, then made or dropped. Nothing is written before it is made. */
export class Pasting<R> {
  readonly #source: GridSource<R>;
  readonly #target: () => PasteTarget<R>;
  #pasted: string[][] = [];
  #range: Range | null = null;
  plan = $state.raw<PastePlan | null>(null);

  /** `target`: the grid as it stands when asked. */
  constructor(source: GridSource<R>, target: () => PasteTarget<R>) {
    this.#source = source;
    this.#target = target;
  }

  get waiting(): readonly (readonly string[])[] | null {
    return this.plan === null ? null : this.#pasted;
  }

  /** One cell that is understood is written at once, a block waits. */
  offer(pasted: string[][], range: Range): Offered {
    const planned = planPaste(pasted, range, this.#target());
    if (!planned.ok) return planned.why;
    [this.#pasted, this.#range, this.plan] = [pasted, range, planned.plan];
    if (pasted.length > 1 || pasted[0]!.length > 1 || planned.plan.unknown.length > 0) return 'waits';
    this.make([]);
    return 'made';
  }

  /** Writes what is understood, with names added that there was nothing for; the rest stays as it is. */
  make(missing: readonly Missing[]): void {
    const { plan } = this;
    const range = this.#range;
    if (!plan || !range) return;
    this.#source.together(() => {
      this.#source.prepare(missing, plan.added);
      // With the new names there, the same cells are read again.
      const planned = missing.length > 0 ? planPaste(this.#pasted, range, { ...this.#target(), newRow: () => null }) : null;
      const edits = editsOf(planned?.ok ? planned.plan : plan);
      if (edits.length > 0) this.#source.write(edits);
    });
    this.cancel();
  }

  cancel(): void {
    [this.plan, this.#pasted, this.#range] = [null, [], null];
  }
}
