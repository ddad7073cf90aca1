import { isEmptyValue } from './fields/field.ts';
import type { Kind, Projected, Words } from './types.ts';

/** A needed cell that is empty: where it is, and what it is called. */
export interface MissingCell {
  /** `part.field`, or `part/list/item id/field`. */
  path: string;
  part: string;
  /** `fields` or the list's name. */
  root: string;
  /** Field name, or `<item id>/<field>`. */
  key: string;
  label: Words;
}

/** Needed cells that are empty, in the order of the form. Parts that are not at hand are not looked at. */
export function missing(kind: Kind, parts: Projected): readonly MissingCell[] {
  const found: MissingCell[] = [];
  for (const [part, definition] of Object.entries(kind.parts)) {
    const value = parts[part];
    if (!value) continue;
    for (const [name, field] of Object.entries(definition.fields ?? {})) {
      if (field.needed === true && isEmptyValue(value.fields[name]))
        found.push({ path: `${part}.${name}`, part, root: 'fields', key: name, label: field.label });
    }
    for (const [root, list] of Object.entries(definition.lists ?? {})) {
      for (const item of value.lists[root] ?? []) {
        for (const [name, field] of Object.entries(list.fields)) {
          if (field.needed !== true || !isEmptyValue(item[name])) continue;
          found.push({ path: `${part}/${root}/${item.id}/${name}`, part, root, key: `${item.id}/${name}`, label: field.label });
        }
      }
    }
  }
  return found;
}
