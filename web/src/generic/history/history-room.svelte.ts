import {
  cellsOf,
  cellWriteId,
  compare,
  differences,
  keyOf,
  momentsOf,
  PartHistory,
  summaries,
  writeBack,
  type BackEdit,
  type Cells,
  type CellWrite,
  type Comparison,
  type RowFacts,
  type TextWrite,
} from '@qiao/domain/kind';
import type { DeviceStore } from '@qiao/sync/store';
import * as Y from 'yjs';
import { fetchHistory, getPage, type GetPage } from '#local/history/fetch.ts';
import { dropKeptHistory, readKeptHistory, writeKeptHistory, type KeptHistory } from '#local/history/kept.ts';
import { clientsOf, timesOf, writersOf, type Writer } from '#local/journal/authorship.ts';
import type { PartView } from '#local/record/part-view.svelte.ts';
import type { LedgerLine } from '#local/record/ledger.ts';
import { endsOf, marksOf, type Mark, type Sealed } from './marks.ts';

/** Rows that are taken in before the page may draw again. */
export const ROWS_AT_ONCE = 500;
/** How long what is written in the open part is gathered before it is compared, milliseconds. */
const LOOK_MS = 120;
/** How long the server's history is left alone after something arrived, milliseconds. */
const FETCH_MS = 1500;

/** Rebuilt states that are kept: the two ends, and the two before. */
const DOCS_KEPT = 4;

/** Origin of what is brought back: the page's own undo takes back these edits and no others. */
export const BROUGHT = Symbol('brought back');

/** The open part beside its history. */
interface Live {
  cells: Cells;
  writes: readonly CellWrite[];
  texts: readonly TextWrite[];
}

/** What was brought back here, shown until the page is left. */
export interface Brought {
  /** Id of the end that it was brought back to. */
  to: string;
  root: string;
  item: string;
  edits: readonly BackEdit[];
  /** What stood before, by field. */
  was: ReadonlyMap<string, unknown>;
  unsent: boolean;
}

export interface HistoryPorts {
  store: () => Promise<DeviceStore>;
  me: { id: string; name: string };
  onChanged: (listener: (docs: readonly string[]) => void) => () => void;
  get?: GetPage;
  now?: () => number;
}

/** The history of one part on a page: fetched, kept, compared, and brought back from. */
export class HistoryRoom {
  readonly #view: PartView;
  readonly #doc: string;
  readonly #roots: { maps: readonly string[]; texts: readonly string[] };
  readonly #ports: HistoryPorts;
  readonly #stops: (() => void)[] = [];
  #history = new PartHistory(null);
  #undo: Y.UndoManager | null = null;
  #unbind: () => void = () => undefined;
  /** Clients and writes that the server has not confirmed. */
  #waiting: ReadonlySet<number> = new Set();
  #waitsSince: ReturnType<typeof timesOf> = () => null;
  readonly #docs = new Map<number, Y.Doc>();
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();
  #fetching: Promise<void> | null = null;
  #closed = false;

  /** `none`: nothing is here and nothing could be fetched; `code` says why. */
  state = $state<'opening' | 'ready' | 'none'>('opening');
  /** Why the server gave nothing the last time; empty when it did. */
  code = $state('');
  /** When the server answered last, milliseconds since 1970; null when it never did. */
  fetchedAt = $state<number | null>(null);
  /** It is on this device and can be read without a network. */
  isKept = $state(true);
  /** The server was asked, whatever it said: what is chosen by itself stays from here on. */
  isSettled = $state(false);
  canUndo = $state(false);
  brought = $state.raw<readonly Brought[]>([]);
  /** Ends as the address names them. */
  asked = $state.raw<{ a: string | null; b: string | null }>({ a: null, b: null });
  #taken = $state(0);
  #live = $state.raw<Live>({ cells: new Map(), writes: [], texts: [] });
  #ledger = $state.raw<readonly Sealed[]>([]);
  #writer = $state.raw<(client: number | null) => Writer>(() => ({ user: '', name: '', mine: false }));
  #kept: KeptHistory | null = null;

  constructor(view: PartView, doc: string, roots: { maps: readonly string[]; texts: readonly string[] }, ports: HistoryPorts) {
    this.#view = view;
    this.#doc = doc;
    this.#roots = roots;
    this.#ports = ports;
    this.bind();
  }

  readonly rows = $derived.by((): readonly RowFacts[] => {
    void this.#taken;
    return [...this.#history.rows];
  });
  /** Rows after which a moment ends: what was sealed, and the ends that are chosen, so that a moment that goes on does not move them. */
  readonly #cuts = $derived.by(() => {
    void this.#taken;
    const chosen = [this.asked.a, this.asked.b].filter((id) => id !== null && /^\d+$/.test(id));
    return new Set([...this.#ledger.map(({ row }) => row), ...chosen.map((id) => this.#history.rowAtSeq(Number(id)))]);
  });
  readonly #moments = $derived(momentsOf(this.rows, (row) => this.usersOf(row), this.#cuts));
  readonly #summaries = $derived.by(() => {
    void this.#taken;
    return summaries(this.#history, this.#moments);
  });
  /** Cells and texts of the open part that are in no fetched row. */
  readonly ahead = $derived(this.#live.writes.length + this.#live.texts.length);
  readonly marks = $derived(marksOf(this.rows, this.#moments, this.#summaries, this.#ledger));
  readonly ends = $derived(endsOf(this.marks, this.asked.a, this.asked.b, this.ahead > 0));
  /** Of these, what the server does not have. */
  readonly unsent = $derived.by(() => {
    void this.brought;
    return this.#live.writes.filter((write) => this.isUnsent(write.root, keyOf(write))).length + this.#unsentTexts();
  });
  readonly then = $derived.by((): Cells => {
    void this.#taken;
    return this.#history.cellsAt(this.ends.a.row);
  });
  readonly later = $derived.by((): Cells => {
    void this.#taken;
    return this.ends.b.kind === 'now' ? this.#live.cells : this.#history.cellsAt(this.ends.b.row);
  });
  readonly comparison = $derived.by((): Comparison => {
    void this.#taken;
    const { a, b } = this.ends;
    const found = compare(
      { cells: this.then, row: a.row },
      { cells: this.later, row: b.row },
      [...this.#history.writes, ...this.#live.writes],
      [...this.#history.texts, ...this.#live.texts],
    );
    if (found.texts.length === 0) return found;
    // Written, and perhaps written back: the texts themselves tell.
    const differ = new Set(differences(this.docAt(a), this.docAt(b)).texts.map(({ root }) => root));
    return { ...found, texts: found.texts.filter(({ root }) => differ.has(root)) };
  });

  /** Whether changes below the first row are no longer kept one by one. */
  get isCut(): boolean {
    void this.#taken;
    return (this.#kept?.page.floor ?? 0) > 0;
  }

  /** Cells as the open part holds them. */
  get now(): Cells {
    return this.#live.cells;
  }

  get ydoc(): Y.Doc {
    return this.#view.open.ydoc;
  }

  writer(client: number | null): Writer {
    return this.#writer(client);
  }

  /** Name of a user id, as far as anything told it; empty otherwise. */
  nameOf(user: string): string {
    if (user === this.#ports.me.id) return this.#ports.me.name;
    return this.#kept?.page.authors.find((author) => author.user === user)?.name ?? '';
  }

  /** Who wrote a row; who delivered it where it only took away. */
  usersOf(row: RowFacts): string[] {
    const users = new Set(row.clients.map((client) => this.#writer(client).user));
    return users.size > 0 ? [...users] : [row.actor];
  }

  /** The part as it stood at an end, for its texts. Rebuilt when it is asked for first; the last few are kept. */
  docAt(mark: Mark): Y.Doc {
    if (mark.kind === 'now') return this.ydoc;
    const known = this.#docs.get(mark.row);
    if (known) return known;
    const ydoc = this.#history.docAt(mark.row);
    this.#docs.set(mark.row, ydoc);
    const [oldest] = this.#docs.keys();
    if (this.#docs.size > DOCS_KEPT && oldest !== undefined) this.#docs.delete(oldest);
    return ydoc;
  }

  /** Moments that were sealed by a decision about the record. */
  seal(lines: readonly (Pick<LedgerLine, 'n' | 'seq' | 'at'> & { label: string; name: string })[]): void {
    void this.#taken;
    this.#ledger = lines.map(({ n, seq, at, label, name }) => ({
      n,
      at,
      label,
      name,
      row: seq === null ? this.#history.rowAtTime(at) : this.#history.rowAtSeq(seq),
    }));
  }

  /** What is kept here first, then what the server has. */
  async open(): Promise<void> {
    const store = await this.#ports.store();
    const kept = await readKeptHistory(store, this.#doc);
    if (kept) await this.#take(kept);
    this.#stops.push(
      this.#ports.onChanged((docs) => {
        if (docs.length === 0 || docs.includes(this.#doc)) this.#soon('unsent', () => this.#readUnsent(), LOOK_MS);
        if (docs.includes(this.#doc)) this.#soon('fetch', () => this.fetch(), FETCH_MS);
      }),
    );
    await this.#readUnsent();
    await this.fetch();
  }

  /** Asks the server for what is not here; calls that come meanwhile wait for the one under way. */
  fetch(): Promise<void> {
    this.#fetching ??= this.#fetch().finally(() => (this.#fetching = null));
    return this.#fetching;
  }

  async #fetch(): Promise<void> {
    const now = this.#ports.now ?? Date.now;
    const store = await this.#ports.store();
    const fetched = await fetchHistory(this.#doc, this.#kept, now, this.#ports.get ?? getPage);
    if (this.#closed) return;
    this.code = fetched.ok ? '' : fetched.code;
    if (fetched.ok) {
      // What was taken away meanwhile is not written again. Kept before it is shown: who leaves now finds what they saw.
      if ((await store.part(this.#doc)) !== null) this.isKept = await writeKeptHistory(store, this.#doc, fetched.kept);
      if (this.#closed) return;
      await this.#take(fetched.kept);
      await this.#readUnsent();
    } else if (fetched.code === 'not-found') await dropKeptHistory(store, this.#doc);
    if (this.state !== 'ready') this.state = 'none';
    else this.isSettled = true;
  }

  async #take(kept: KeptHistory): Promise<void> {
    const before = this.#kept;
    const goesOn =
      before !== null &&
      before.page.floor === kept.page.floor &&
      before.page.epoch === kept.page.epoch &&
      before.page.generation === kept.page.generation;
    const history = goesOn ? this.#history : new PartHistory(kept.page.base);
    const fresh = kept.page.rows.slice(history.rows.length);
    for (let from = 0; from < fresh.length; from += ROWS_AT_ONCE) {
      if (from > 0) await new Promise((resolve) => setTimeout(resolve));
      if (this.#closed) return;
      history.add(fresh.slice(from, from + ROWS_AT_ONCE));
    }
    if (history !== this.#history) {
      this.#history.close();
      this.#docs.clear();
    }
    this.#history = history;
    this.#kept = kept;
    this.fetchedAt = kept.at;
    this.#taken += 1;
    this.look();
    this.state = 'ready';
  }

  /** Compares the open part with the last fetched row. */
  look(): void {
    const { writes, texts } = this.#history.ahead(this.ydoc);
    this.#live = { cells: cellsOf(this.ydoc), writes, texts };
  }

  async #readUnsent(): Promise<void> {
    await this.#view.open.flushed().catch(() => undefined);
    const stored = await (await this.#ports.store()).part(this.#doc);
    if (this.#closed) return;
    const unsent = stored?.unsent ?? [];
    this.#waiting = clientsOf(unsent);
    this.#waitsSince = timesOf(unsent);
    const own = new Set([...this.#waiting, this.ydoc.clientID]);
    const authors = [...(this.#kept?.page.authors ?? []), ...this.#view.open.authors()];
    this.#writer = writersOf(authors, own, this.#ports.me);
    this.brought = this.brought.map((one) => ({ ...one, unsent: one.edits.some((edit) => this.isUnsent(edit.root, keyOf(edit))) }));
    this.look();
  }

  /** Whether the present value of a cell waits on this device. */
  isUnsent(root: string, key: string): boolean {
    const id = cellWriteId(this.ydoc, root, key);
    return id !== null && this.#waitsSince(id.client, id.clock) !== null;
  }

  #unsentTexts(): number {
    return this.#live.texts.filter(({ clients }) => clients.some((client) => this.#waiting.has(client))).length;
  }

  /** Binds to the part's document, again after a refusal put another in its place (SPEC REF1). */
  bind(): void {
    this.#unbind();
    const { ydoc } = this;
    const look = (): void => this.#soon('look', () => this.look(), LOOK_MS);
    const types = [...this.#roots.maps.map((root) => ydoc.getMap(root)), ...this.#roots.texts.map((root) => ydoc.getXmlFragment(root))];
    const undo = types.length > 0 ? new Y.UndoManager(types, { trackedOrigins: new Set([BROUGHT]), captureTimeout: 0 }) : null;
    const count = (): void => void (this.canUndo = (undo?.undoStack.length ?? 0) > 0);
    undo?.on('stack-item-added', count);
    undo?.on('stack-item-popped', count);
    ydoc.on('afterTransaction', look);
    this.#undo = undo;
    this.#unbind = () => {
      ydoc.off('afterTransaction', look);
      undo?.destroy();
    };
    count();
  }

  /** Writes what once stood as one new edit; answers how many cells and texts it wrote (SPEC HIS8). */
  bring(edits: readonly BackEdit[], texts: readonly string[]): number {
    if (edits.length + texts.length === 0) return 0;
    const { a, b } = this.ends;
    // What comes of it is seen against the same ends.
    this.asked = { a: a.id, b: b.id };
    const groups = new Map<string, BackEdit[]>();
    for (const edit of edits) groups.set(`${edit.root}\n${edit.item}`, [...(groups.get(`${edit.root}\n${edit.item}`) ?? []), edit]);
    const brought = [...groups.values()].map((of): Brought => {
      const { root, item } = of[0]!;
      return { to: a.id, root, item, edits: of, was: new Map(this.now.get(root)?.get(item)), unsent: true };
    });
    writeBack(this.ydoc, edits, texts.length > 0 ? { then: this.docAt(a), roots: texts } : null, BROUGHT);
    this.brought = [...this.brought, ...brought];
    this.look();
    this.#soon('unsent', () => this.#readUnsent(), LOOK_MS);
    return edits.length + texts.length;
  }

  /** Takes back the last thing brought back here. */
  undo(): void {
    this.#undo?.undo();
    this.look();
  }

  /** Runs it once for all calls that come meanwhile. */
  #soon(what: string, run: () => unknown, ms: number): void {
    if (this.#timers.has(what) || this.#closed) return;
    const timer = setTimeout(() => {
      this.#timers.delete(what);
      void run();
    }, ms);
    this.#timers.set(what, timer);
  }

  close(): void {
    this.#closed = true;
    for (const timer of this.#timers.values()) clearTimeout(timer);
    for (const stop of this.#stops) stop();
    this.#unbind();
    this.#history.close();
  }
}
