import type { Command, Kind } from '@qiao/domain/kind';
import { parseDoc, recordOf } from '@qiao/sync/protocol';
import type { DeviceStore } from '@qiao/sync/store';
import { forgetGone } from '../journal/forget.ts';
import type { MarkedRow } from './index-messages.ts';
import { find, rank, type Found, type Mark, type Query } from './query.ts';
import { readRow } from './reading.ts';
import type { Row } from './row.ts';
import type { Shelf } from './shelf.ts';

/** Records that are read before pages are written and the lists hear of it. */
const BATCH = 64;

/**
 * All rows that this device may list, in memory. Changed records are read again one at a time; pages are written and
 * dirty marks cleared only while `isWriter`: of several tabs one does it, the others keep their memory alone.
 */
export class OfficeIndex {
  readonly #store: DeviceStore;
  readonly #shelf: Shelf;
  readonly #kinds: ReadonlyMap<string, Kind>;
  readonly #told: (left: number) => void;
  readonly #rows = new Map<string, Row>();
  readonly #marks = new Map<string, Mark>();
  /** Records whose create waits in the outbox: they have no facts yet and perhaps no part. */
  readonly #made = new Set<string>();
  readonly #queue = new Map<string, Set<string>>();
  #working: Promise<void> | null = null;
  isWriter = false;

  constructor(store: DeviceStore, shelf: Shelf, kinds: readonly Kind[], told: (left: number) => void) {
    this.#store = store;
    this.#shelf = shelf;
    this.#kinds = new Map(kinds.map((kind) => [kind.name, kind]));
    this.#told = told;
  }

  /** Reads the stored pages and the outbox; what is dirty, or everything when there are no pages, is read after that. */
  async load(): Promise<void> {
    // Marks before pages: a doc that the writer clears meanwhile is then in the pages (it puts before it clears).
    const dirty = await this.#store.dirty();
    const rows = await this.#shelf.load();
    for (const row of rows ?? []) this.#rows.set(row.record, row);
    await this.readOutbox();
    this.changed(rows === null ? [...(await this.#store.docs()), ...dirty] : dirty);
  }

  /** Which records have decisions of ours waiting or refused. */
  async readOutbox(): Promise<void> {
    const before = new Set(this.#made);
    const [entries, refused] = await Promise.all([this.#store.outbox(), this.#store.refusedIntents()]);
    this.#marks.clear();
    this.#made.clear();
    for (const { record, body } of refused) this.#marks.set(record, { is: 'refused', type: (JSON.parse(body) as Command).type });
    for (const entry of entries) {
      if (entry.type !== 'intent') continue;
      const { type } = JSON.parse(entry.body) as Command;
      if (type === 'create') this.#made.add(entry.record);
      this.#marks.set(entry.record, { is: 'waiting', type });
    }
    this.#read([...this.#made, ...before]);
    this.#told(this.#queue.size);
  }

  changed(docs: readonly string[]): void {
    for (const doc of docs) {
      if (!parseDoc(doc)) continue;
      const record = recordOf(doc);
      this.#queue.set(record, (this.#queue.get(record) ?? new Set()).add(doc));
    }
    this.#work();
  }

  #read(records: readonly string[]): void {
    for (const record of records) if (!this.#queue.has(record)) this.#queue.set(record, new Set());
    this.#work();
  }

  #work(): void {
    this.#working ??= this.#readOn().finally(() => (this.#working = null));
  }

  /** Resolves when nothing is left to read. */
  async quiet(): Promise<void> {
    while (this.#working) await this.#working;
  }

  async #readOn(): Promise<void> {
    while (this.#queue.size > 0) {
      const batch = [...this.#queue].slice(0, BATCH);
      for (const [record] of batch) this.#queue.delete(record);
      for (const [record] of batch) await this.#readOne(record);
      if (this.isWriter) {
        await this.#shelf.flush(this.#rows);
        // Before the marks go: should this tab be closed meanwhile, the next writer does it.
        for (const doc of batch.flatMap(([, docs]) => [...docs])) await forgetGone(this.#store, doc);
        // A doc that changed again while it was read keeps its mark: it is in the queue.
        await this.#store.clearDirty(batch.flatMap(([record, docs]) => [...docs].filter((doc) => !this.#queue.get(record)?.has(doc))));
      }
      this.#told(this.#queue.size);
    }
  }

  async #readOne(record: string): Promise<void> {
    const [name = '', id = ''] = record.split('/');
    const kind = this.#kinds.get(name);
    if (!kind) return;
    const row = await readRow(this.#store, kind, id, this.#made.has(record));
    if (row) this.#rows.set(record, row);
    else this.#rows.delete(record);
    this.#shelf.touch(record, row === null);
  }

  find(query: Query): Found {
    const kind = this.#kinds.get(query.kind);
    return kind ? find(this.#rows.values(), query, kind, this.#marks) : { records: [], counts: {} };
  }

  rows(records: readonly string[]): (MarkedRow | null)[] {
    return records.map((record) => {
      const row = this.#rows.get(record);
      return row ? this.#marked(row) : null;
    });
  }

  rank(search: string, limit: number): MarkedRow[] {
    return rank(this.#rows.values(), search, limit).map((row) => this.#marked(row));
  }

  #marked(row: Row): MarkedRow {
    return { ...row, mark: this.#marks.get(row.record) ?? null };
  }
}
