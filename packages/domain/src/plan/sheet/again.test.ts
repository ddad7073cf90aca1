/** A sheet that comes again: nothing is doubled, swapped or merged, whatever its rows have in common. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SheetList } from './lists.ts';
import { preview, reasons, sheetBench, table, write, type SheetBench } from './sheet.fixture.ts';
import type { SheetPreview } from './preview.ts';

const one = (...all: string[]) => fc.constantFrom(...all);
const DAYS = one('11月5日', '11月6日');

/** Few words for each column, so that rows agree in some, in all that tells them apart, or in everything. */
const SHEETS: Readonly<Partial<Record<SheetList, { heads: string[]; row: fc.Arbitrary<string[]> }>>> = {
  sessions: {
    heads: ['日期', '时间', '题目（中文）', '题目（英文）', '会场'],
    row: fc.tuple(DAYS, one('9:00', '10:00'), one('茶歇', '讨论', ''), one('Tea', 'Talk', 'Break'), one('云台厅', '报告厅', '')),
  },
  cues: { heads: ['日期', '时间', '环节', '备注'], row: fc.tuple(DAYS, one('9:00', '10:00'), one('换场', '调音'), one('甲', '乙')) },
  rooms: {
    heads: ['会场（中文）', '会场（英文）', '容量'],
    row: fc.tuple(one('甲厅', '乙厅'), one('Hall', 'Room', 'Big'), one('10', '20')),
  },
  vehicles: {
    heads: ['车型', '车牌号', '座位数'],
    row: fc.tuple(one('考斯特', '大巴'), one('云A1', '云A2', '云A3', ''), one('10', '20')),
  },
  legs: {
    heads: ['日期', '发车时间', '上车地点', '目的地', '用车', '人数'],
    row: fc.tuple(DAYS, one('9:00', '10:00'), one('机场'), one('会场', '酒店'), one('一号车', '二号车', ''), one('3', '4')),
  },
  meals: {
    heads: ['日期', '时间', '餐次', '地点', '用餐人数'],
    row: fc.tuple(DAYS, one('12:00', '12:30'), one('午餐', '茶歇'), one('一食堂', '二食堂', ''), one('10', '20')),
  },
  shifts: {
    heads: ['日期', '时间', '岗位', '值守人', '备注'],
    row: fc.tuple(DAYS, one('9:00', '10:00'), one('接待', '签到'), one('林珊', '何译', '王一', ''), one('甲', '乙')),
  },
  lines: { heads: ['项目', '类别', '计划'], row: fc.tuple(one('打印', '横幅'), one('', '场地', '餐饮'), one('100.00', '200.00')) },
  people: {
    heads: ['姓名', '邮箱', '单位', '身份'],
    row: fc.tuple(one('张三', '李四', '王五'), one('a@x.cn', 'b@x.cn'), one('甲大', '乙大'), one('嘉宾', '主持')),
  },
};

/** One row says nothing that the other does not say: either may be meant by it. */
const isPart = (row: readonly string[], of: readonly string[]): boolean =>
  row !== of && row.every((cell, n) => cell === '' || cell === of[n]) && row.some((cell, n) => cell !== of[n]);

const NOTHING = { create: 0, change: 0, refuse: 0 };

test.each(Object.entries(SHEETS))(
  '%s imported over others has nothing to do when it comes again, nor in another order',
  (root, { heads, row }) => {
    const read = (docs: SheetBench, rows: readonly string[][]): SheetPreview => preview(docs, root as SheetList, table(heads, ...rows));
    const mixed = fc
      .array(row, { minLength: 1, maxLength: 6 })
      .chain((rows) => fc.tuple(fc.constant(rows), fc.shuffledSubarray(rows, { minLength: rows.length })));
    fc.assert(
      fc.property(fc.array(row, { maxLength: 3 }), mixed, (others, [rows, inAnotherOrder]) => {
        fc.pre(!rows.some((a) => [...rows, ...others].some((b) => isPart(a, b) || isPart(b, a))));
        const docs = sheetBench();
        write(docs, read(docs, others));
        const made = read(docs, rows);
        write(docs, made);
        // What cannot be told stays so, and is written only on the person’s word.
        fc.pre(made.counts.refuse === 0);
        for (const again of [read(docs, rows), read(docs, inAnotherOrder)]) {
          expect(reasons(again)).toEqual([]);
          expect(again.counts).toMatchObject(NOTHING);
        }
      }),
      { numRuns: 40 },
    );
  },
);

test('a row that stands twice in a sheet is one, also when the sheet comes again', () => {
  const docs = sheetBench();
  // Offices number their rows: that is no system id, and does not make two of one.
  const rows = ['1', '2'].map((n) => [n, '11月6日', '9:00', '接待', '林珊', '甲']);
  const sheet = table(['编号', ...SHEETS.shifts!.heads], ...rows);
  write(docs, preview(docs, 'shifts', sheet));
  const again = preview(docs, 'shifts', sheet);
  expect(again.counts).toMatchObject({ ...NOTHING, skip: 2 });
  expect(again.rows.map(({ note }) => note!.zh)).toEqual(['和现有的一样。', '和第2行完全相同。']);
});
