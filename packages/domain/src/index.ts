/** The domain: what the office does. No I/O, no clock, no component. */
export * from './kind/index.ts';
export * from './kinds/index.ts';
export { addDays, daysBetween, isDate, parseDate, sayDate, weekday } from './shared/dates.ts';
export { DOMAIN_CODES, isDomainCode, type DomainCode } from './shared/errors.ts';
export { derivedId, sha256Hex } from './shared/hash.ts';
export { ID_RANDOM_BYTES, ITEM_ID_BYTES, isRecordId, itemId, itemIdFrom, recordId } from './shared/ids.ts';
export {
  addMinutes,
  dateOf,
  epochMinutes,
  fromOffsetTime,
  instantAt,
  instantIn,
  isZone,
  normaliseInstant,
  parseTime,
  timeOf,
  toOffsetTime,
  zoneOf,
} from './shared/instants.ts';
export { formatMoney, fromMinor, minorDigits, parseMoney, sumMoney, toMinor, type Money } from './shared/money.ts';
export { callPerson, inLocale, isHan, nameKey, type Localized, type PersonName } from './shared/names.ts';
export { listRegions, parseRegion, regionName, REGION_CODES, REGION_LABEL, type Region } from './shared/regions.ts';
export { LOCALES, say, type Locale, type Parsed } from './shared/words.ts';
export * from './plan/index.ts';
