import type { Localized } from '@qiao/domain/shared/names';
import type { Column } from '../grid/column.ts';
import { say } from '#messages/index.svelte.ts';
import { fieldColumn, localizedColumn } from '../list/field-columns.ts';
import type { ListContext, ListRow, ListSpec } from '../list/list-row.ts';
import { inLanguage } from '../programme/names.ts';

const nameColumns = (context: ListContext): Column<ListRow>[] => {
  const { places } = context.tabs;
  const zh = localizedColumn(context, 'name', 'zh', places.zh, { width: 240 });
  const en = localizedColumn(context, 'name', 'en', places.en, { width: 240 });
  return context.locale === 'en' ? [en, zh] : [zh, en];
};

/** How many sessions refer to the row: read only. */
function sessionsColumn(context: ListContext, of: 'room' | 'track'): Column<ListRow> {
  const { places } = context.tabs;
  return {
    id: 'sessions',
    label: places.sessions,
    width: 90,
    look: 'quiet',
    fixed: true,
    text: ({ item }) => {
      const n = context.view.sessions.filter((session) => session[of]?.id === item.id).length;
      return n === 0 ? '' : say(places.sessionsOf, { n });
    },
    value: () => null,
    read: (text) => ({ ok: true, value: text }),
    write: () => [],
  };
}

export const rooms: ListSpec = {
  part: 'plan',
  root: 'rooms',
  byDay: false,
  columns: (context) => [
    ...nameColumns(context),
    fieldColumn(context, 'capacity', { width: 80 }),
    fieldColumn(context, 'equipment', { look: 'quiet' }),
    sessionsColumn(context, 'room'),
  ],
  nameOf: (item, locale) => inLanguage(item['name'] as Localized, locale),
  below: ['sessions', 'equipment'],
  figure: 'capacity',
};

export const tracks: ListSpec = {
  part: 'plan',
  root: 'tracks',
  byDay: false,
  columns: (context) => [
    ...nameColumns(context).map((column, n) => (n === 1 ? { ...column, width: null } : column)),
    sessionsColumn(context, 'track'),
  ],
  nameOf: (item, locale) => inLanguage(item['name'] as Localized, locale),
  below: ['sessions'],
};
