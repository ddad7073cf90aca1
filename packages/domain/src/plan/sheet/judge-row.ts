/** Cell by cell: what the row says, what stands there, and what an earlier import of it wrote. */
import { canonicalJson } from '../../kind/canonical.ts';
import { isEmptyValue } from '../../kind/fields/field.ts';
import type { Field, Item, Words } from '../../kind/types.ts';
import type { Reference } from '../../kind/values.ts';
import { epochMinutes } from '../../shared/instants.ts';
import { sourceHash, type SourceEntry } from '../programme/source.ts';
import { valueIn } from './match.ts';
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

/** What two values must have in common to be the same: references their ids, beginnings their moment. */
function comparable(field: Field, value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (field.type === 'instant' && typeof value === 'string') return String(epochMinutes(value));
  if (field.type === 'reference')
    return canonicalJson((Array.isArray(value) ? (value as Reference[]) : [value as Reference]).map((one) => one.id));
  if (field.type === 'money') return moneyKey(value as { amount: string; currency: string });
  return canonicalJson(value);
}

/** 80 and 80.00 are one amount. */
const moneyKey = ({ amount, currency }: { amount: string; currency: string }): string =>
  `${currency} ${amount.includes('.') ? amount.replace(/0+$/, '').replace(/\.$/, '') : amount}`;
