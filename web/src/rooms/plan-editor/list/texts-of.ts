import type { Column } from '../grid/column.ts';
import type { ListRow } from './list-row.ts';

/** What a row says in some of its columns, without the empty ones: its second line on a phone. */
export const textsOf = (columns: readonly Column<ListRow>[], row: ListRow, ...ids: readonly string[]): string[] =>
  ids.flatMap((id) => {
    const column = columns.find((one) => one.id === id);
    const text = column?.text(row) ?? '';
    // A figure says nothing without its name.
    return text === '' ? [] : column?.look === 'number' ? `${column.label} ${text}` : text;
  });
