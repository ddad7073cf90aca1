import { formatField, parseField, sameValue, type CellEdit, type Field } from '@qiao/domain/kind';
import { peopleFields } from '@qiao/domain/kinds/event/people-part';
import type { PersonItem } from '@qiao/domain/plan';
import type { Choice, Column } from '../grid/column.ts';
import { lastName, namesBefore } from '../grid/names.ts';
import { best } from '../programme/names.ts';
import type { PlanWords } from '../words.ts';

/** What the columns of the people's list ask of the room around them. */
export interface PeopleContext {
  readonly locale: 'zh-CN' | 'en';
  readonly words: PlanWords;
  /** Titles of the sessions that somebody is in. */
  sessionsOf(person: string): readonly string[];
}

type Name = 'name' | 'latinName' | 'organisation' | 'region' | 'role' | 'email';

const edit = (id: string, field: string, value: unknown): CellEdit => ({ part: 'people', root: 'people', key: `${id}/${field}`, value });

export function peopleColumns(context: PeopleContext): Column<PersonItem>[] {
  const t = context.words.people;
  const field = (name: Name, more: Partial<Column<PersonItem>> = {}): Column<PersonItem> =>
    fieldColumn(context, name, peopleFields[name], { label: t[name], width: null, ...more });
  return [
    // A row must have a name: where there is only the Latin one it stands in, greyed.
    field('name', {
      width: 132,
      look: 'title',
      shown: (item) => (item.name ? { text: item.name } : { text: item.latinName, lang: 'en', faint: true }),
    }),
    field('latinName', { width: 148, look: 'foreign', lang: 'en' }),
    field('organisation'),
    { ...field('region', { width: 120 }), ...choicesOf(context, peopleFields.region) },
    { ...field('role', { width: 112 }), ...choicesOf(context, peopleFields.role) },
    field('email', { width: 170, look: 'quiet', spare: true }),
    {
      id: 'sessions',
      label: t.sessions,
      width: 240,
      look: 'quiet',
      fixed: true,
      text: ({ id }) => context.sessionsOf(id).join(context.locale === 'en' ? ', ' : '、'),
      value: () => null,
      read: (text) => ({ ok: true, value: text }),
      write: () => [],
    },
  ];
}

function fieldColumn(
  context: PeopleContext,
  name: Name,
  field: Field,
  more: Partial<Column<PersonItem>> & Pick<Column<PersonItem>, 'label' | 'width'>,
): Column<PersonItem> {
  const valueOf = (item: PersonItem): unknown => {
    const value = item[name];
    return value === '' || (Array.isArray(value) && value.length === 0) ? null : value;
  };
  return {
    id: name,
    ...more,
    text: (item) => formatField(field, item[name], context.locale),
    value: valueOf,
    read: (text) => parseField(field, text, context.locale),
    write: (item, value) =>
      sameValue(valueOf(item), value === '' ? null : value) ? [] : [edit(item.id, name, value === '' ? null : value)],
  };
}

/** Offers of a region or a role: found by name in either language. */
function choicesOf(context: PeopleContext, field: Extract<Field, { type: 'choice' | 'region' }>): Partial<Column<PersonItem>> {
  if (field.type !== 'choice') return {};
  const options = Object.entries(field.options).map(([id, words]) => ({ id, words }));
  return {
    many: true,
    choices: (typed): Choice[] => {
      const token = lastName(typed);
      return best(options, ({ words }) => [words.zh, words.en], token, options.length).map(({ id, words }) => ({
        id,
        label: context.locale === 'en' ? words.en : words.zh,
      }));
    },
    choose: (choice, _item, typed) => {
      const before = parseField(field, namesBefore(typed), context.locale);
      return [...new Set([...(before.ok ? (before.value as readonly string[]) : []), choice.id])];
    },
  };
}
