/** What an item of a list is called where its title alone does not say it. Pure. */
import { formatField, type Item } from '@qiao/domain/kind';
import { mealFields } from '@qiao/domain/kinds/event/logistics-lists';
import type { Locale } from '@qiao/domain/shared/words';

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** `长水机场→师苑酒店`; one end alone where the other is not written. */
function routeOf(item: Item): string {
  const [from, to] = [text(item['from']), text(item['to'])];
  return from && to ? `${from}→${to}` : from || to;
}

const mealName = (item: Item, locale: Locale): string =>
  [formatField(mealFields.kind, item['kind'], locale), text(item['place'])].filter(Boolean).join(locale === 'en' ? ', ' : '，');

const NAMES: Readonly<Record<string, (item: Item, locale: Locale) => string>> = {
  vehicles: (item) => text(item['name']) || text(item['plate']),
  legs: routeOf,
  meals: mealName,
};

/** Empty where the list's title is the name. */
export const compoundName = (root: string, item: Item, locale: Locale): string => NAMES[root]?.(item, locale) ?? '';
