import { DIETS } from '@qiao/domain/kinds/event/logistics-lists';
import { fieldColumn } from '../list/field-columns.ts';
import { compoundName } from '../list/item-names.ts';
import type { ListSpec } from '../list/list-row.ts';
import { endColumn, startColumn } from '../list/time-columns.ts';

/** Meals: when, where, at what standard, for how many, and how many of them by each diet. */
export const meals: ListSpec = {
  part: 'plan',
  root: 'meals',
  byDay: true,
  columns: (context) => [
    startColumn(context, context.tabs.meals.at),
    endColumn(context, context.tabs.meals.end),
    fieldColumn(context, 'kind', { width: 92, look: 'title' }),
    fieldColumn(context, 'place', {}),
    fieldColumn(context, 'standard', { width: 108 }),
    fieldColumn(context, 'numbers', { width: 64 }),
    ...DIETS.map((diet) => fieldColumn(context, diet, { width: context.locale === 'en' ? 86 : 62 })),
    fieldColumn(context, 'otherDiets', { width: 150 }),
    fieldColumn(context, 'remarks', { width: 160, look: 'quiet', spare: true }),
  ],
  nameOf: (item, locale) => compoundName('meals', item, locale),
  like: (above) => ({ place: above['place'] || null, numbers: above['numbers'] }),
  below: ['standard', ...DIETS, 'otherDiets'],
  figure: 'numbers',
};
