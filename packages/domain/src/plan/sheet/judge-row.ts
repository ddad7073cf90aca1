/** Cell by cell: what the row says, what stands there, and what an earlier import of it wrote. */
import { isEmptyValue } from '../../kind/fields/field.ts';
import type { Field, Item, Words } from '../../kind/types.ts';
import { sourceHash, type SourceEntry } from '../programme/source.ts';
import { comparable } from './comparable.ts';
import { valueIn } from './row-keys.ts';
import type { ReadRow } from './read-row.ts';
import type { SheetTarget } from './targets.ts';

export interface SheetChange {
  /** Key of the cell in the item: `title.zh`, `start`. */
  key: string;
  field: Field;
  label: Words;
  /** Address in the sheet, `C7`. */
  address: string;
  before: unknown;
  after: unknown;
}

/** Empty cells of the sheet say nothing: what stands in the plan stays. */
export function judgeRow(
  row: ReadRow,
  item: Item | null,
  id: string,
  target: SheetTarget,
  source: SourceEntry | undefined,
  edited: 'keep' | 'replace',
): { changes: SheetChange[]; kept: SheetChange[]; entry: SourceEntry } {
  const changes: SheetChange[] = [];
  const kept: SheetChange[] = [];
  const cells: Record<string, string> = { ...source?.cells };
  for (const [key, after] of row.values) {
    const [name = ''] = key.split('.');
    const field = target.list.fields[name]!;
    if (isEmptyValue(after) && after !== false) continue;
    const before = item === null ? null : (valueIn(item, target, key) ?? null);
    const [here, there] = [comparable(field, before), comparable(field, after)];
    const imported = cells[key];
    cells[key] = sourceHash(there);
    if (here === there || (item === null && isEmptyValue(after))) continue;
    const column = target.columns.find((one) => one.id === key);
    const change = {
      key,
      field,
      label: column?.id === 'start' ? START : (column?.label ?? field.label),
      address: row.addresses.get(key) ?? '',
      before,
      after,
    };
    const isEdited = imported !== undefined && imported !== sourceHash(here) && !isEmptyValue(before);
    (isEdited && edited === 'keep' ? kept : changes).push(change);
  }
  return { changes, kept, entry: { item: id, cells } };
}

const START: Words = { zh: '开始', en: 'Start' };
