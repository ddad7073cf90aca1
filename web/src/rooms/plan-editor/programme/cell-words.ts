/** Cells of the plan in words: what a cell is called, and what a value in it says. */
import { formatField, normaliseField, type Field } from '@qiao/domain/kind';
import { event } from '@qiao/domain/kinds';
import { dateOf, timeOf } from '@qiao/domain/shared/instants';
import { pick } from '#messages/index.svelte.ts';
import { planLocale, planWords } from '../words.ts';
import { splitKey } from './marks.ts';

interface Cell {
  field: Field;
  /** Of a localized field. */
  language: 'zh' | 'en' | null;
}

function cellOf(part: string, root: string, key: string): Cell | null {
  const definition = event.parts[part];
  const name = root === 'fields' ? key : splitKey(key).field;
  const [field = '', language] = name.split('.');
  const found = root === 'fields' ? definition?.fields?.[field] : definition?.lists?.[root]?.fields[field];
  return found ? { field: found, language: language === 'zh' || language === 'en' ? language : null } : null;
}

/** 译员, 英文题名 …; the key itself for what this version does not know. */
export function cellLabel(part: string, root: string, key: string): string {
  const cell = cellOf(part, root, key);
  const { columns } = planWords();
  if (!cell) return splitKey(key).field || key;
  if (root === 'sessions' && cell.language === 'zh') return columns.titleZh;
  if (root === 'sessions' && cell.language === 'en') return columns.titleEn;
  return pick(cell.field.label);
}

/** A stored value as a person would read it; empty for none. */
export function valueText(part: string, root: string, key: string, value: unknown): string {
  const cell = cellOf(part, root, key);
  if (!cell || value === null || value === undefined) return '';
  if (cell.language) return typeof value === 'string' ? value : '';
  const normal = normaliseField(cell.field, value);
  if (cell.field.type === 'instant' && typeof normal === 'string') return `${dateOf(normal).slice(5)} ${timeOf(normal)}`;
  return formatField(cell.field, normal, planLocale());
}

/** The cells that people know by name, in the order of their fields; order keys and what is only carried are left out. */
export function inColumnOrder<C extends { field: string }>(part: string, root: string, cells: readonly C[]): C[] {
  const definition = event.parts[part];
  const fields = (root === 'fields' ? definition?.fields : definition?.lists?.[root]?.fields) ?? {};
  const names = Object.keys(fields).filter((name) => fields[name]?.carried !== true);
  const place = (cell: C): number => names.indexOf(cell.field.split('.')[0] ?? '');
  return cells.filter((cell) => place(cell) >= 0).sort((a, b) => place(a) - place(b));
}
