import type { Field, Kind } from '@qiao/domain/kind';
import { fieldAt } from '#local/records/row.ts';
import type { SortBy } from '#local/records/query.ts';
import { pick, words } from '#messages/index.svelte.ts';
import { isFigure, isShort } from '../format.ts';

export interface Column {
  sort: SortBy;
  label: string;
  /** Path of the cell, for columns of the kind. */
  path: string | null;
  field: Field | undefined;
  figure: boolean;
  /** A grid track. */
  width: string;
  /** Falls away first where there is little room. */
  least: boolean;
}

/** How a person wants a kind's list on this device. */
interface Wish {
  hidden: string[];
  rows: 'one' | 'two';
}

const storageKey = (kind: Kind): string => `qiao.list.${kind.name}`;

function readWish(kind: Kind): Wish {
  try {
    const stored = JSON.parse(localStorage.getItem(storageKey(kind)) ?? '{}') as Partial<Wish>;
    return { hidden: Array.isArray(stored.hidden) ? stored.hidden : [], rows: stored.rows === 'one' ? 'one' : 'two' };
  } catch {
    return { hidden: [], rows: 'two' };
  }
}

/** Columns of one kind's list: the kind's own, then owner and last change; the name and the state always stand. */
export class Columns {
  readonly #kind: Kind;
  #wish = $state<Wish>({ hidden: [], rows: 'two' });

  constructor(kind: Kind) {
    this.#kind = kind;
    this.#wish = readWish(kind);
  }

  all = $derived.by((): Column[] => {
    const { views } = this.#kind;
    // What the second line under the name shows already is not shown again.
    const own = views.columns.filter((path) => path !== views.title && path !== views.subtitle);
    const cells = own.map((path, at): Column => {
      const field = fieldAt(this.#kind, path);
      return {
        sort: `cell:${path}`,
        label: field ? pick(field.label) : path,
        path,
        field,
        figure: isFigure(field),
        width: isFigure(field) ? 'minmax(6.75rem, 0.6fr)' : isShort(field) ? 'minmax(5rem, 0.6fr)' : 'minmax(6rem, 1.25fr)',
        least: at >= 3,
      };
    });
    const t = words().list;
    return [
      ...cells,
      { sort: 'owner', label: t.owner, path: null, field: undefined, figure: false, width: 'minmax(4.5rem, 0.6fr)', least: false },
      { sort: 'changed', label: t.changed, path: null, field: undefined, figure: false, width: 'minmax(6.5rem, 0.7fr)', least: true },
    ];
  });

  shown = $derived(this.all.filter((column) => !this.#wish.hidden.includes(column.sort)));

  get rows(): 'one' | 'two' {
    return this.#wish.rows;
  }

  isShown(column: Column): boolean {
    return !this.#wish.hidden.includes(column.sort);
  }

  toggle(column: Column): void {
    const { hidden } = this.#wish;
    this.#wish.hidden = hidden.includes(column.sort) ? hidden.filter((one) => one !== column.sort) : [...hidden, column.sort];
    this.#save();
  }

  setRows(rows: 'one' | 'two'): void {
    this.#wish.rows = rows;
    this.#save();
  }

  #save(): void {
    localStorage.setItem(storageKey(this.#kind), JSON.stringify(this.#wish));
  }
}
