/**
 * The projected value of a part that is open for editing, kept up item by item: an edit costs what it touches, not the whole
 * plan. Gives what the domain's `project` gives, but for the texts, which have editors of their own.
 */
import {
  cellKeys,
  compareItems,
  isItemId,
  isOrderKey,
  normaliseField,
  project,
  readCell,
  type Field,
  type Item,
  type Kind,
  type List,
  type PartValue,
} from '@qiao/domain/kind';
import type * as Y from 'yjs';

export class LivePart {
  readonly #kind: Kind;
  readonly #part: string;
  readonly #ydoc: Y.Doc;
  readonly #changed: (value: PartValue) => void;
  #value: PartValue;

  constructor(kind: Kind, part: string, ydoc: Y.Doc, changed: (value: PartValue) => void) {
    this.#kind = kind;
    this.#part = part;
    this.#ydoc = ydoc;
    this.#changed = changed;
    this.#value = { ...project(kind, part, ydoc), texts: {} };
    ydoc.on('afterTransaction', this.#follow);
  }

  get value(): PartValue {
    return this.#value;
  }

  /** Items that were taken away, as they were, in no order. */
  removed(list: string): Item[] {
    const definition = this.#kind.parts[this.#part]?.lists?.[list];
    if (!definition) return [];
    const ids = new Set([...(this.#ydoc.share.get(list)?._map.keys() ?? [])].map((key) => idOf(key)));
    return [...ids].flatMap((id) => {
      if (!isItemId(id) || readCell(this.#ydoc, list, `${id}/removed`) !== true) return [];
      return readItem(definition, this.#ydoc, list, id, true) ?? [];
    });
  }

  readonly #follow = (transaction: Y.Transaction): void => {
    let next = this.#value;
    for (const [type, keys] of transaction.changed) {
      const root = this.#rootOf(type as Y.AbstractType<unknown>);
      if (root !== null) next = this.#read(next, root, keys);
    }
    if (next === this.#value) return;
    this.#value = next;
    this.#changed(next);
  };

  #rootOf(type: Y.AbstractType<unknown>): string | null {
    if (type._item !== null) return null;
    for (const [root, other] of this.#ydoc.share) if (other === type) return root;
    return null;
  }

  #read(value: PartValue, root: string, keys: ReadonlySet<string | null>): PartValue {
    const part = this.#kind.parts[this.#part];
    if (root === 'fields') return { ...value, fields: { ...value.fields, ...readFields(part?.fields ?? {}, this.#ydoc, keys) } };
    const list = part?.lists?.[root];
    if (!list) return value;
    const ids = new Set([...keys].flatMap((key) => (key === null ? [] : [idOf(key)])));
    return { ...value, lists: { ...value.lists, [root]: this.#readItems(value.lists[root] ?? [], list, root, ids) } };
  }

  #readItems(before: readonly Item[], list: List, root: string, ids: ReadonlySet<string>): readonly Item[] {
    const fresh = new Map<string, Item | null>();
    for (const id of ids) if (isItemId(id)) fresh.set(id, readItem(list, this.#ydoc, root, id, false));
    const items = before.flatMap((item) => {
      const next = fresh.get(item.id);
      fresh.delete(item.id);
      return next === undefined ? item : (next ?? []);
    });
    items.push(...[...fresh.values()].filter((item) => item !== null));
    // Nearly always in order already, and then this is one pass.
    return items.sort(compareItems);
  }

  close(): void {
    this.#ydoc.off('afterTransaction', this.#follow);
  }
}

const idOf = (key: string): string => key.slice(0, Math.max(0, key.indexOf('/')));

function readFields(fields: Readonly<Record<string, Field>>, ydoc: Y.Doc, keys: ReadonlySet<string | null>): Record<string, unknown> {
  const touched = Object.entries(fields).filter(([name, field]) => cellKeys(name, field).some((key) => keys.has(key)));
  return Object.fromEntries(touched.map(([name, field]) => [name, readField(name, field, (key) => readCell(ydoc, 'fields', key))]));
}

/** Null when the item is not there: it has no cell that its list knows, or it was taken away. */
function readItem(list: List, ydoc: Y.Doc, root: string, id: string, evenRemoved: boolean): Item | null {
  const read = (field: string): unknown => readCell(ydoc, root, `${id}/${field}`);
  if (!evenRemoved && read('removed') === true) return null;
  const order = read('order');
  const names = ['order', ...Object.entries(list.fields).flatMap(([name, field]) => cellKeys(name, field))];
  if (names.every((name) => (read(name) ?? null) === null)) return null;
  const item: Item = { id, order: isOrderKey(order) ? order : '' };
  for (const [name, field] of Object.entries(list.fields)) item[name] = readField(name, field, read);
  return item;
}

const readField = (name: string, field: Field, read: (key: string) => unknown): unknown =>
  field.type === 'localized'
    ? normaliseField(field, { zh: read(`${name}.zh`), en: read(`${name}.en`) })
    : normaliseField(field, read(name));

/** The item as it will be after these edits of its cells, which are not made yet. */
export function withEdits<I extends Item>(list: List, item: I, edits: readonly { key: string; value: unknown }[]): I {
  const cells = new Map(edits.filter(({ key }) => idOf(key) === item.id).map(({ key, value }) => [key.slice(item.id.length + 1), value]));
  if (cells.size === 0) return item;
  const next: Item = { ...item };
  for (const [name, field] of Object.entries(list.fields)) {
    if (!cellKeys(name, field).some((key) => cells.has(key))) continue;
    const now = item[name] as { zh?: unknown; en?: unknown } | undefined;
    next[name] = readField(name, field, (key) => (cells.has(key) ? cells.get(key) : key.endsWith('.zh') ? now?.zh : now?.en));
  }
  return next as I;
}
