import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays, daysBetween, isDate, sayDate, weekday } from './dates.ts';
import { DOMAIN_CODES } from './errors.ts';
import { sha256Hex } from './hash.ts';
import { isRecordId, itemId, itemIdFrom, recordId } from './ids.ts';
import {
  addMinutes,
  dateOf,
  epochMinutes,
  fromOffsetTime,
  instantAt,
  instantIn,
  normaliseInstant,
  parseZone,
  parseTime,
  timeOf,
  toOffsetTime,
  zoneOf,
} from './instants.ts';
import { fromMinor, sumMoney, toMinor } from './money.ts';
import { callPerson, nameKey } from './names.ts';
import { listRegions, REGION_CODES, REGION_LABEL, regionName } from './regions.ts';
import { cutText } from './typed-text.ts';

describe('regions', () => {
  test('the head says country or region, and each of the 249 has a name in both languages', () => {
    expect(REGION_LABEL).toEqual({ zh: '国家(地区)', en: 'Country or region' });
    expect(new Set(REGION_CODES).size).toBe(249);
    for (const code of REGION_CODES) for (const locale of ['zh-CN', 'en'] as const) expect(regionName(code, locale)).not.toBe(code);
  });

  test('Hong Kong, Macao and Taiwan are parts of China in each list, and stand among the rest', () => {
    const zh = listRegions('zh-CN').map((region) => region.name);
    const en = listRegions('en').map((region) => region.name);
    expect(zh).toEqual(expect.arrayContaining(['中国香港', '中国澳门', '中国台湾']));
    expect(en).toEqual(expect.arrayContaining(['Hong Kong SAR China', 'Macao SAR China', 'Taiwan, China']));
    for (const name of zh) if (/香港|澳门|台湾/.test(name)) expect(name).toMatch(/^中国(香港|澳门|台湾)$/);
    for (const name of en) if (/hong kong|maca[ou]|taiwan/i.test(name)) expect(name).toMatch(/China$/);
    expect(zh.indexOf('中国澳门')).toBeGreaterThan(zh.indexOf('智利'));
    expect(zh.slice(0, 2)).toEqual(['阿尔巴尼亚', '阿尔及利亚']);
    expect(en.indexOf('Taiwan, China')).toBe(en.indexOf('Tajikistan') - 1);
  });
});

describe('instants', () => {
  const zones = fc.constantFrom('Asia/Shanghai', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'UTC', '+05:30');
  const minutes = fc.integer({ min: 0, max: 60_000_000 });

  test('minutes since 1970 and the wall clock of a zone lead back to each other', () => {
    fc.assert(
      fc.property(minutes, zones, (minute, zone) => {
        const instant = instantIn(minute, zone);
        expect(normaliseInstant(instant)).toBe(instant);
        expect(epochMinutes(instant)).toBe(minute);
        expect(zoneOf(instant)).toBe(zone);
        expect(fromOffsetTime(toOffsetTime(instant), zone)).toBe(instant);
      }),
    );
  });

  test('adding minutes is exact across a clock change', () => {
    expect(addMinutes('2026-03-29T01:30+01:00[Europe/Berlin]', 60)).toBe('2026-03-29T03:30+02:00[Europe/Berlin]');
    expect(addMinutes('2026-10-25T02:30+02:00[Europe/Berlin]', 60)).toBe('2026-10-25T02:30+01:00[Europe/Berlin]');
    expect(addMinutes('2026-10-21T09:00+08:00[Mars/Base]', 30)).toBe('2026-10-21T09:30+08:00[+08:00]');
  });

  test('a fold gives both times, a gap none, an unknown zone none', () => {
    expect(instantAt('2026-10-25', '02:30', 'Europe/Berlin')).toEqual({
      ok: true,
      instant: '2026-10-25T02:30+02:00[Europe/Berlin]',
      again: '2026-10-25T02:30+01:00[Europe/Berlin]',
    });
    expect(instantAt('2026-03-29', '02:30', 'Europe/Berlin')).toEqual({ ok: false, why: 'gap' });
    expect(instantAt('2026-03-29', '02:30', 'Mars/Base')).toEqual({ ok: false, why: 'zone' });
  });

  test('times of a file come onto the wall clock of its zone; seconds are not swallowed', () => {
    expect(fromOffsetTime('2019-08-21T09:00:00Z', 'Europe/Berlin')).toBe('2019-08-21T11:00+02:00[Europe/Berlin]');
    expect(fromOffsetTime('2019-08-21T11:00:30+02:00', 'Europe/Berlin')).toBeNull();
    expect(fromOffsetTime('2019-08-21', 'Europe/Berlin')).toBeNull();
    expect([dateOf, timeOf].map((part) => part('2019-08-21T11:00+02:00[Europe/Berlin]'))).toEqual(['2019-08-21', '11:00']);
  });

  test('a time zone is read by its name however it is cased, and by what people call the office’s', () => {
    for (const text of ['北京时间', '上海', 'beijing time', '+8', 'UTC+8', 'asia/shanghai'])
      expect(parseZone(text)).toEqual({ ok: true, value: 'Asia/Shanghai' });
    expect(parseZone('Europe/Lisbon')).toEqual({ ok: true, value: 'Europe/Lisbon' });
    expect(parseZone(' ')).toEqual({ ok: true, value: '' });
    for (const text of ['里斯本', 'Nowhere/City', '+25', 'GMT+99']) expect(parseZone(text).ok, text).toBe(false);
  });

  test('a time of day is read in each plain form', () => {
    for (const text of ['9:30', '09:30', '930', '0930', '９：３０', '9.30', '9点半', '9点30分', '9时30分', '上午9:30', '早上 9点半'])
      expect(parseTime(text)).toEqual({ ok: true, value: '09:30' });
    for (const text of ['下午2:30', '晚上2点半', '14时30']) expect(parseTime(text)).toEqual({ ok: true, value: '14:30' });
    expect(parseTime('中午12点')).toEqual({ ok: true, value: '12:00' });
    for (const text of ['', '上午', '9', '9:3', '9:60', '24:30', '93000']) expect(parseTime(text).ok).toBe(false);
  });
});

describe('dates', () => {
  test('only days of the calendar are dates', () => {
    expect(['2024-02-29', '2000-02-29'].every(isDate)).toBe(true);
    expect(['2023-02-29', '1900-02-29', '2026-00-10', '2026-1-1', '0999-01-01', 20261021].some(isDate)).toBe(false);
  });

  test('days added are days between', () => {
    fc.assert(
      fc.property(fc.integer({ min: -40_000, max: 40_000 }), (days) => {
        expect(daysBetween('2026-10-21', addDays('2026-10-21', days))).toBe(days);
      }),
    );
    expect(weekday('2026-11-07')).toBe(6);
    expect([sayDate('2026-10-21', 'zh-CN', 2026), sayDate('2026-10-21', 'en', 2025)]).toEqual(['10月21日', '21 Oct 2026']);
  });
});

describe('money', () => {
  test('minor units are exact for each number of decimals', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 14n), max: 10n ** 14n }), fc.constantFrom('CNY', 'JPY', 'KWD'), (units, currency) => {
        expect(toMinor(fromMinor(units, currency))).toBe(units);
      }),
    );
    expect(
      sumMoney(
        [
          { amount: '0.10', currency: 'CNY' },
          { amount: '0.20', currency: 'CNY' },
        ],
        'CNY',
      ).amount,
    ).toBe('0.30');
  });

  test('what is finer than the currency, or another currency, is a defect', () => {
    expect(() => toMinor({ amount: '0.001', currency: 'CNY' })).toThrow(RangeError);
    expect(() => sumMoney([{ amount: '1', currency: 'JPY' }], 'CNY')).toThrow(RangeError);
  });
});

describe('ids', () => {
  test('the same time and randomness give the same record id, later times sort later', () => {
    const random = Uint8Array.from({ length: 16 }, (_, n) => n * 7);
    expect(recordId(1_800_000_000_000, random)).toBe(recordId(1_800_000_000_000, random));
    expect(isRecordId(recordId(1, random))).toBe(true);
    expect(recordId(1_800_000_000_001, random) > recordId(1_800_000_000_000, random)).toBe(true);
  });

  test('item ids are made of letters and digits', () => {
    expect(itemId(Uint8Array.from({ length: 14 }, (_, n) => 255 - n))).toMatch(/^[0-9A-Za-z]{14}$/);
    expect(itemIdFrom('room', 'Curie')).toBe(itemIdFrom('room', 'Curie'));
    expect(itemIdFrom('room', 'Curie')).not.toBe(itemIdFrom('track', 'Curie'));
  });

  test('the hash is SHA-256', () => {
    expect(sha256Hex('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });
});

describe('names and words', () => {
  test('a person is called by the name of the language, or by the one there is', () => {
    const name = { native: 'Álvaro Méndez', latin: 'MENDEZ ALVARO', chinese: '阿尔瓦罗·门德斯' };
    expect([callPerson(name, 'zh-CN'), callPerson(name, 'en')]).toEqual(['阿尔瓦罗·门德斯', 'MENDEZ ALVARO']);
    expect(callPerson({ native: '林珊' }, 'en')).toBe('林珊');
    expect(nameKey('Ｌin  Shan ')).toBe('lin shan');
  });

  test('each refusal says something in both languages, without exclamation', () => {
    for (const words of Object.values(DOMAIN_CODES)) {
      expect(words.zh).toMatch(/[。]$/);
      expect(words.en).toMatch(/[.]$/);
      expect(words.zh + words.en).not.toMatch(/[!！]/);
    }
  });

  test('a cut text has no half characters and is the same after a transfer', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 8 }), fc.integer({ min: 1, max: 8 }), (text, max) => {
        const cut = cutText(text, max);
        expect(cut.length).toBeLessThanOrEqual(max);
        expect(cut.isWellFormed()).toBe(true);
        expect(cutText(text.toWellFormed(), max)).toBe(cut);
      }),
    );
  });
});
