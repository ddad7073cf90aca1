/** The total projection: whatever lies in a part's Y.Doc becomes a valid value of its kind. */
import type * as Y from 'yjs';
import { cellValue, livingCells, readCell, splitItemKey } from './cells.ts';
import { normaliseField } from './fields/field.ts';
import { compareItems, isOrderKey } from './order.ts';
import { plainText } from './rich-text.ts';
import type { Field, Item, Kind, List, Part, PartValue } from './types.ts';

/** Version of the projection itself, part of what a decision's hash covers (SPEC DEC3). Raised when the same doc would project otherwise. */
export const PROJECTION = 1;

/** Projects a part. Throws only for a part that the kind does not have. */
export function project(kind: Kind, part: string, ydoc: Y.Doc): PartValue {
  const definition = partOf(kind, part);
  const value: PartValue = { fields: {}, lists: {}, texts: {} };
  for (const [name, field] of Object.entries(definition.fields ?? {})) {
    value.fields[name] = field.type === 'rich' ? plainText(ydoc, name) : readField(name, field, (key) => readCell(ydoc, 'fields', key));
  }
  for (const [name, list] of Object.entries(definition.lists ?? {})) value.lists[name] = projectList(list, ydoc, name);
  for (const name of Object.keys(definition.texts ?? {})) value.texts[name] = plainText(ydoc, name);
  return value;
}

/** What a part projects to when nothing was written in it. */
export function emptyPart(kind: Kind, part: string): PartValue {
  const definition = partOf(kind, part);
  const names = (record: object | undefined) => Object.keys(record ?? {});
  return {
    fields: Object.fromEntries(Object.entries(definition.fields ?? {}).map(([name, field]) => [name, normaliseField(field, undefined)])),
    lists: Object.fromEntries(names(definition.lists).map((name) => [name, []])),
    texts: Object.fromEntries(names(definition.texts).map((name) => [name, ''])),
  };
}

function partOf(kind: Kind, part: string): Part {
  if (!Object.hasOwn(kind.parts, part)) throw new Error(`kind ${kind.name} has no part ${part}`);
  return kind.parts[part]!;
}

function readField(name: string, field: Field, read: (key: string) => unknown): unknown {
  if (field.type !== 'localized') return normaliseField(field, read(name));
  return normaliseField(field, { zh: read(`${name}.zh`), en: read(`${name}.en`) });
}

/** An item is there when it has an order or any cell that its list knows, and was not removed. */
function projectList(list: List, ydoc: Y.Doc, root: string): readonly Item[] {
  const known = new Set(['order', ...Object.entries(list.fields).flatMap(([name, field]) => cellNames(name, field))]);
  const found = new Map<string, Map<string, unknown>>();
  const removed = new Set<string>();
  for (const [key, item] of livingCells(ydoc, root)) {
    const split = splitItemKey(key);
    if (!split) continue;
    if (split.field === 'removed' && cellValue(item) === true) removed.add(split.id);
    if (!known.has(split.field)) continue;
    const cells = found.get(split.id) ?? new Map<string, unknown>();
    cells.set(split.field, cellValue(item));
    found.set(split.id, cells);
  }
  const items: Item[] = [];
  for (const [id, cells] of found) {
    if (removed.has(id) || ![...cells.values()].some((value) => value !== null && value !== undefined)) continue;
    const order = cells.get('order');
    const item: Item = { id, order: isOrderKey(order) ? order : '' };
    for (const [name, field] of Object.entries(list.fields)) item[name] = readField(name, field, (key) => cells.get(key));
    items.push(item);
  }
  return items.sort(compareItems);
}

const cellNames = (name: string, field: Field): string[] => (field.type === 'localized' ? [`${name}.zh`, `${name}.en`] : [name]);
