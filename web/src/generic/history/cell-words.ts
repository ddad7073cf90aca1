/** Cells of any part in words: what a cell and an item are called, and what a value says. */
import {
  compareItems,
  formatField,
  isOrderKey,
  normaliseField,
  stands,
  type Cells,
  type Field,
  type ItemDelta,
  type Part,
} from '@qiao/domain/kind';
import { dateOf, timeOf } from '@qiao/domain/shared/instants';
import { domainLocale } from '#generic/format.ts';
import { columnDate } from '#messages/dates.ts';
import { currentLocale, pick, say } from '#messages/index.svelte.ts';
import { historyWords } from './words.ts';

/** Longest value that is written out; the rest is seen in the part itself. */
const LONGEST = 400;

interface Known {
  field: Field;
  /** Of a localized field. */
  language: string | undefined;
}

function known(part: Part, root: string, key: string): Known | null {
  const [name = '', language] = key.split('.');
  const fields = root === 'fields' ? part.fields : part.lists?.[root]?.fields;
  const field = fields && Object.hasOwn(fields, name) ? fields[name] : undefined;
  return field ? { field, language } : null;
}

/** 译员, 英文场次 …; the key itself for what this version does not know. */
export function cellLabel(part: Part, root: string, key: string): string {
  const t = historyWords();
  if (key === 'order') return t.place;
  const cell = known(part, root, key);
  if (!cell) return key;
  const label = pick(cell.field.label);
  const isOwn = cell.language === undefined || cell.language === currentLocale();
  return isOwn ? label : say(cell.language === 'en' ? t.tongueEn : t.tongueZh, { label });
}

/** A stored value as a person would read it; empty for none. */
export function valueText(part: Part, root: string, key: string, value: unknown): string {
  if (value === null || value === undefined) return '';
  const cell = known(part, root, key);
  if (!cell) return cut(typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));
  if (cell.language !== undefined) return typeof value === 'string' ? cut(value) : '';
  // What a schedule file brought for its own sake is JSON; nobody reads that.
  if (cell.field.carried === true && typeof value === 'string' && /^[[{]/.test(value))
    return say(historyWords().carried, { n: [...value].length });
  const normal = normaliseField(cell.field, value);
  if (cell.field.type === 'instant' && typeof normal === 'string') return `${columnDate(dateOf(normal))} ${timeOf(normal)}`;
  return cut(formatField(cell.field, normal, domainLocale()));
}

const cut = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);

/** Cells in the order of their fields; what only an exchange carries, and what is not known, comes last. */
export function inFieldOrder<C extends { field: string }>(part: Part, root: string, cells: readonly C[]): C[] {
  const names = Object.keys((root === 'fields' ? part.fields : part.lists?.[root]?.fields) ?? {});
  const place = (cell: C): number => {
    const at = names.indexOf(cell.field.split('.')[0] ?? '');
    return at < 0 || known(part, root, cell.field)?.field.carried === true ? names.length : at;
  };
  return [...cells].sort((a, b) => place(a) - place(b));
}

type Values = ReadonlyMap<string, unknown>;

/** What an item is called by its cells; the name of its list where it has none. */
export function itemName(part: Part, root: string, item: string, values: Values | undefined): string {
  const t = historyWords();
  if (item === '') return t.ownFields;
  const list = part.lists?.[root];
  if (!list) return root;
  const [first, second] = currentLocale() === 'en' ? ['en', 'zh'] : ['zh', 'en'];
  const text = (key: string): string => valueText(part, root, key, values?.get(key)).replace(/\s*\n\s*/g, ' ');
  const title = text(list.title) || text(`${list.title}.${first}`) || text(`${list.title}.${second}`) || text('latinName');
  if (title) return title;
  // A list whose title alone says nothing: what its first filled cells say.
  const told = Object.keys(list.fields).map(text).filter(Boolean).slice(0, 2);
  return told.length > 0 ? told.join(t.comma) : say(t.untitled, { list: pick(list.label) });
}

/** All that an item holds, in one line; cells that are only carried are left out. */
export function itemLine(part: Part, { root, cells, what }: ItemDelta): string {
  return inFieldOrder(part, root, cells)
    .filter(({ field }) => {
      const cell = known(part, root, field);
      return cell !== null && cell.field.carried !== true;
    })
    .map(({ field, before, after }) => valueText(part, root, field, what === 'added' ? after : before))
    .filter(Boolean)
    .slice(0, 8)
    .join(historyWords().comma);
}

/** The first day that an item names; empty for none. */
export function itemDay(part: Part, root: string, values: Values | undefined): string {
  for (const [name, field] of Object.entries(part.lists?.[root]?.fields ?? {})) {
    const value = values?.get(name);
    if (typeof value !== 'string') continue;
    const normal = normaliseField(field, value);
    if (typeof normal !== 'string') continue;
    if (field.type === 'instant') return columnDate(dateOf(normal));
    if (field.type === 'date') return columnDate(normal);
  }
  return '';
}

/** Places of the items of a list that stand, from 1. */
export function placesOf(cells: Cells, root: string): ReadonlyMap<string, number> {
  const standing = [...(cells.get(root) ?? [])].filter(([item, values]) => item !== '' && stands(values));
  const keyed = standing.map(([id, values]) => {
    const order = values.get('order');
    return { id, order: isOrderKey(order) ? order : '' };
  });
  return new Map(keyed.sort(compareItems).map(({ id }, n) => [id, n + 1]));
}
