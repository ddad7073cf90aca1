/** What a cell of a preview says before and after. */
import { formatField } from '@qiao/domain/kind';
import type { SheetChange, SheetRow } from '@qiao/domain/plan/sheet';
import { planLocale } from '../words.ts';

/** Letters of one value that are shown; the whole of an abstract helps nobody here. */
const MOST = 80;
/** Cells of a new row that are listed; the rest is in the sheet. */
const CELLS = 7;

export function sayValue({ key, field }: Pick<SheetChange, 'key' | 'field'>, value: unknown): string {
  // One language of a text in two.
  const text = field.type === 'localized' ? (typeof value === 'string' ? value : '') : formatField(field, value, planLocale());
  const line = text.replace(/\s+/g, ' ').trim();
  const short = line.length > MOST ? `${line.slice(0, MOST)}…` : line;
  return key === 'start' ? short.replace(/^\d{4}-/, '') : short;
}

/** What a new row holds beside its name. */
export function sayNew(row: SheetRow): readonly string[] {
  const told = row.changes
    .map((change) => ({ key: change.key, text: sayValue(change, change.after) }))
    .filter(({ text }) => text !== '' && text !== row.title);
  const first = told
    .filter(({ key }) => key === 'start' || key === 'minutes')
    .sort((a, b) => (a.key === 'start' ? -1 : b.key === 'start' ? 1 : 0));
  return [...first, ...told.filter((one) => !first.includes(one))].slice(0, CELLS).map(({ text }) => text);
}
