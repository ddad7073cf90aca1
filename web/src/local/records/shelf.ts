import type { DeviceStore } from '@qiao/sync/store';
import type { Row } from './row.ts';

/** Rows of one page. A page is what is sealed, read and written at once (SPEC DEV8). */
export const PAGE_ROWS = 256;
/** Raised when rows are made otherwise; old pages are then made anew from the records. */
const VERSION = 3;

const HEAD = 'rows/head';
const pageKey = (page: number): string => `rows/${page}`;

interface Head {
  version: number;
  pages: number;
  /** Versions of the kinds that the rows were made with. */
  schemas: string;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const read = (bytes: Uint8Array): unknown => JSON.parse(decoder.decode(bytes));
const write = (value: unknown): Uint8Array => encoder.encode(JSON.stringify(value));

/** List rows in the device's store, in pages of 256 by order of arrival. Only the tab that holds the writer's lock puts. */
export class Shelf {
  readonly #store: DeviceStore;
  readonly #schemas: string;
  readonly #pages: string[][] = [];
  readonly #placed = new Map<string, number>();
  readonly #touched = new Set<number>();

  constructor(store: DeviceStore, schemas: string) {
    this.#store = store;
    this.#schemas = schemas;
  }

  /** All rows; null when there are none of this version, so that they must be made from the records. */
  async load(): Promise<Row[] | null> {
    this.#pages.length = 0;
    this.#placed.clear();
    this.#touched.clear();
    const stored = await this.#store.derived(HEAD);
    const head = stored && (read(stored) as Head);
    if (!head || head.version !== VERSION || head.schemas !== this.#schemas) return null;
    const pages = await Promise.all(Array.from({ length: head.pages }, (_, page) => this.#store.derived(pageKey(page))));
    const rows: Row[] = [];
    for (const [page, bytes] of pages.entries()) {
      const here = bytes ? (read(bytes) as Row[]) : [];
      this.#pages.push(here.map((row) => row.record));
      for (const row of here) this.#placed.set(row.record, page);
      rows.push(...here);
    }
    return rows;
  }

  /** Notes that a row is new, changed or gone; `flush` writes its page. */
  touch(record: string, gone: boolean): void {
    const page = this.#placed.get(record);
    if (page !== undefined) {
      this.#touched.add(page);
      if (!gone) return;
      this.#placed.delete(record);
      this.#pages[page] = (this.#pages[page] ?? []).filter((other) => other !== record);
    } else if (!gone) {
      if ((this.#pages.at(-1)?.length ?? PAGE_ROWS) >= PAGE_ROWS) this.#pages.push([]);
      const last = this.#pages.length - 1;
      this.#pages[last]?.push(record);
      this.#placed.set(record, last);
      this.#touched.add(last);
    }
  }

  async flush(rows: ReadonlyMap<string, Row>): Promise<void> {
    const touched = [...this.#touched];
    this.#touched.clear();
    for (const page of touched) {
      const here = (this.#pages[page] ?? []).map((record) => rows.get(record)).filter((row) => row !== undefined);
      await this.#store.putDerived(pageKey(page), write(here));
    }
    const head: Head = { version: VERSION, pages: this.#pages.length, schemas: this.#schemas };
    if (touched.length > 0) await this.#store.putDerived(HEAD, write(head));
  }
}
