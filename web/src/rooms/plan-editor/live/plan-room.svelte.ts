import {
  addItem,
  applyEdits,
  mayRead,
  moveItem,
  removeItem,
  restoreItem,
  settle,
  unsettle,
  whyNotWrite,
  type After,
  type CellEdit,
  type Contested,
  type Facts,
  type Finding,
} from '@qiao/domain/kind';
import { event } from '@qiao/domain/kinds';
import { planView } from '@qiao/domain/plan';
import { itemId, ITEM_ID_BYTES } from '@qiao/domain/shared/ids';
import { session } from '#local/session/session.svelte.ts';
import { sync } from '#local/sync/sync.svelte.ts';
import { painted } from '#ui/painted.ts';
import type { CellPlace } from '../settle/cell-place.ts';
import { Lookout } from './lookout.svelte.ts';
import { OpenParts } from './open-parts.svelte.ts';
import { EDITED, PlanUndo } from './undo.ts';

/** Parts that the room works on. */
const PARTS = ['case', 'plan', 'people', 'budget'] as const;
/** Of these it keeps a journal. */
const JOURNALS = ['plan', 'people', 'budget'] as const;

/** Root maps of each part whose edits here can be taken back; rich texts bring their own undo. */
const UNDOABLE: Readonly<Record<string, readonly string[]>> = {
  case: ['fields'],
  plan: ['fields', ...Object.keys(event.parts['plan']?.lists ?? {}), '$settled', '$source'],
  people: ['people', '$settled', '$source'],
  budget: ['lines', '$settled', '$source'],
};

export const newItemId = (): string => itemId(crypto.getRandomValues(new Uint8Array(ITEM_ID_BYTES)));

/** One event's plan, open for editing. */
export class PlanRoom {
  readonly record: string;
  readonly me: { id: string; name: string };
  readonly parts: OpenParts;
  readonly lookout: Lookout;
  readonly #undo = new PlanUndo();
  readonly #stops: (() => void)[] = [];
  state = $state<'opening' | 'open'>('opening');
  canUndo = $state(false);
  canRedo = $state(false);
  /** Counts what was done, taken back or made again here: tells whether something was done since. */
  acts = 0;
  /** A cell that something named, in whichever tab it stands; the tab that shows it goes there and forgets it. */
  wanted = $state.raw<CellPlace | null>(null);

  readonly view = $derived.by(() => planView(this.parts.values));

  constructor(id: string) {
    const { user } = session.me;
    this.record = `event/${id}`;
    this.me = { id: user.id, name: user.name };
    this.parts = new OpenParts(event, this.record, this.me, (part, ydoc) => {
      const roots = UNDOABLE[part];
      if (roots) this.#undo.bind(part, ydoc, roots);
      this.lookout.soon();
    });
    this.lookout = new Lookout(event, this.record, this.parts, this.me);
  }

  async open(): Promise<void> {
    await this.parts.open(await this.#readable());
    this.state = 'open';
    this.#stops.push(
      sync.onChanged((docs) => {
        if (docs.length === 0 || docs.some((doc) => doc.startsWith(`${this.record}/`))) this.lookout.soon();
      }),
    );
    // What changed meanwhile is read beside the plan, not before it.
    await painted();
    await this.lookout.watch(JOURNALS);
  }

  /** The parts that this person may read: one whose bytes are never here is not opened. Whoever made a record reads all of it before the server knows it. */
  async #readable(): Promise<readonly string[]> {
    const { store } = await sync.opened();
    const json = await store.facts(this.record);
    const facts = json === null ? null : (JSON.parse(json) as Facts);
    const { user } = session.me;
    const makes = event.access.create.some((role) => user.roles.includes(role));
    return PARTS.filter((part) => (facts ? mayRead(event, user, facts, part) : part !== 'budget' || makes));
  }

  /** Null when this person may write the part now. Facts that the server has not made yet forbid nothing. */
  whyNot(part: string): 'forbidden' | 'frozen' | 'not-found' | null {
    const { facts } = this.lookout;
    return facts ? whyNotWrite(event, session.me.user, facts, part) : null;
  }

  /** Runs an act as one step of undo. */
  act<T>(run: () => T): T {
    const done = this.#undo.run(run);
    this.#acted();
    return done;
  }

  /** Writes cells. One that has two values is settled by writing it: whoever types has chosen. */
  edit(edits: readonly CellEdit[]): void {
    if (edits.length === 0) return;
    this.act(() => {
      applyEdits(this.parts.ydocs, edits, EDITED);
      for (const [part, { contested }] of Object.entries(this.lookout.looks)) {
        const ydoc = this.parts.get(part)?.ydoc;
        for (const cell of contested) {
          const isWritten = edits.some((edit) => edit.part === part && edit.root === cell.root && edit.key === cell.key);
          if (isWritten && ydoc) settle(ydoc, cell.id, { by: this.me.id, at: Date.now(), choice: 'typed' }, EDITED);
        }
      }
    });
  }

  /** Adds an item and answers its id. */
  add(part: string, list: string, values: Record<string, unknown>, after?: After, id = newItemId()): string {
    const ydoc = this.parts.get(part)?.ydoc;
    if (ydoc) this.act(() => addItem(ydoc, list, { id, after, values }, EDITED));
    return id;
  }

  /** Puts an item behind another one of its list, to the front (null) or to the end (undefined). */
  move(part: string, list: string, id: string, after: After): void {
    const ydoc = this.parts.get(part)?.ydoc;
    if (ydoc) this.act(() => moveItem(ydoc, list, id, after, EDITED));
  }

  remove(part: string, list: string, ids: readonly string[]): void {
    const ydoc = this.parts.get(part)?.ydoc;
    if (ydoc) this.act(() => ids.forEach((id) => removeItem(ydoc, list, id, EDITED)));
  }

  restore(part: string, list: string, id: string): void {
    const ydoc = this.parts.get(part)?.ydoc;
    if (ydoc) this.act(() => restoreItem(ydoc, list, id, EDITED));
  }

  /** Settles a two-value cell: keeps what stands, or takes another of its values. */
  settleCell(part: string, cell: Contested, choice: 'winner' | number): void {
    const ydoc = this.parts.get(part)?.ydoc;
    if (!ydoc) return;
    const other = choice === 'winner' ? undefined : cell.others[choice];
    this.act(() => {
      if (other) applyEdits(this.parts.ydocs, [{ part, root: cell.root, key: cell.key, value: other.value }], EDITED);
      settle(ydoc, cell.id, { by: this.me.id, at: Date.now(), choice: other ? 'other' : 'winner' }, EDITED);
    });
    void this.lookout.look();
  }

  /** Settles a clash by one of its remedies, or (null) by letting it stand as it is. */
  settleFinding(finding: Finding, remedy: number | null): void {
    const ydoc = this.parts.get('plan')?.ydoc;
    const edits = remedy === null ? [] : (finding.remedies[remedy]?.edits ?? []);
    if (!ydoc) return;
    this.act(() => {
      if (remedy !== null) this.edit(edits);
      else settle(ydoc, finding.id, { by: this.me.id, at: Date.now(), choice: 'as-it-is' }, EDITED);
    });
    void this.lookout.look();
  }

  /** A clash that was let stand is listed again. */
  reopenFinding(id: string): void {
    const ydoc = this.parts.get('plan')?.ydoc;
    if (ydoc) this.act(() => unsettle(ydoc, id, EDITED));
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
    this.lookout.soon();
  }

  close(): void {
    for (const stop of this.#stops) stop();
    this.lookout.close();
    this.#undo.close();
    this.parts.close();
  }
}
