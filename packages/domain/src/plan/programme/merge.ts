/** Three-way, cell by cell: what the file says, what it said when it was last imported, and what stands here. */
import { canonicalJson } from '../../kind/canonical.ts';
import { isEmptyValue } from '../../kind/fields/field.ts';
import type { Words } from '../../kind/types.ts';
import type { Reference } from '../../kind/values.ts';
import { epochMinutes } from '../../shared/instants.ts';
import { carriedObject, SAID } from './carried.ts';
import { sourceHash } from './source.ts';
import type { FileCell } from './things.ts';

export interface CellChange {
  part: 'case' | 'plan' | 'people';
  root: string;
  /** Key of the cell in its root map. */
  key: string;
  label: Words;
  before: unknown;
  after: unknown;
}

/** `same`: nothing to do. `change`: the file's value is taken. `kept`: what stands here was written here, and stays. */
export type Verdict = 'same' | 'change' | 'kept';

export function judge(cell: FileCell, present: unknown, imported: string | undefined): Verdict {
  const [file, here] = [comparable(cell, cell.value), comparable(cell, present)];
  if (file === here) return 'same';
  if (imported === undefined) return isEmptyValue(present) || present === false ? 'change' : 'kept';
  return imported === sourceHash(here) && imported !== sourceHash(file) ? 'change' : 'kept';
}

/** What two values must have in common to be the same: references their ids, instants their moment, carried JSON all but the name it keeps. */
export function comparable(cell: FileCell, value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (cell.field.type === 'reference') {
    const ids = (Array.isArray(value) ? (value as Reference[]) : [value as Reference]).map((one) => one.id);
    return canonicalJson(cell.field.many === true ? ids : (ids[0] ?? null));
  }
  if (cell.field.type === 'instant' && typeof value === 'string') return String(epochMinutes(value));
  if (cell.name === 'more' || cell.name === 'schedule') {
    const { [SAID]: _said, ...rest } = carriedObject(value);
    return canonicalJson(rest);
  }
  return canonicalJson(value);
}
