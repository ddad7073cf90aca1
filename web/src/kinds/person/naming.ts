import { isHan } from '@qiao/domain/shared/names';
import type { NameCell } from '#generic/create-named.ts';
import type { Naming } from '#generic/naming.ts';

/** Chinese shows the Chinese or native name with the Latin one under it; English shows the Latin name alone. */
export const naming: Naming = (row, locale) => {
  const latin = row.title.en;
  const chinese = row.subtitle.zh;
  const native = typeof row.cells['main.nativeName'] === 'string' ? row.cells['main.nativeName'] : '';
  if (locale === 'en') return { first: latin || native || chinese, second: '' };
  const first = chinese || native || latin;
  return { first, second: latin === first ? '' : latin, secondLang: 'en' };
};

/** A name typed in Chinese is the Chinese name; any other is the Latin one. */
export const nameCell: NameCell = (typed) => ({ part: 'main', key: isHan(typed) ? 'chineseName' : 'latinName' });
