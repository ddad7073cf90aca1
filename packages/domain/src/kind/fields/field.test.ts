import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { everyField } from '../toy.fixture.ts';
import type { Field } from '../types.ts';
import { formatField, isEmptyValue, normaliseField, parseField } from './field.ts';
import type { ParseContext } from './rules.ts';

const onTheDay: ParseContext = {
  date: '2026-10-21',
  zone: 'Asia/Shanghai',
  find: (name) => (name === '林珊' ? { id: 'p1', label: '林珊' } : null),
};

const value = (field: Field, text: string, context = onTheDay): unknown => {
  const parsed = parseField(field, text, 'zh-CN', context);
  return parsed.ok ? parsed.value : parsed.words;
};

const refused = (field: Field, text: string, context = onTheDay): string => {
  const parsed = parseField(field, text, 'zh-CN', context);
  if (parsed.ok) throw new Error(`accepted: ${JSON.stringify(parsed.value)}`);
  expect(parsed.words.en).not.toBe('');
  return parsed.words.zh;
};

describe('typed text becomes a value', () => {
  test.each<[keyof typeof everyField, string, unknown]>([
    ['instant', '9:30', '2026-10-21T09:30+08:00[Asia/Shanghai]'],
    ['instant', '0930', '2026-10-21T09:30+08:00[Asia/Shanghai]'],
    ['instant', '９：３０', '2026-10-21T09:30+08:00[Asia/Shanghai]'],
    ['instant', '10月22日 14:00', '2026-10-22T14:00+08:00[Asia/Shanghai]'],
    ['instant', '2026-10-21T09:30+02:00[Europe/Berlin]', '2026-10-21T09:30+02:00[Europe/Berlin]'],
    ['date', '２０２６－１０－２１', '2026-10-21'],
    ['date', '2026年2月3日', '2026-02-03'],
    ['date', '20261021', '2026-10-21'],
    ['date', '10.21', '2026-10-21'],
    ['date', '21 Oct', '2026-10-21'],
    ['number', '１２０', 120],
    ['number', '1,000', 1000],
    ['minutes', '90', 90],
    ['minutes', '1:30', 90],
    ['minutes', '1小时30分', 90],
    ['minutes', '2 h', 120],
    ['money', '￥1,234.5', { amount: '1234.50', currency: 'CNY' }],
    ['money', '100 usd', { amount: '100.00', currency: 'USD' }],
    ['money', '５０００日元', { amount: '5000', currency: 'JPY' }],
    ['choice', '乙', 'b'],
    ['choices', '甲、B', ['a', 'b']],
    ['region', '香港', 'HK'],
    ['region', 'france', 'FR'],
    ['regions', '中国台湾、日本', ['TW', 'JP']],
    ['one', '林珊', { id: 'p1', label: '林珊' }],
    ['many', '林珊', [{ id: 'p1', label: '林珊' }]],
    ['flag', '是', true],
    ['text', '  校长圆桌 ', '校长圆桌'],
    ['text', 'a\nb', 'a b'],
    ['title', '校长圆桌', { zh: '校长圆桌', en: '' }],
  ])('%s: %s', (name, text, expected) => {
    expect(value(everyField[name], text)).toEqual(expected);
  });

  test('empty text is the empty value of each type that can be typed', () => {
    for (const field of Object.values(everyField)) {
      if (field.type === 'rich' || field.type === 'file' || field.type === 'flag') continue;
      const parsed = parseField(field, '  ', 'en');
      expect(parsed.ok && isEmptyValue(parsed.value), field.type).toBe(true);
    }
  });
});

describe('what cannot be read is refused with a remedy', () => {
  test.each<[keyof typeof everyField, string, RegExp]>([
    ['date', '2026-02-30', /2026年2月没有30日，只有 1 到 28 日/],
    ['date', '2026-13-01', /没有13月/],
    ['date', '明天', /可写 2026-10-21/],
    ['instant', '25:00', /没有 25:00/],
    ['instant', '24:00', /第二天的 0:00/],
    ['instant', '下午三点', /可写 9:30/],
    ['number', '很多', /数字/],
    ['number', '1.5', /整数/],
    ['number', '1001', /不能大于 1000/],
    ['number', '1,00', /数字/],
    ['minutes', '下午', /可写 90/],
    ['money', '1.234 CNY', /2 位小数/],
    ['money', '12元 USD', /看不懂/],
    ['choice', '丙', /可选：甲、乙/],
    ['regions', '日本、亚特兰蒂斯', /亚特兰蒂斯/],
    ['one', '无名', /没有找到/],
    ['flag', '也许', /是.*否/],
    ['text', 'x'.repeat(21), /最多 20 字，现有 21 字/],
  ])('%s: %s', (name, text, sentence) => {
    expect(refused(everyField[name], text)).toMatch(sentence);
  });

  test('a time in the hour that a clock change skips is refused, one that comes twice is the first', () => {
    const berlin = { date: '2026-03-29', zone: 'Europe/Berlin' };
    expect(refused(everyField.instant, '2:30', berlin)).toMatch(/拨快/);
    expect(value(everyField.instant, '2:30', { date: '2026-10-25', zone: 'Europe/Berlin' })).toBe('2026-10-25T02:30+02:00[Europe/Berlin]');
    expect(refused(everyField.instant, '2:30', { date: '2026-10-25', zone: 'Nowhere/City' })).toMatch(/时区/);
  });

  test('a time without a day, a day without a year', () => {
    expect(refused(everyField.instant, '9:30', {})).toMatch(/日期/);
    expect(refused(everyField.date, '10-21', {})).toMatch(/年份/);
  });
});

describe('values as text', () => {
  test.each<[keyof typeof everyField, unknown, string, string]>([
    ['instant', '2026-10-21T09:30+08:00[Asia/Shanghai]', '2026-10-21 09:30', '2026-10-21 09:30'],
    ['minutes', 90, '1小时30分', '1 h 30 min'],
    ['minutes', 45, '45分钟', '45 min'],
    ['money', { amount: '186420.00', currency: 'CNY' }, '¥ 186,420.00', '¥ 186,420.00'],
    ['money', { amount: '-1500', currency: 'JPY' }, 'JPY -1,500', 'JPY -1,500'],
    ['choices', ['a', 'b'], '甲、乙', 'A, B'],
    ['region', 'TW', '中国台湾', 'Taiwan, China'],
    ['title', { zh: '', en: 'Round table' }, 'Round table', 'Round table'],
    [
      'many',
      [
        { id: 'p1', label: '林珊' },
        { id: 'p2', label: '何译' },
      ],
      '林珊、何译',
      '林珊, 何译',
    ],
    ['flag', false, '', ''],
    ['number', 'nonsense', '', ''],
  ])('%s: %j', (name, stored, zh, en) => {
    expect(formatField(everyField[name], stored, 'zh-CN')).toBe(zh);
    expect(formatField(everyField[name], stored, 'en')).toBe(en);
  });

  test('what a field shows can be typed in again', () => {
    const cases: [Field, fc.Arbitrary<unknown>][] = [
      [everyField.number, fc.integer({ min: 0, max: 1000 })],
      [everyField.minutes, fc.integer({ min: 0, max: 10_000 })],
      [everyField.choices, fc.uniqueArray(fc.constantFrom('a', 'b'))],
      [everyField.regions, fc.uniqueArray(fc.constantFrom('HK', 'MO', 'TW', 'CN', 'FR', 'JP'))],
      [everyField.money, fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }).map((fen) => ({ amount: decimal(fen), currency: 'CNY' }))],
      [
        everyField.date,
        fc
          .date({ min: new Date('1900-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
          .map((day) => day.toISOString().slice(0, 10)),
      ],
    ];
    for (const [field, arbitrary] of cases) {
      for (const locale of ['zh-CN', 'en'] as const) {
        fc.assert(
          fc.property(arbitrary, (stored) => {
            const text = formatField(field, stored, locale);
            expect(parseField(field, text, locale)).toEqual({ ok: true, value: normaliseField(field, stored) });
          }),
        );
      }
    }
  });
});

describe('normalising', () => {
  test.each<[keyof typeof everyField, unknown, unknown]>([
    ['number', -1, null],
    ['number', 1.5, null],
    ['number', -0, 0],
    ['instant', '2026-10-21T09:00:30+08:00[Asia/Shanghai]', '2026-10-21T09:00+08:00[Asia/Shanghai]'],
    ['instant', '2026-10-21T09:00+08:00', '2026-10-21T09:00+08:00[+08:00]'],
    ['instant', '2026-02-29T09:00+08:00[Asia/Shanghai]', null],
    ['instant', '2026-10-21T09:00Z', null],
    ['choice', 'constructor', null],
    ['choices', ['b', 'b', 'z', 1], ['b']],
    ['region', 'XX', null],
    ['one', { id: 'constructor', label: 'x' }, null],
    ['one', { id: 'p1', label: 7, extra: 1 }, { id: 'p1', label: '' }],
    ['money', { amount: '-0.00', currency: 'CNY' }, { amount: '0.00', currency: 'CNY' }],
    ['money', { amount: 1, currency: 'CNY' }, null],
    [
      'file',
      { hash: 'a'.repeat(64), name: '../x', bytes: 3, media: 'bad' },
      { hash: 'a'.repeat(64), name: '.. x', bytes: 3, media: 'application/octet-stream' },
    ],
    [
      'file',
      { hash: 'a'.repeat(64), name: 'x', bytes: 3, media: 'image/png', preview: { hash: 'b'.repeat(64), bytes: 1, media: 'bad', more: 1 } },
      {
        ...{ hash: 'a'.repeat(64), name: 'x', bytes: 3, media: 'image/png' },
        preview: { hash: 'b'.repeat(64), bytes: 1, media: 'application/octet-stream' },
      },
    ],
    [
      'file',
      { hash: 'a'.repeat(64), name: 'x', bytes: 3, media: 'image/png', preview: { hash: '../x', bytes: 1, media: 'image/png' } },
      { hash: 'a'.repeat(64), name: 'x', bytes: 3, media: 'image/png' },
    ],
    ['text', 'a\u0007b', 'ab'],
  ])('%s: %j', (name, raw, expected) => {
    expect(normaliseField(everyField[name], raw)).toEqual(expected);
  });
});

const decimal = (fen: bigint): string => {
  const text = (fen < 0n ? -fen : fen).toString().padStart(3, '0');
  return `${fen < 0n ? '-' : ''}${text.slice(0, -2)}.${text.slice(-2)}`;
};
