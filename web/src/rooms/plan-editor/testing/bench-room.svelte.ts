/** A plan's room for tests of what is drawn over it: real docs, real undo, the domain's own rules; no network and no journal. */
import { applyEdits, checkRules, type CellEdit, type Finding } from '@qiao/domain/kind';
import { event } from '@qiao/domain/kinds';
import { planView } from '@qiao/domain/plan';
import type { PlanDocs } from '@qiao/domain/plan/plan.fixture';
import type { Here } from '#local/presence.svelte.ts';
import { LivePart } from '../live/live-part.ts';
import type { PlanRoom } from '../live/plan-room.svelte.ts';
import { EDITED, PlanUndo } from '../live/undo.ts';

const PARTS = ['case', 'plan', 'people'] as const;

export class BenchRoom {
  readonly #docs: PlanDocs;
  readonly #undo = new PlanUndo();
  acts = 0;
  canUndo = $state(false);
  canRedo = $state(false);
  locked = $state(false);
  /** Where this tab said that it is, in order. */
  entered: (string | null)[] = [];
  /** Keys of the cells that each act wrote. */
  written: string[][] = [];
  values = $state.raw<Record<string, LivePart['value']>>({});
  others = $state.raw<Record<string, readonly Here[]>>({});
  findings = $state.raw<readonly Finding[]>([]);
  readonly view = $derived.by(() => planView(this.values));

  constructor(docs: PlanDocs) {
    this.#docs = docs;
    for (const part of PARTS) {
      const live = new LivePart(event, part, docs[part], (value) => (this.values = { ...this.values, [part]: value }));
      this.values = { ...this.values, [part]: live.value };
    }
    this.#undo.bind('plan', docs.plan, ['sessions', 'rooms', 'tracks', 'days']);
    this.look();
  }

  /** As the pages take it. */
  get asRoom(): PlanRoom {
    return this as unknown as PlanRoom;
  }
  readonly parts = (({ docs, room }: { docs: () => PlanDocs; room: BenchRoom }) => ({
    get values() {
      return room.values;
    },
    get others() {
      return room.others;
    },
    value: (part: string) => room.values[part] ?? { fields: {}, lists: {}, texts: {} },
    get: (part: keyof PlanDocs) => ({ ydoc: docs()[part] }),
    enter: (_part: string, at: string | null) => void room.entered.push(at),
  }))({ docs: () => this.#docs, room: this });
  readonly lookout = ((room: BenchRoom) => ({
    get findings() {
      return room.findings;
    },
    looks: {},
    proposals: [],
  }))(this);

  look(): void {
    this.findings = checkRules(event, this.values, null);
  }
  whyNot(): 'frozen' | null {
    return this.locked ? 'frozen' : null;
  }
  act<T>(run: () => T): T {
    const done = this.#undo.run(run);
    this.#acted();
    return done;
  }
  edit(edits: readonly CellEdit[]): void {
    if (edits.length === 0) return;
    this.written.push(edits.map(({ key }) => key));
    this.act(() => applyEdits({ ...this.#docs }, edits, EDITED));
  }
  undo(): void {
    this.#undo.undo();
    this.#acted();
  }
  redo(): void {
    this.#undo.redo();
    this.#acted();
  }
  #acted(): void {
    this.acts += 1;
    this.canUndo = this.#undo.canUndo;
    this.canRedo = this.#undo.canRedo;
    this.look();
  }
}
