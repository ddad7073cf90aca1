/**
 * Rows that are asked for with nearly every edit, as the last transaction of this process left them. They hold as long as
 * nobody else wrote: each transaction that writes leaves its number on the workspace's row, which the next one reads.
 */
import type { ClaimRow, PartRow, RecordRow, UserRow } from '../rows.ts';

/** Rows of a table that are kept from one transaction to the next; when there are more, all go. */
export const NEAR_ROWS = 20_000;

export interface Near {
  users: Kept<UserRow>;
  records: Kept<RecordRow>;
  parts: Kept<PartRow>;
  claims: Kept<ClaimRow>;
  /** The number on the workspace's row when these rows were true; null when they are not known to be. */
  asOf: string | null;
  forget(): void;
  /** Between transactions only: what one has written may not be in the database yet. */
  trim(): void;
}

/** Null: it is known that there is no such row. */
export class Kept<Row> {
  readonly #rows = new Map<string, Row | null>();

  async get(key: string, read: () => Promise<Row | null>): Promise<Row | null> {
    const known = this.#rows.get(key);
    if (known !== undefined) return known;
    const row = await read();
    this.set(key, row);
    return row;
  }

  set(key: string, row: Row | null): void {
    this.#rows.set(key, row);
  }

  trim(): void {
    if (this.#rows.size > NEAR_ROWS) this.#rows.clear();
  }

  drop(key: string): void {
    this.#rows.delete(key);
  }

  clear(): void {
    this.#rows.clear();
  }
}

export function createNear(): Near {
  const tables = { users: new Kept<UserRow>(), records: new Kept<RecordRow>(), parts: new Kept<PartRow>(), claims: new Kept<ClaimRow>() };
  return {
    ...tables,
    asOf: null,
    forget() {
      for (const kept of Object.values(tables)) kept.clear();
      this.asOf = null;
    },
    trim() {
      for (const kept of Object.values(tables)) kept.trim();
    },
  };
}
