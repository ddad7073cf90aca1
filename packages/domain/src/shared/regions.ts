/**
 * Countries and regions: ISO 3166 alpha-2 with the names of the platform's CLDR, below a layer of our own. The list is
 * always headed 国家(地区) / Country or region; Hong Kong, Macao and Taiwan stand among the rest as parts of China.
 */
import { plainTyped } from './typed-text.ts';
import { refuse, say, type Locale, type Parsed, type Words } from './words.ts';

export const REGION_LABEL: Words = { zh: '国家(地区)', en: 'Country or region' };

/** ISO 3166-1 alpha-2, 249 codes. */
export const REGION_CODES: readonly string[] = (
  'AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ ' +
  'DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP ' +
  'KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ ' +
  'OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ ' +
  'UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW'
).split(' ');

/** Names that are ours to say, whatever the platform's data say. */
export const REGION_OVERRIDES: Readonly<Record<string, Words>> = {
  HK: { zh: '中国香港', en: 'Hong Kong SAR China' },
  MO: { zh: '中国澳门', en: 'Macao SAR China' },
  TW: { zh: '中国台湾', en: 'Taiwan, China' },
  PS: { zh: '巴勒斯坦', en: 'Palestine' },
};

const known = new Set(REGION_CODES);

export const isRegion = (code: unknown): code is string => typeof code === 'string' && known.has(code);

const displayNames = { 'zh-CN': new Intl.DisplayNames('zh-CN', { type: 'region' }), en: new Intl.DisplayNames('en', { type: 'region' }) };

export function regionName(code: string, locale: Locale): string {
  const override = REGION_OVERRIDES[code];
  if (override) return say(override, locale);
  return known.has(code) ? (displayNames[locale].of(code) ?? code) : code;
}

export interface Region {
  code: string;
  name: string;
}

const lists = new Map<Locale, readonly Region[]>();

/** All of them by name: by pinyin in Chinese, by alphabet in English. */
export function listRegions(locale: Locale): readonly Region[] {
  const cached = lists.get(locale);
  if (cached) return cached;
  const collator = new Intl.Collator(locale === 'en' ? 'en' : 'zh-u-co-pinyin');
  const list = REGION_CODES.map((code) => ({ code, name: regionName(code, locale) })).sort((a, b) => collator.compare(a.name, b.name));
  lists.set(locale, list);
  return list;
}

/** Other words that people type for a place; the answer is always shown by its own name. */
const ALSO: Record<string, string> = {
  香港: 'HK',
  澳门: 'MO',
  台湾: 'TW',
  'hong kong': 'HK',
  macao: 'MO',
  macau: 'MO',
  taiwan: 'TW',
  uk: 'GB',
  usa: 'US',
  korea: 'KR',
  turkey: 'TR',
};

/** Reads a typed name in either language, or a code. */
export function parseRegion(text: string): Parsed<string> {
  const typed = plainTyped(text).toLowerCase();
  const also = ALSO[typed];
  if (also) return { ok: true, value: also };
  if (known.has(typed.toUpperCase())) return { ok: true, value: typed.toUpperCase() };
  const found = REGION_CODES.find(
    (code) => regionName(code, 'zh-CN').toLowerCase() === typed || regionName(code, 'en').toLowerCase() === typed,
  );
  if (found) return { ok: true, value: found };
  return refuse(
    `没有找到国家(地区)“${text.slice(0, 20)}”。可从列表中选。`,
    `No country or region is called “${text.slice(0, 20)}”. Choose one from the list.`,
  );
}
