import type { CellEdit, Words } from '@qiao/domain/kind';

/** What typed or pasted text becomes in a column: a value, or a sentence that says how to mend it. */
export type Read = { ok: true; value: unknown } | { ok: false; words: Words; missing?: Missing };

/** Names that there is nothing for yet: rooms, people, tracks. The grid offers to add them. */
export interface Missing {
  what: string;
  names: readonly string[];
}

/** One offer of a picker. */
export interface Choice {
  id: string;
  label: string;
  /** A second name, in grey beside the first. */
  alias?: string;
  /** Who or what it is, below. */
  note?: string;
  /** Whether it is free at that time, in words. */
  state?: { free: boolean; words: string };
  /** Takes this text as a new entry instead of choosing one. */
  adds?: boolean;
  value?: string;
}

export interface Shown {
  text: string;
  lang?: string;
  /** Stands in for what is missing. */
  faint?: boolean;
}

/**
 * A column as data. `R` is what a row holds. Values are the column's own: what `read` gives, `value` has and `write` takes;
 * null is empty.
 */
export interface Column<R> {
  id: string;
  label: string;
  /** Pixels; null takes what is left. */
  width: number | null;
  look?: 'time' | 'title' | 'foreign' | 'number' | 'quiet';
  /** Language of what is in it, for `lang`. */
  lang?: string;
  /** Goes into the column chooser where there is little room. */
  spare?: boolean;
  /** Nobody types into it. */
  fixed?: boolean;
  /** May hold line ends: typed into with Alt Enter. */
  lines?: boolean;
  /** As it is typed and copied. */
  text(row: R): string;
  /** What is shown where that differs: beside a number its limit, for an empty title the one in the other language. */
  shown?(row: R): Shown;
  value(row: R): unknown;
  read(text: string, row: R): Read;
  write(row: R, value: unknown): readonly CellEdit[];
  /** Offers of the picker for what is typed so far; absent where there is nothing to pick. */
  choices?(typed: string, row: R): readonly Choice[];
  /** The value after an offer was taken in place of the last name that was typed. */
  choose?(choice: Choice, row: R, typed: string): unknown;
  /** Of the names before the last one that is typed, those that are in nobody's place after a choice: it does not take them away. */
  left?(choice: Choice, typed: string, row: R): readonly string[];
  /** The cell holds several: a choice is written at once, and one types on. */
  many?: boolean;
}

/** Rows that stand together under one head. */
export interface Band {
  id: string;
  rows: readonly string[];
}

/** What a cell is marked with. */
export interface Mark {
  /** Concerned by a clash. */
  bad?: boolean;
  /** Changed since I left. */
  changed?: boolean;
  /** Two people wrote it apart. */
  two?: boolean;
  /** Somebody else is in it. */
  held?: { name: string; who: number };
}

export type RowMarks = Readonly<Record<string, Mark | undefined>>;
