import { untrack } from 'svelte';
import type { MarkedRow } from './index-messages.ts';
import type { Found, Query } from './query.ts';
import { records } from './records.svelte.ts';

/** Rows asked for at once around the one that is missing. */
const WINDOW = 100;

interface Kept {
  found: Found;
  rows: Map<string, MarkedRow>;
}

/** What a list showed last, by its query: on Back it stands there at once, at the same height. */
const kept = new Map<string, Kept>();
const KEPT_MOST = 12;

/** The order a person left a list in, so that its records know their place (J and K). */
export interface Walk {
  href: string;
  records: readonly string[];
}
let walk = $state.raw<Walk | null>(null);
export const currentWalk = (): Walk | null => walk;
export function setWalk(next: Walk): void {
  walk = next;
}

/** One list on screen. Give it the query; read `found` and `row(i)`. */
export class RecordList {
  found = $state.raw<Found | null>(null);
  /** The index could not be read: the device's store is closed or damaged. */
  failed = $state(false);
  #rows = $state.raw(new Map<string, MarkedRow>());
  #key = '';
  #asked = new Set<string>();

  /** Asks again for the query; what was found before stays until the answer is here. */
  async show(query: Query): Promise<void> {
    const key = JSON.stringify(query);
    if (key !== this.#key) {
      this.#key = key;
      const before = kept.get(key);
      if (before) {
        this.found = before.found;
        this.#rows = before.rows;
      }
    }
    try {
      const found = await records.find(query);
      // The rows on screen are asked again too: they may have changed in place.
      const fresh = await records.rows(found.records.filter((record) => this.#rows.has(record)).slice(0, 4 * WINDOW));
      if (this.#key !== key) return;
      this.#asked.clear();
      this.#rows = new Map(fresh.filter((row) => row !== null).map((row) => [row.record, row]));
      this.found = found;
      this.failed = false;
      this.#keep();
    } catch {
      this.failed = true;
    }
  }

  /** The row at a place, or null while it is on its way. */
  row(at: number): MarkedRow | null {
    const record = this.found?.records[at];
    if (record === undefined) return null;
    const row = this.#rows.get(record);
    if (!row) untrack(() => void this.#fetch(at));
    return row ?? null;
  }

  async #fetch(at: number): Promise<void> {
    const start = Math.max(0, at - WINDOW / 4);
    const wanted = (this.found?.records.slice(start, start + WINDOW) ?? []).filter(
      (record) => !this.#rows.has(record) && !this.#asked.has(record),
    );
    if (wanted.length === 0) return;
    for (const record of wanted) this.#asked.add(record);
    const key = this.#key;
    const rows = await records.rows(wanted).catch(() => []);
    if (this.#key !== key) return;
    const next = new Map(this.#rows);
    for (const row of rows) if (row) next.set(row.record, row);
    this.#rows = next;
    this.#keep();
  }

  #keep(): void {
    if (!this.found) return;
    kept.delete(this.#key);
    kept.set(this.#key, { found: this.found, rows: this.#rows });
    const oldest = kept.keys().next().value;
    if (kept.size > KEPT_MOST && oldest !== undefined) kept.delete(oldest);
  }

  /** Forgets all lists, when another person signs in. */
  static forget(): void {
    kept.clear();
    walk = null;
  }
}
