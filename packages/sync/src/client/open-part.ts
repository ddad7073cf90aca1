import * as Y from 'yjs';
import type { Awareness } from 'y-protocols/awareness';
import { RELAY_CODES } from '../protocol/codes.ts';
import { DEVICE_COMPACT_ROWS, MERGE_BYTES } from '../protocol/limits.ts';
import type { Author } from '../protocol/messages.ts';
import { NotSaved, type DeviceStore, type Mark } from '../store/contract.ts';
import type { LiveLink, Ports } from './ports.ts';
import { splitUpdate } from './split-update.ts';
import type { OpenPart } from './types.ts';

/** Origin of what comes from the store: neither to be saved again nor to be taken for a person's edit. */
const FROM_STORE = Symbol('from the store');
/** How long a failed save waits before it is tried again, milliseconds. */
export const SAVE_RETRY_MS = 1000;

/** `incarnation` and `generation` are those of the Y.Doc it was made on, which may have been replaced since. */
interface Unsaved {
  kind: 'local' | 'heard';
  update: Uint8Array;
  incarnation: number;
  generation: number;
  proposalId: string;
}

const alike = (a: Unsaved, b: Unsaved): boolean => a.kind === b.kind && a.incarnation === b.incarnation && a.generation === b.generation;

/** How many from the head of the queue may become one: alike, and small enough together to stay within the wire's limits. */
function mergeable(queue: readonly Unsaved[]): number {
  let bytes = queue[0]!.update.length;
  let count = 1;
  for (const next of queue.slice(1)) {
    bytes += next.update.length;
    if (!alike(next, queue[0]!) || bytes > MERGE_BYTES) break;
    count++;
  }
  return count;
}

export interface PartHooks {
  /** An edit or a heard update is in the store. */
  saved(doc: string, local: boolean): void;
  /** How many edits of this part are only in memory because a write failed. */
  failing(part: object, count: number): void;
  closed(part: object): void;
}

/** One part open in one tab: a Y.Doc, its saving, and what other tabs and the server add to it. */
export class Part implements OpenPart {
  readonly doc: string;
  ydoc!: Y.Doc;
  awareness!: Awareness;
  generation = 0;
  #incarnation = 0;
  #mark: Mark = { row: 0, n: 0 };
  #authors: Author[] = [];
  #queue: Unsaved[] = [];
  /** Taken out of the queue and being written. */
  #writing: Unsaved[] = [];
  #saving = false;
  #failed = false;
  #cancelRetry: (() => void) | null = null;
  #reading: Promise<void> | null = null;
  #readAgain = false;
  #link: LiveLink | null = null;
  /** Final close of the live link: not opened again until the part is built anew. */
  #unlinked = false;
  /** Closed because one live message was too large: its pieces go through the outbox. */
  #tooLarge = false;
  #isClosed = false;
  /** The message that is being applied changed the Y.Doc. */
  #isNews = false;
  /** Names the proposal that late edits of this Y.Doc become. */
  #lateProposal = '';
  readonly #replaced = new Set<() => void>();
  readonly #savedListeners = new Set<(event: 'saved' | 'failed') => void>();
  #waiters: { resolve: () => void; reject: (error: unknown) => void }[] = [];
  readonly #store: DeviceStore;
  readonly #ports: Ports;
  readonly #hooks: PartHooks;

  private constructor(doc: string, store: DeviceStore, ports: Ports, hooks: PartHooks) {
    this.doc = doc;
    this.#store = store;
    this.#ports = ports;
    this.#hooks = hooks;
  }

  static async open(doc: string, store: DeviceStore, ports: Ports, hooks: PartHooks): Promise<Part> {
    const part = new Part(doc, store, ports, hooks);
    await part.#build();
    return part;
  }

  /** A new Y.Doc under a new client id from what the store holds (SPEC DEV4, REF1). */
  async #build(): Promise<void> {
    const stored = await this.#store.part(this.doc);
    const ydoc = new Y.Doc();
    ydoc.clientID = this.#ports.newClientId();
    const start = { row: 0, n: 0 };
    // A wiped part has no content, but its incarnation still tells late edits from new ones.
    const known = stored ?? (await this.#store.newer(this.doc, start));
    this.#mark = stored?.mark ?? start;
    this.generation = known?.generation ?? 0;
    this.#incarnation = known?.incarnation ?? 0;
    this.#authors = stored?.authors ?? [];
    this.#lateProposal = this.#ports.newId();
    const updates = [...(stored?.confirmed ?? []), ...(stored?.unsent ?? []).map((edit) => edit.update)];
    ydoc.transact(() => updates.forEach((update) => Y.applyUpdate(ydoc, update, FROM_STORE)), FROM_STORE);
    ydoc.on('update', (update: Uint8Array, origin: unknown) => this.#onUpdate(ydoc, update, origin));
    if ((stored?.confirmed.length ?? 0) > DEVICE_COMPACT_ROWS) void this.#store.compact(this.doc, Y.mergeUpdates).catch(() => undefined);
    this.ydoc = ydoc;
    this.awareness = this.#ports.newAwareness(ydoc);
    this.#unlinked = false;
  }

  #onUpdate(ydoc: Y.Doc, update: Uint8Array, origin: unknown): void {
    if (origin === FROM_STORE || ydoc !== this.ydoc) return;
    if (this.#link && origin === this.#link.origin) this.#isNews = true;
    else this.#enqueue('local', update);
  }

  #enqueue(kind: Unsaved['kind'], update: Uint8Array): void {
    this.#queue.push({ kind, update, incarnation: this.#incarnation, generation: this.generation, proposalId: this.#lateProposal });
    void this.#save();
  }

  /** Keeps what the live door brought, as it came, when it was news here (SPEC DEV5: confirmed bytes hold nothing of ours). */
  #onHeard(update: Uint8Array): void {
    if (this.#isNews) this.#enqueue('heard', update);
    this.#isNews = false;
  }

  /** Writes the queue in order, what came meanwhile merged into one; a failure keeps it and says so (SPEC DEV1). */
  async #save(): Promise<void> {
    if (this.#saving || this.#failed) return;
    this.#saving = true;
    try {
      while (this.#queue.length > 0) {
        const first = this.#queue[0]!;
        this.#writing = this.#queue.splice(0, mergeable(this.#queue));
        const updates = this.#writing.map((one) => one.update);
        const stays = await this.#write({ ...first, update: updates.length === 1 ? first.update : Y.mergeUpdates(updates) });
        this.#writing = [];
        this.#hooks.saved(this.doc, first.kind === 'local');
        if (first.kind === 'local') this.#tell('saved');
        if (!stays) void this.refresh();
      }
      this.#hooks.failing(this, 0);
      for (const waiter of this.#waiters.splice(0)) waiter.resolve();
    } catch (error) {
      this.#queue.unshift(...this.#writing);
      this.#writing = [];
      this.#fail(error);
    } finally {
      this.#saving = false;
    }
    if (this.#queue.length > 0) void this.#save();
  }

  /** False when the part was rebuilt meanwhile and the edit became a proposal (SPEC REF1). */
  async #write({ kind, update, incarnation, generation, proposalId }: Unsaved): Promise<boolean> {
    const at = this.#ports.clock.now();
    if (kind === 'heard') {
      await this.#store.saveHeard(this.doc, generation, update, at);
      return true;
    }
    let stays = true;
    // A paste of some MiB goes in pieces that a server takes. It is not called saved before the last is stored, and one that is stored twice is known.
    for (const piece of splitUpdate(update)) {
      const { n } = await this.#store.saveEdit({ doc: this.doc, generation, incarnation, update: piece, at, proposalId });
      stays &&= n !== null;
    }
    return stays;
  }

  #fail(error: unknown): void {
    this.#failed = true;
    this.#hooks.failing(this, this.unsaved().length);
    this.#tell('failed');
    const reason = error instanceof NotSaved ? error : new NotSaved('not saved', { cause: error });
    for (const waiter of this.#waiters.splice(0)) waiter.reject(reason);
    this.#cancelRetry = this.#ports.clock.after(SAVE_RETRY_MS, () => this.retry());
  }

  /** Tries a failed save again now. */
  retry(): void {
    this.#cancelRetry?.();
    this.#cancelRetry = null;
    this.#failed = false;
    void this.#save();
  }

  #tell(event: 'saved' | 'failed'): void {
    for (const listener of this.#savedListeners) listener(event);
  }

  flushed(): Promise<void> {
    if (this.#queue.length === 0 && !this.#saving) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.#waiters.push({ resolve, reject });
      if (this.#failed) this.retry();
    });
  }

  /** Bytes that are only in memory, for the export that a full device offers. */
  unsaved(): Uint8Array[] {
    return [...this.#writing, ...this.#queue].filter((one) => one.kind === 'local').map((one) => one.update);
  }

  /** The store changed: read what is newer. Calls that come while reading make one more reading. */
  refresh(): Promise<void> {
    this.#readAgain = true;
    this.#reading ??= this.#readOn().finally(() => (this.#reading = null));
    return this.#reading;
  }

  async #readOn(): Promise<void> {
    while (this.#readAgain && !this.#isClosed) {
      this.#readAgain = false;
      const newer = await this.#store.newer(this.doc, this.#mark);
      if (!newer) continue;
      if (newer.incarnation === this.#incarnation && newer.generation === this.generation) {
        this.#mark = newer.mark;
        const { ydoc } = this;
        if (newer.updates.length > 0)
          ydoc.transact(() => newer.updates.forEach((update) => Y.applyUpdate(ydoc, update, FROM_STORE)), FROM_STORE);
      } else {
        await this.#rebuild();
      }
    }
  }

  /** Edits of the old Y.Doc that are still queued carry its incarnation: the store makes a proposal of them. */
  async #rebuild(): Promise<void> {
    const { ydoc, awareness } = this;
    this.unlink();
    await this.#build();
    awareness.destroy();
    ydoc.destroy();
    for (const listener of this.#replaced) listener();
  }

  /** Joins the live door, once, when there is one. */
  link(): void {
    if (this.#link || this.#unlinked || this.#isClosed || !this.#ports.live) return;
    this.#link = this.#ports.live(this.doc, this.ydoc, this.awareness, {
      heard: (update) => this.#onHeard(update),
      ended: (code) => {
        this.#unlinked = true;
        this.#tooLarge = code === RELAY_CODES['too-large'].close;
        this.unlink();
      },
    });
  }

  unlink(): void {
    this.#link?.close();
    this.#link = null;
  }

  /** The server has everything that was written here: a link that was closed over its size may be opened again. */
  allSent(): void {
    if (!this.#tooLarge) return;
    this.#tooLarge = false;
    this.#unlinked = false;
  }

  /** Not linked yet, and the server has not closed the link for good. */
  get wantsLink(): boolean {
    return !this.#link && !this.#unlinked && !this.#isClosed && this.#ports.live !== null;
  }

  authors(): Author[] {
    return this.#authors;
  }

  async refreshAuthors(): Promise<void> {
    this.#authors = await this.#store.authors(this.doc);
  }

  onReplaced(listener: () => void): () => void {
    this.#replaced.add(listener);
    return () => this.#replaced.delete(listener);
  }

  onSaved(listener: (event: 'saved' | 'failed') => void): () => void {
    this.#savedListeners.add(listener);
    return () => this.#savedListeners.delete(listener);
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.unlink();
    this.awareness.destroy();
    this.#hooks.closed(this);
  }
}
