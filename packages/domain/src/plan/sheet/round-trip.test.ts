import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addItem } from '../../kind/edit.ts';
import { sheetTarget } from './targets.ts';
import { SHEET_LISTS } from './lists.ts';
import { tableOf } from './sheet.ts';
import { partsOf, preview, reasons, sheetBench, type SheetBench } from './sheet.fixture.ts';
import { guarded, sheetRows } from './write-sheet.ts';

const text = fc.oneof(
  fc.constantFrom('', '开幕式', '=1+1', "'=x", '-5', '+86 138', '@x', '＝1+1', 'a,b;c\t"d"', '合计', '茶歇', '10:00', ' 空白 '),
  fc.string({ maxLength: 12 }),
);
const time = fc.integer({ min: 0, max: 3 * 24 * 60 }).map((minutes) => {
  const at = new Date(Date.UTC(2026, 10, 5) + minutes * 60_000).toISOString();
  return `${at.slice(0, 16)}+08:00[Asia/Shanghai]`;
});
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });
const money = fc.record(
  {
    amount: fc
      .bigInt({ min: -(10n ** 9n), max: 10n ** 9n })
      .map(
        (fen) => `${fen / 100n === 0n && fen < 0n ? '-' : ''}${fen / 100n}.${String(fen < 0n ? -fen % 100n : fen % 100n).padStart(2, '0')}`,
      ),
    currency: fc.constantFrom('CNY', 'USD', 'EUR'),
  },
  { noNullPrototype: true },
);
const person = fc.constantFrom('lin', 'he', 'gone');
const refer = (id: string) => ({ id, label: `旧名 ${id}` });

const VALUES: Readonly<Record<string, fc.Arbitrary<Record<string, unknown>>>> = {
  sessions: fc.record({
    'title.zh': text,
    'title.en': text,
    start: maybe(time),
    minutes: maybe(fc.integer({ min: 0, max: 2000 })),
    room: maybe(fc.constantFrom('a', 'b', 'gone').map(refer)),
    chair: maybe(fc.uniqueArray(person).map((ids) => ids.map(refer))),
    expected: maybe(fc.nat(1000)),
    remarks: text,
  }),
  rooms: fc.record({ 'name.zh': text, 'name.en': text, capacity: maybe(fc.nat(1000)), equipment: text }),
  tracks: fc.record({ 'name.zh': text, 'name.en': text }),
  cues: fc.record({
    cue: text,
    start: maybe(time),
    minutes: maybe(fc.nat(90)),
    who: maybe(fc.uniqueArray(person).map((ids) => ids.map(refer))),
  }),
  vehicles: fc.record({ name: text, plate: text, seats: maybe(fc.nat(50)), phone: text }),
  legs: fc.record({ from: text, to: text, start: maybe(time), minutes: maybe(fc.nat(900)), count: maybe(fc.nat(50)) }),
  meals: fc.record({
    kind: maybe(fc.constantFrom('lunch', 'tea')),
    place: text,
    start: maybe(time),
    standard: maybe(money),
    halal: maybe(fc.nat(9)),
  }),
  shifts: fc.record({ post: text, person: maybe(person.map(refer)), start: maybe(time), minutes: maybe(fc.nat(600)) }),
  lines: fc.record({ item: text, category: maybe(fc.constantFrom('venue', 'meals')), planned: maybe(money), actual: maybe(money) }),
  people: fc.record({
    name: text,
    latinName: text,
    region: maybe(fc.constantFrom('HK', 'TW', 'FR')),
    role: maybe(fc.uniqueArray(fc.constantFrom('chair', 'guest'))),
    email: text,
  }),
};

const docOf = (docs: SheetBench, part: string) => docs[part as 'plan' | 'people' | 'budget'];

test.each(SHEET_LISTS)('%s written as a sheet and read again: nothing to change, whatever stands in it', (root) => {
  const target = sheetTarget(root);
  fc.assert(
    fc.property(
      fc.array(VALUES[root]!, { minLength: 1, maxLength: 6 }),
      fc.constantFrom('zh-CN' as const, 'en' as const),
      (all, locale) => {
        const docs = sheetBench();
        all.forEach((values, n) => addItem(docOf(docs, target.part), root, { id: `x${n}`, values }));
        const rows = sheetRows(partsOf(docs), target, locale);
        const made = preview(docs, root, tableOf('csv', rows), { locale });
        expect(reasons(made)).toEqual([]);
        expect(made.rows.flatMap((row) => row.changes.map(({ key, before, after }) => [key, before, after]))).toEqual([]);
        expect(made.counts).toMatchObject({ create: 0, change: 0, refuse: 0 });
      },
    ),
    { numRuns: 60 },
  );
});

test('text that a spreadsheet would run is kept text, figures stay figures', () => {
  expect(['=1+1', '+86', '-5', '-1,234.50', '@x', '\tx', 'x=1', "'=x", '＝1+1'].map(guarded)).toEqual([
    "'=1+1",
    "'+86",
    '-5',
    '-1,234.50',
    "'@x",
    "'\tx",
    'x=1',
    "''=x",
    "'＝1+1",
  ]);
});
