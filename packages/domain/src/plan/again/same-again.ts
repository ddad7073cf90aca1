/**
 * The same event once more: what was planned, so many days later, as edits of a new record. What is of the one time alone
 * stays behind: state, number, ledger, attachments, what was imported from which file, values that are settled or removed.
 *
 * It goes by the fields of the kind. A field that refers to a list of the record is led to the copies there.
 */
import { generateNKeysBetween } from 'fractional-indexing';
import { ATTACHMENTS } from '../../kind/attachments.ts';
import { cellKeys, isEmptyValue } from '../../kind/fields/field.ts';
import type { CellEdit, Field, Item, Kind, Projected } from '../../kind/types.ts';
import type { Reference } from '../../kind/values.ts';
import { addDays, daysBetween } from '../../shared/dates.ts';
import { dateOf } from '../../shared/instants.ts';
import { itemIdFrom } from '../../shared/ids.ts';
import { planItems } from '../items.ts';
import { AGAIN_MAX_DAYS, shiftInstant } from './shift.ts';

/** What of an event is of that time alone: `part` or `part/list/field`. */
export const LEFT_BEHIND: ReadonlySet<string> = new Set(['minutes', 'budget/lines/actual']);

export interface AgainOptions {
  /** Id of the new record: the ids of its items are made from it and theirs. */
  record: string;
  /** Whole days later; negative for earlier. */
  days: number;
  leftBehind?: ReadonlySet<string>;
}

/** `too-far`: more than `AGAIN_MAX_DAYS`. */
export type Again = { ok: true; edits: readonly CellEdit[] } | { ok: false; code: 'too-far' };

/** The edits that make a new record the same again. Only parts that are given are copied. */
export function sameAgain(kind: Kind, parts: Projected, { record, days, leftBehind = LEFT_BEHIND }: AgainOptions): Again {
  if (!Number.isInteger(days) || Math.abs(days) > AGAIN_MAX_DAYS) return { ok: false, code: 'too-far' };
  const idOf = copyIds(parts, record, leftBehind);
  const copy = (field: Field, value: unknown): unknown => copyValue(field, value, days, idOf);
  const edits: CellEdit[] = [];
  for (const [part, value] of Object.entries(parts)) {
    const { fields = {}, lists = {} } = kind.parts[part] ?? {};
    if (!value || leftBehind.has(part)) continue;
    edits.push(...fieldEdits(part, 'fields', '', copied(fields, part, leftBehind), value.fields, copy));
    for (const [root, list] of Object.entries(lists)) {
      if (root === ATTACHMENTS) continue;
      const items = value.lists[root] ?? [];
      const orders = generateNKeysBetween(null, null, items.length);
      const known = copied(list.fields, `${part}/${root}`, leftBehind);
      items.forEach((item, at) => {
        const id = idOf(`${part}/${root}`, item.id)!;
        edits.push({ part, root, key: `${id}/order`, value: orders[at] });
        edits.push(...fieldEdits(part, root, `${id}/`, known, item, copy));
      });
    }
  }
  return { ok: true, edits };
}

/** Fields that have a copy: neither carried for a file of the old event, nor naming bytes that only the old record may have. */
function copied(fields: Readonly<Record<string, Field>>, path: string, leftBehind: ReadonlySet<string>): [string, Field][] {
  return Object.entries(fields).filter(
    ([name, field]) => field.carried !== true && field.type !== 'file' && !leftBehind.has(`${path}/${name}`),
  );
}

function* fieldEdits(
  part: string,
  root: string,
  prefix: string,
  fields: readonly [string, Field][],
  values: Readonly<Record<string, unknown>>,
  copy: (field: Field, value: unknown) => unknown,
): Generator<CellEdit> {
  for (const [name, field] of fields) {
    const value = copy(field, values[name]);
    for (const key of cellKeys(name, field)) {
      const cell = field.type === 'localized' ? (value as Record<string, string>)[key.slice(name.length + 1)] : value;
      if (!isEmptyValue(cell) && cell !== false) yield { part, root, key: `${prefix}${key}`, value: cell };
    }
  }
}

type CopyId = (list: string, id: string) => string | undefined;

/** The id of an item's copy; undefined for an item that has none. */
function copyIds(parts: Projected, record: string, leftBehind: ReadonlySet<string>): CopyId {
  const ids = new Map<string, string>();
  for (const [part, value] of Object.entries(parts)) {
    if (leftBehind.has(part)) continue;
    for (const [list, items] of Object.entries(value?.lists ?? {})) {
      for (const { id } of items) ids.set(`${part}/${list}/${id}`, itemIdFrom(`again/${record}`, `${part}/${list}/${id}`));
    }
  }
  return (list, id) => ids.get(`${list}/${id}`);
}

const LIST = 'list:';

function copyValue(field: Field, value: unknown, days: number, idOf: CopyId): unknown {
  if (isEmptyValue(value)) return value;
  if (field.type === 'date') return addDays(value as string, days);
  if (field.type === 'instant') return shiftInstant(value as string, days);
  if (field.type !== 'reference' || !field.of.startsWith(LIST)) return value;
  const list = field.of.slice(LIST.length);
  // Who or what was removed has no copy: the cell is as if it had not been named.
  const lead = (one: Reference): Reference[] => {
    const id = idOf(list, one.id);
    return id === undefined ? [] : [{ ...one, id }];
  };
  return field.many === true ? (value as readonly Reference[]).flatMap(lead) : (lead(value as Reference)[0] ?? null);
}

/** The first day of an event: what the case says, else its first day or session; null when nothing has a date. */
export function firstDayOf(parts: Projected): string | null {
  const said = parts.case?.fields['starts'];
  if (typeof said === 'string') return said;
  const { days, sessions } = planItems(parts);
  const dates = [
    ...days.map(({ date, opens }) => date ?? (opens === null ? null : dateOf(opens))),
    ...sessions.map(({ start }) => (start === null ? null : dateOf(start))),
  ].filter((date) => date !== null);
  return dates.sort()[0] ?? null;
}

/** Whole days from the first day that was to the one that is wished. An event without dates is not moved. */
export const daysToMove = (first: string | null, wished: string | null): number =>
  first === null || wished === null ? 0 : daysBetween(first, wished);

/** How many items of each list are copied, by `part/list`; none for an empty list. */
export function countsAgain(parts: Projected, leftBehind: ReadonlySet<string> = LEFT_BEHIND): Readonly<Record<string, number>> {
  const counts = Object.entries(parts).flatMap(([part, value]) =>
    leftBehind.has(part)
      ? []
      : Object.entries(value?.lists ?? {})
          .filter(([list, items]: [string, readonly Item[]]) => list !== ATTACHMENTS && items.length > 0)
          .map(([list, items]) => [`${part}/${list}`, items.length] as const),
  );
  return Object.fromEntries(counts);
}
