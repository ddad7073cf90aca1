import {
  addItem,
  mayRead,
  moveItem,
  newFacts,
  removeItem,
  restoreItem,
  setCell,
  whyNotWrite,
  type After,
  type Command,
  type CommandType,
  type Facts,
  type Kind,
  type Person,
  type Projected,
} from '@qiao/domain/kind';
import { itemId, ITEM_ID_BYTES } from '@qiao/domain/shared/ids';
import type { OutboxIntent, Proposal, RefusedIntent } from '@qiao/sync/store';
import { session } from '../session/session.svelte.ts';
import { sync } from '../sync/sync.svelte.ts';
import { readLedger, type LedgerLine } from './ledger.ts';
import { PartView, TYPED } from './part-view.svelte.ts';

/** A decision of this person about the record that the server has not answered. */
export interface WaitingIntent {
  id: string;
  at: number;
  command: Command;
  /** It can no longer be taken back (SPEC DEV12). */
  sent: boolean;
}

/** A decision that could not be written down on this device: nothing waits, and the server was told nothing. */
export interface UnkeptDecision {
  type: CommandType;
  /** Tries again, with the words that were said. */
  again: () => Promise<void>;
}

/**
 * `absent`: nothing of it is here, for it does not exist or may not be seen. `left`: it stood here, and now is no longer this
 * person's to see. `newer`: made by a newer version of its
 * kind. `failed`: the device's store could not be read.
 */
type State = 'opening' | 'open' | 'absent' | 'left' | 'newer' | 'failed';

export const newItemId = (): string => itemId(crypto.getRandomValues(new Uint8Array(ITEM_ID_BYTES)));

const commandOf = (body: string): Command => JSON.parse(body) as Command;

/** A record on a page: facts, ledger, parts and waiting decisions, kept up to date from the device's store. */
export class OpenRecord {
  readonly kind: Kind;
  readonly id: string;
  readonly name: string;
  readonly #person: Person;
  readonly #only: readonly string[];
  readonly #beside: readonly string[];
  readonly #stop: () => void;
  #closed = false;
  #done: PartView[] = [];
  #undone: PartView[] = [];
  #opening: Promise<void> | null = null;

  state = $state<State>('opening');
  /** As the server set them; null before it has accepted the record. */
  facts = $state.raw<Facts | null>(null);
  ledger = $state.raw<LedgerLine[]>([]);
  parts = $state.raw<Record<string, PartView>>({});
  /** Parts of which the page shows the attachments alone; opened after the others. No rule of the page looks at them. */
  beside = $state.raw<Record<string, PartView>>({});
  intents = $state.raw<WaitingIntent[]>([]);
  refused = $state.raw<(RefusedIntent & { command: Command })[]>([]);
  proposals = $state.raw<Proposal[]>([]);
  unkept = $state.raw<UnkeptDecision | null>(null);
  /** What this person decided here last, if the server did not refuse it. */
  decided = $state.raw<CommandType | null>(null);

  /** What holds now, foreseen from the waiting create where the server has not answered. */
  standing = $derived.by((): Facts | null => {
    if (this.facts) return this.facts;
    const create = this.intents.find((intent) => intent.command.type === 'create');
    return create ? newFacts(this.kind, { id: this.id, person: this.#person, now: create.at }) : null;
  });
  projected = $derived.by((): Projected => Object.fromEntries(Object.entries(this.parts).map(([name, view]) => [name, view.value])));

  /** `only`: the parts that the page shows; `beside`: those of which it shows the attachments. Others are not decoded. */
  constructor(kind: Kind, id: string, only: readonly string[], beside: readonly string[] = []) {
    this.kind = kind;
    this.id = id;
    this.name = `${kind.name}/${id}`;
    this.#person = session.me.user;
    this.#only = only;
    this.#beside = beside;
    this.#stop = sync.onChanged((docs) => {
      // Empty: the outbox alone moved.
      if (docs.length === 0 || docs.some((doc) => doc.startsWith(`${this.name}/`))) void this.read();
    });
    void this.read();
  }

  /** Reads what the store holds of it; calls that come while reading are one more reading. */
  async read(): Promise<void> {
    const before = this.#opening;
    const reading = (async () => {
      await before;
      if (this.#closed) return;
      try {
        await this.#read();
      } catch {
        this.state = 'failed';
      }
    })();
    this.#opening = reading;
    await reading;
  }

  async #read(): Promise<void> {
    const { store } = await sync.opened();
    const [facts, ledger, entries, refused, proposals, docs] = await Promise.all([
      store.facts(this.name),
      store.ledger(this.name),
      store.outbox(),
      store.refusedIntents(),
      store.proposals(),
      store.docs(this.name),
    ]);
    const before = this.facts;
    this.facts = facts === null ? null : (JSON.parse(facts) as Facts);
    this.ledger = readLedger(ledger);
    this.intents = entries
      .filter((entry): entry is OutboxIntent => entry.type === 'intent' && entry.record === this.name)
      .map((intent) => ({ id: intent.id, at: intent.at, command: commandOf(intent.body), sent: intent.sent }));
    this.refused = refused.filter((one) => one.record === this.name).map((one) => ({ ...one, command: commandOf(one.body) }));
    if (this.refused.some((one) => one.command.type === this.decided)) this.decided = null;
    this.proposals = proposals.filter((one) => one.doc.startsWith(`${this.name}/`));
    if (!this.standing) {
      // Parts without facts: the rest of the record is still on its way, or it was refused.
      const stood = before !== null || this.state === 'left';
      this.state = docs.length > 0 && sync.status.bootstrap ? 'opening' : stood ? 'left' : 'absent';
      this.#closeParts();
      return;
    }
    if (this.standing.version > this.kind.version) {
      this.state = 'newer';
      return;
    }
    this.parts = await this.#openParts(this.standing, this.#only, this.parts);
    this.state = 'open';
    this.beside = await this.#openParts(this.standing, this.#beside, this.beside);
  }

  /** Writes a decision down. One that this device cannot store is said on the page, not passed over in silence (SPEC DEV1). */
  async decide(type: CommandType, write: () => Promise<string>): Promise<void> {
    this.unkept = null;
    try {
      await write();
      this.decided = type;
    } catch {
      this.unkept = { type, again: () => this.decide(type, write) };
    }
    await this.read();
  }

  /** The views of those parts that are due: what is open already, what is opened now, and nothing else. */
  async #openParts(facts: Facts, wanted: readonly string[], open: Record<string, PartView>): Promise<Record<string, PartView>> {
    const due = wanted.filter((part) => mayRead(this.kind, this.#person, facts, part));
    const missing = due.filter((part) => !open[part]);
    const gone = Object.keys(open).filter((part) => !due.includes(part));
    if (this.#closed || (missing.length === 0 && gone.length === 0)) return open;
    const opened = await Promise.all(missing.map((part) => this.#openPart(part, facts)));
    for (const part of gone) open[part]?.close();
    if (this.#closed) {
      for (const view of opened) view.close();
      return open;
    }
    const kept = Object.entries(open).filter(([part]) => due.includes(part));
    return Object.fromEntries([...kept, ...opened.map((view) => [view.name, view] as const)]);
  }

  /** A part that is open on this page, whether all of it is shown or its attachments alone. */
  view(part: string): PartView | undefined {
    return this.parts[part] ?? this.beside[part];
  }

  async #openPart(part: string, facts: Facts): Promise<PartView> {
    const open = await sync.openPart(`${this.name}/${part}`);
    return new PartView(part, open, this.kind, facts.version, this.#person, (view) => {
      this.#done.push(view);
      this.#undone = [];
    });
  }

  /** Null when this person may write the part now; frozen also from the moment a decision of theirs waits (SPEC PSH11). */
  whyNot(part: string): 'forbidden' | 'frozen' | 'not-found' | null {
    if (!this.standing) return 'not-found';
    const waiting = this.intents.find((intent) => coversPart(this.kind, intent.command, part));
    return waiting ? 'frozen' : whyNotWrite(this.kind, this.#person, this.standing, part);
  }

  set(part: string, root: string, key: string, value: unknown): void {
    const view = this.view(part);
    if (view && this.whyNot(part) === null) setCell(view.open.ydoc, root, key, value, TYPED);
  }

  /** Adds an empty item at the end and answers its id; null when the part takes no edit. */
  add(part: string, list: string, values: Record<string, unknown> = {}, id = newItemId()): string | null {
    const view = this.view(part);
    if (!view || this.whyNot(part) !== null) return null;
    addItem(view.open.ydoc, list, { id, values }, TYPED);
    return id;
  }

  remove(part: string, list: string, id: string): void {
    const view = this.view(part);
    if (view && this.whyNot(part) === null) removeItem(view.open.ydoc, list, id, TYPED);
  }

  restore(part: string, list: string, id: string): void {
    const view = this.view(part);
    if (view && this.whyNot(part) === null) restoreItem(view.open.ydoc, list, id, TYPED);
  }

  move(part: string, list: string, id: string, after: After): void {
    const view = this.view(part);
    if (view && this.whyNot(part) === null) moveItem(view.open.ydoc, list, id, after, TYPED);
  }

  /** Takes back the last thing typed here, in whichever part. */
  undo(): void {
    const view = this.#done.pop();
    if (!view) return;
    if (view.undo?.undo()) this.#undone.push(view);
    else this.undo();
  }

  redo(): void {
    const undone = [...this.#undone];
    const view = undone.pop();
    if (!view) return;
    view.undo?.redo();
    // Redoing adds an undoable thing again, which clears what was undone: the rest of it still stands.
    this.#undone = undone;
  }

  #closeParts(): void {
    for (const view of [...Object.values(this.parts), ...Object.values(this.beside)]) view.close();
    this.parts = {};
    this.beside = {};
    this.#done = [];
    this.#undone = [];
  }

  close(): void {
    this.#closed = true;
    this.#stop();
    this.#closeParts();
  }
}

function coversPart(kind: Kind, command: Command, part: string): boolean {
  if (command.type === 'archive') return true;
  const moves = kind.workflow.moves as Partial<Record<string, { covers?: readonly string[] }>>;
  return moves[command.type]?.covers?.includes(part) ?? false;
}
