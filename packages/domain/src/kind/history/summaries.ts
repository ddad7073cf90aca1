/** What each moment did in short, in one pass over all writes. Pure. */
import { sameCell, stands } from './compare.ts';
import type { Moment } from './moments.ts';
import type { CellWrite, PartHistory } from './walk.ts';

export interface ItemSummary {
  root: string;
  /** Empty for the fields of the part itself. */
  item: string;
  what: 'added' | 'removed' | 'changed';
  /** Fields that differ after it. */
  fields: readonly string[];
}

export interface Summary {
  items: readonly ItemSummary[];
  /** Roots of texts that were written. */
  texts: readonly string[];
}

/** One for each moment, in their order; moments hold rows that follow each other. */
export function summaries(history: PartHistory, moments: readonly Moment[]): Summary[] {
  const state = new Map<string, Map<string, unknown>>();
  for (const [root, items] of history.cellsAt(0)) for (const [item, fields] of items) state.set(`${root}\n${item}`, new Map(fields));
  let at = 0;
  return moments.map(({ first, last }) => {
    const groups = new Map<string, CellWrite[]>();
    for (; at < history.writes.length && history.writes[at]!.row <= last; at++) {
      const write = history.writes[at]!;
      const key = `${write.root}\n${write.item}`;
      groups.set(key, [...(groups.get(key) ?? []), write]);
    }
    const items = [...groups].flatMap(([key, writes]) => {
      const fields = state.get(key) ?? new Map<string, unknown>();
      const before = new Map(fields);
      for (const { field, after } of writes) fields.set(field, after);
      state.set(key, fields);
      return summarise(writes[0]!, before, fields) ?? [];
    });
    const texts = history.texts.filter(({ row }) => row >= first && row <= last).map(({ root }) => root);
    return { items, texts: [...new Set(texts)] };
  });
}

function summarise(
  { root, item }: CellWrite,
  before: ReadonlyMap<string, unknown>,
  after: ReadonlyMap<string, unknown>,
): ItemSummary | null {
  const was = item === '' || stands(before);
  const is = item === '' || stands(after);
  if (!was && !is) return null;
  if (was !== is) return { root, item, what: is ? 'added' : 'removed', fields: [] };
  const fields = [...after.keys()].filter(
    (field) => (item === '' || field !== 'removed') && !sameCell(before.get(field), after.get(field)),
  );
  return fields.length > 0 ? { root, item, what: 'changed', fields } : null;
}
