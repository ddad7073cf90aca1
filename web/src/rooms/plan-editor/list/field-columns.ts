/** Columns of a list that hold what its fields say: text, numbers, money, choices, names in two languages. */
import { formatField, parseField, sameValue, type CellEdit, type Field, type Words } from '@qiao/domain/kind';
import { pick } from '#messages/index.svelte.ts';
import type { Choice, Column } from '../grid/column.ts';
import { best } from '../programme/names.ts';
import type { ListContext, ListRow } from './list-row.ts';

type More = Partial<Column<ListRow>>;

export const listEdit = ({ part, root }: Pick<ListContext, 'part' | 'root'>, id: string, field: string, value: unknown): CellEdit => ({
  part,
  root,
  key: `${id}/${field}`,
  value,
});

export function fieldOf(context: ListContext, name: string): Field {
  const field = context.list.fields[name];
  if (!field) throw new Error(`${context.root} has no field ${name}`);
  return field;
}

/** A column of one field, by its type. */
export function fieldColumn(context: ListContext, name: string, more: More = {}): Column<ListRow> {
  const field = fieldOf(context, name);
  const valueOf = ({ item }: ListRow): unknown => (item[name] === '' ? null : item[name]);
  return {
    id: name,
    label: pick(field.label),
    width: null,
    ...(field.type === 'number' || field.type === 'money' ? { look: 'number' as const } : {}),
    ...(field.type === 'text' && field.lines ? { lines: true } : {}),
    text: ({ item }) => formatField(field, item[name], context.locale),
    value: valueOf,
    read: (text) => parseField(field, text, context.locale),
    write: (row, value) => {
      const next = value === '' ? null : value;
      return sameValue(valueOf(row), next) ? [] : [listEdit(context, row.item.id, name, next)];
    },
    ...(field.type === 'choice' ? choicesOf(context, field.options) : {}),
    ...more,
  };
}

/** Offers of a choice: found by its name in either language. */
function choicesOf(context: ListContext, options: Readonly<Record<string, Words>>): More {
  const all = Object.entries(options).map(([id, words]) => ({ id, words }));
  return {
    choices: (typed): Choice[] =>
      best(all, ({ words }) => [words.zh, words.en], typed, all.length).map(({ id, words }) => ({ id, label: pick(words) })),
    choose: (choice) => choice.id,
  };
}

/** A name in one language; where it is empty the other one stands in, greyed, in the language chosen now. */
export function localizedColumn(
  context: ListContext,
  name: string,
  language: 'zh' | 'en',
  label: string,
  more: More = {},
): Column<ListRow> {
  const field = fieldOf(context, name);
  const max = field.type === 'localized' ? field.max : undefined;
  const other = language === 'zh' ? 'en' : 'zh';
  const read = ({ item }: ListRow, of: 'zh' | 'en'): string => (item[name] as { zh: string; en: string })[of];
  const isOwn = context.locale.startsWith(language);
  return {
    id: `${name}.${language}`,
    label,
    width: null,
    lang: language === 'zh' ? 'zh-CN' : 'en',
    look: isOwn ? 'title' : 'foreign',
    text: (row) => read(row, language),
    ...(isOwn
      ? {
          shown: (row: ListRow) =>
            read(row, language) ? { text: read(row, language) } : { text: read(row, other), lang: other, faint: true },
        }
      : {}),
    value: (row) => read(row, language) || null,
    read: (text) => ({ ok: true, value: text.slice(0, max) }),
    write: (row, value) =>
      (read(row, language) || null) === (value || null) ? [] : [listEdit(context, row.item.id, `${name}.${language}`, value || null)],
    ...more,
  };
}
