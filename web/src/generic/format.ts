import { formatField, type Field } from '@qiao/domain/kind';
import { columnDate } from '#messages/dates.ts';
import { currentLocale } from '#messages/index.svelte.ts';

/** The domain's name of the language chosen now. */
export const domainLocale = (): 'zh-CN' | 'en' => (currentLocale() === 'en' ? 'en' : 'zh-CN');

export const formatValue = (field: Field, value: unknown): string => formatField(field, value, domainLocale());

/** In a column: dates of this year without the year, long text on one line. */
export function formatCell(field: Field | undefined, value: unknown): string {
  if (!field) return '';
  const text = formatValue(field, value);
  if (field.type === 'date' && text) return columnDate(text);
  return text.replace(/\s*\n\s*/g, ' ');
}

/** Columns that are figures stand in tabular figures, to the right where they are amounts. */
export const isFigure = (field: Field | undefined): boolean =>
  field !== undefined && (field.type === 'number' || field.type === 'money' || field.type === 'duration');
export const isShort = (field: Field | undefined): boolean =>
  field !== undefined && ['date', 'instant', 'flag', 'number', 'duration'].includes(field.type);
