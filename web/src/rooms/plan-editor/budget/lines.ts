import { formatMoney, lessMoney, signOfMoney, type Money } from '@qiao/domain/shared/money';
import { fieldColumn } from '../list/field-columns.ts';
import type { Column } from '../grid/column.ts';
import type { ListContext, ListRow, ListSpec } from '../list/list-row.ts';

export const lines: ListSpec = {
  part: 'budget',
  root: 'lines',
  byDay: false,
  columns: (context) => [
    fieldColumn(context, 'item', { look: 'title', width: 240 }),
    fieldColumn(context, 'category', { width: 110 }),
    fieldColumn(context, 'planned', { width: 150 }),
    fieldColumn(context, 'actual', { width: 150 }),
    leftColumn(context),
    fieldColumn(context, 'remarks', { look: 'quiet' }),
  ],
  nameOf: (item) => item['item'] as string,
  below: ['category', 'planned', 'remarks'],
  figure: 'actual',
};

/** Planned less actual, exactly; nothing where either is missing or they are in two currencies. */
function leftColumn(context: ListContext): Column<ListRow> {
  return {
    id: 'left',
    label: context.tabs.budget.left,
    width: 150,
    look: 'number',
    fixed: true,
    text: ({ item }) => {
      const [planned, actual] = [item['planned'], item['actual']] as [Money | null, Money | null];
      if (planned === null || actual?.currency !== planned.currency) return '';
      const left = lessMoney(planned, actual);
      return signOfMoney(left) === 0 ? '' : formatMoney(left, context.locale);
    },
    value: () => null,
    read: (text) => ({ ok: true, value: text }),
    write: () => [],
  };
}
