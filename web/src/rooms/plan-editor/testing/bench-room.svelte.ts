/** A plan's room for tests of what is drawn over it: real docs, real undo, the domain's own rules; no network and no journal. */
import {
  addItem,
  applyEdits,
  checkRules,
  moveItem,
  removeItem,
  restoreItem,
  settle,
  settlements,
  type After,
  type CellEdit,
  type Facts,
  type Finding,
} from '@qiao/domain/kind';
import { event } from '@qiao/domain/kinds';
import { planView } from '@qiao/domain/plan';
import type { PlanDocs } from '@qiao/domain/plan/plan.fixture';
import type { Here } from '#local/presence.svelte.ts';
import * as Y from 'yjs';
import { LivePart } from '../live/live-part.ts';
import { newItemId, type PlanRoom } from '../live/plan-room.svelte.ts';
import { EDITED, PlanUndo } from '../live/undo.ts';
import type { CellPlace } from '../settle/cell-place.ts';

const PARTS = ['case', 'plan', 'people', 'budget'] as const;
type Docs = PlanDocs & { budget: Y.Doc };

export class BenchRoom {
  readonly record = 'event/0198aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee';
  readonly #docs: Docs;
  readonly #live = new Map<string, LivePart>();
  readonly #undo = new PlanUndo();
  acts = 0;
  canUndo = $state(false);
  canRedo = $state(false);
  wanted = $state.raw<CellPlace | null>(null);
  locked = $state(false);
  /** Facts by which this person may only read; null while nothing forbids. */
  forbids = $state.raw<Facts | null>(null);
  /** Where this tab said that it is, in order. */
  entered: (string | null)[] = [];
  /** Keys of the cells that each act wrote. */
  written: string[][] = [];
  values = $state.raw<Record<string, LivePart['value']>>({});
  others = $state.raw<Record<string, readonly Here[]>>({});
  findings = $state.raw<readonly Finding[]>([]);
  readonly view = $derived.by(() => planView(this.values));

  constructor(docs: PlanDocs) {
    this.#docs = { budget: new Y.Doc(), ...docs };
    for (const part of PARTS) {
      const live = new LivePart(event, part, this.#docs[part], (value) => (this.values = { ...this.values, [part]: value }));
      this.values = { ...this.values, [part]: live.value };
      this.#live.set(part, live);
    }
    this.#undo.bind('plan', docs.plan, [...Object.keys(event.parts['plan']?.lists ?? {}), '$settled']);
    this.#undo.bind('people', docs.people, ['people']);
    this.#undo.bind('budget', this.#docs.budget, ['lines']);
    this.look();
  }

  /** As the pages take it. */
  get asRoom(): PlanRoom {
    return this as unknown as PlanRoom;
  }
  readonly parts = (({ docs, room }: { docs: () => Docs; room: BenchRoom }) => ({
    get values() {
      return room.values;
    },
    get others() {
      return room.others;
    },
    value: (part: string) => room.values[part] ?? { fields: {}, lists: {}, texts: {} },
    get: (part: keyof Docs) => ({ ydoc: docs()[part], flushed: () => Promise.resolve() }),
    live: (part: string) => room.#live.get(part),
    enter: (_part: string, at: string | null) => void room.entered.push(at),
  }))({ docs: () => this.#docs, room: this });
  readonly lookout = ((room: BenchRoom) => ({
    get findings() {
      return room.findings;
    },
    get facts() {
      return room.forbids;
    },
    looks: {},
    proposals: [],
    soon: () => undefined,
  }))(this);

  look(): void {
    const settled = settlements(this.#docs.plan);
    this.findings = checkRules(event, this.values, null).filter((finding) => !settled.has(finding.id));
  }
  whyNot(): 'frozen' | 'forbidden' | null {
    if (this.locked) return 'frozen';
    return this.forbids ? 'forbidden' : null;
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
  add(part: keyof Docs, list: string, values: Record<string, unknown>, after?: After, id = newItemId()): string {
    this.act(() => addItem(this.#docs[part], list, { id, after, values }, EDITED));
    return id;
  }
  move(part: keyof Docs, list: string, id: string, after: After): void {
    this.act(() => moveItem(this.#docs[part], list, id, after, EDITED));
  }
  remove(part: keyof Docs, list: string, ids: readonly string[]): void {
    this.act(() => ids.forEach((id) => removeItem(this.#docs[part], list, id, EDITED)));
  }
  restore(part: keyof Docs, list: string, id: string): void {
    this.act(() => restoreItem(this.#docs[part], list, id, EDITED));
  }
  settleFinding(finding: Finding, remedy: number | null): void {
    if (remedy !== null) this.edit(finding.remedies[remedy]?.edits ?? []);
    else this.act(() => settle(this.#docs.plan, finding.id, { by: 'me', at: 0, choice: 'as-it-is' }, EDITED));
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
